import type { ClientCode, ClusterRef } from '../api/models';
import { keyOf } from './cluster';

/**
 * Client code, asked for once for each cluster: a drag must not wait for the server.
 */
export class ClientCodes {
  constructor(
    private readonly _ask: (ref: ClusterRef) => Promise<ClientCode>
  ) {}

  /**
   * Python that connects to a cluster.
   */
  get(ref: ClusterRef): Promise<string> {
    const key = keyOf(ref);
    let code = this._codes.get(key);
    if (!code) {
      code = this._ask(ref).then(answer => answer.code);
      this._codes.set(key, code);
      code.catch(() => this._codes.delete(key));
    }
    return code;
  }

  /**
   * Forget the code of a cluster that is gone.
   */
  forget(ref: ClusterRef): void {
    this._codes.delete(keyOf(ref));
  }

  private _codes = new Map<string, Promise<string>>();
}

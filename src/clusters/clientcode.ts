import type { ClientCode, ClusterRef } from '../api/models';
import { keyOf } from './cluster';

/**
 * A cache of client code, because a drag must not wait for the server.
 */
export class ClientCodeCache {
  constructor(
    private readonly _request: (ref: ClusterRef) => Promise<ClientCode>
  ) {}

  /**
   * Return Python code that connects to a cluster.
   */
  get(ref: ClusterRef): Promise<string> {
    const key = keyOf(ref);
    let code = this._codes.get(key);
    if (!code) {
      code = this._request(ref).then(answer => answer.code);
      this._codes.set(key, code);
      code.catch(() => this._codes.delete(key));
    }
    return code;
  }

  /**
   * Forget the code of a cluster that is gone.
   */
  remove(ref: ClusterRef): void {
    this._codes.delete(keyOf(ref));
  }

  private _codes = new Map<string, Promise<string>>();
}

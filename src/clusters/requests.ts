import type { ClusterRef, NewCluster } from '../api/models';
import { keyOf } from './cluster';

/**
 * How many requests are kept.
 */
const MAX_REQUESTS = 50;

/**
 * The requests that created clusters on this page, by which one can be created again as it was entered.
 */
export class RequestLog {
  /**
   * Return the request that created a cluster; null if it is not known.
   */
  get(ref: ClusterRef): NewCluster | null {
    return this._requests.get(keyOf(ref)) ?? null;
  }

  /**
   * Note the request that created a cluster, if it is known.
   */
  set(ref: ClusterRef, request: NewCluster | null): void {
    if (request === null) {
      return;
    }
    this._requests.set(keyOf(ref), request);
    if (this._requests.size > MAX_REQUESTS) {
      const [oldest] = this._requests.keys();
      this._requests.delete(oldest);
    }
  }

  private _requests = new Map<string, NewCluster>();
}

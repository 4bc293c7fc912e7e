import type { Cluster, ClusterRef } from '../api/models';
import { isFinal, keyOf } from './cluster';

/**
 * Tells clusters that were shut down on this page from those that vanish.
 */
export class Departures {
  /**
   * Expect a cluster to go, as it is shut down here.
   */
  expect(ref: ClusterRef): void {
    this._expected.add(keyOf(ref));
  }

  /**
   * Expect a cluster to stay, as shutting it down failed.
   */
  forget(ref: ClusterRef): void {
    this._expected.delete(keyOf(ref));
  }

  /**
   * List those of the clusters that went which nobody here shut down or dismissed.
   */
  vanishedOf(removed: readonly Cluster[]): readonly Cluster[] {
    const vanished = removed.filter(
      cluster => !isFinal(cluster) && !this._expected.has(keyOf(cluster))
    );
    for (const cluster of removed) {
      this.forget(cluster);
    }
    return vanished;
  }

  private _expected = new Set<string>();
}

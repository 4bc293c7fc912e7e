import type { Cluster, ClusterRef } from '../api/models';
import { isSame, keyOf } from './cluster';

/**
 * The clusters, merged from lists, events and responses in whatever order these arrive.
 */
export class ClusterStore {
  /**
   * The clusters, newest first. A cluster that did not change stays the same object.
   */
  get clusters(): readonly Cluster[] {
    return this._sorted;
  }

  /**
   * Find a cluster by gateway and name.
   */
  find(ref: ClusterRef): Cluster | undefined {
    return this._clusters.get(keyOf(ref));
  }

  /**
   * Note that the list is about to be fetched.
   *
   * @returns A stamp to pass with the list: what is updated after it is newer than the list.
   */
  startFetch(): number {
    return ++this._clock;
  }

  /**
   * Return the stamp of the last update of a cluster, whether it still exists or not.
   */
  lastUpdated(ref: ClusterRef): number {
    return this._lastUpdated.get(keyOf(ref)) ?? 0;
  }

  /**
   * Replace the clusters with a fetched list, except those updated since.
   *
   * @param clusters - The list.
   * @param fetched - The stamp of `startFetch`.
   */
  replaceAll(
    clusters: readonly Cluster[],
    fetched: number
  ): ClusterStore.IChange {
    const isOlder = (ref: ClusterRef): boolean =>
      this.lastUpdated(ref) <= fetched;
    const listed = new Set(clusters.map(keyOf));
    const change = this.update(
      clusters.filter(isOlder),
      this._sorted.filter(
        cluster => !listed.has(keyOf(cluster)) && isOlder(cluster)
      )
    );
    for (const [key, updated] of this._lastUpdated) {
      if (updated <= fetched && !this._clusters.has(key)) {
        this._lastUpdated.delete(key);
      }
    }
    return change;
  }

  /**
   * Add or replace some clusters and remove others.
   */
  update(
    clusters: readonly Cluster[],
    gone: readonly ClusterRef[]
  ): ClusterStore.IChange {
    const stamp = ++this._clock;
    const changed: Cluster[] = [];
    const removed: Cluster[] = [];
    const ended = clusters.filter(isShutDown);
    for (const cluster of clusters) {
      const key = keyOf(cluster);
      this._lastUpdated.set(key, stamp);
      const before = this._clusters.get(key);
      if (!isShutDown(cluster) && !isSame(before, cluster)) {
        this._clusters.set(key, cluster);
        changed.push(cluster);
      }
    }
    for (const ref of [...gone, ...ended]) {
      const key = keyOf(ref);
      this._lastUpdated.set(key, stamp);
      const known = this._clusters.get(key);
      if (known) {
        this._clusters.delete(key);
        removed.push(known);
      }
    }
    if (changed.length > 0 || removed.length > 0) {
      this._sorted = [...this._clusters.values()].sort(newestFirst);
    }
    return { changed, removed };
  }

  private _clock = 0;
  private _clusters = new Map<string, Cluster>();
  private _lastUpdated = new Map<string, number>();
  private _sorted: readonly Cluster[] = [];
}

/**
 * A namespace for `ClusterStore` statics.
 */
export namespace ClusterStore {
  /**
   * The difference between two states of the store.
   */
  export interface IChange {
    readonly changed: readonly Cluster[];
    readonly removed: readonly Cluster[];
  }
}

/**
 * Whether a cluster was shut down on purpose, so that nothing is left to show.
 */
function isShutDown(cluster: Cluster): boolean {
  return cluster.status === 'stopped' && cluster.failure === null;
}

function newestFirst(one: Cluster, other: Cluster): number {
  return (
    other.created_at.localeCompare(one.created_at) ||
    keyOf(one).localeCompare(keyOf(other))
  );
}

import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';

import type { Cluster, ClusterRef } from '../api/models';
import { keyOf } from './cluster';

/**
 * The clusters that were heard of, from lists, events and answers in whatever order these come.
 */
export class ClusterRegister {
  /**
   * The clusters, newest first. A cluster that did not change stays the same object.
   */
  get clusters(): readonly Cluster[] {
    return this._sorted;
  }

  /**
   * The cluster of that name, if there is one.
   */
  find(ref: ClusterRef): Cluster | undefined {
    return this._clusters.get(keyOf(ref));
  }

  /**
   * Note that the list is asked for.
   *
   * @returns What tells, with the answer, what was heard since.
   */
  ask(): number {
    return ++this._clock;
  }

  /**
   * Take in a whole list.
   *
   * #### Notes
   * What was heard after the list was asked for is newer than the list.
   *
   * @param clusters - The list.
   * @param asked - When it was asked for.
   */
  acceptList(
    clusters: readonly Cluster[],
    asked: number
  ): ClusterRegister.IChange {
    const isOlder = (ref: ClusterRef): boolean =>
      (this._heard.get(keyOf(ref)) ?? 0) <= asked;
    const listed = new Set(clusters.map(keyOf));
    const change = this.accept(
      clusters.filter(isOlder),
      this._sorted.filter(
        cluster => !listed.has(keyOf(cluster)) && isOlder(cluster)
      )
    );
    for (const [key, heard] of this._heard) {
      if (heard <= asked && !this._clusters.has(key)) {
        this._heard.delete(key);
      }
    }
    return change;
  }

  /**
   * Take in some clusters, and that others are gone.
   */
  accept(
    clusters: readonly Cluster[],
    gone: readonly ClusterRef[]
  ): ClusterRegister.IChange {
    const stamp = ++this._clock;
    const changed: Cluster[] = [];
    const removed: Cluster[] = [];
    const ended = clusters.filter(isOver);
    for (const cluster of clusters) {
      const key = keyOf(cluster);
      this._heard.set(key, stamp);
      if (!isOver(cluster) && !isSame(this._clusters.get(key), cluster)) {
        this._clusters.set(key, cluster);
        changed.push(cluster);
      }
    }
    for (const ref of [...gone, ...ended]) {
      const key = keyOf(ref);
      this._heard.set(key, stamp);
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
  private _heard = new Map<string, number>();
  private _sorted: readonly Cluster[] = [];
}

/**
 * A namespace for `ClusterRegister` statics.
 */
export namespace ClusterRegister {
  /**
   * What differs from what was known.
   */
  export interface IChange {
    readonly changed: readonly Cluster[];
    readonly removed: readonly Cluster[];
  }
}

/**
 * Whether a cluster is over and done with: it ended, and not by itself.
 */
function isOver(cluster: Cluster): boolean {
  return cluster.status === 'stopped' && cluster.failure === null;
}

/**
 * Whether two values of the wire say the same.
 */
export function isSame(one: unknown, other: unknown): boolean {
  return (
    one !== undefined &&
    JSONExt.deepEqual(
      one as ReadonlyPartialJSONValue,
      other as ReadonlyPartialJSONValue
    )
  );
}

function newestFirst(one: Cluster, other: Cluster): number {
  return (
    other.created_at.localeCompare(one.created_at) ||
    keyOf(one).localeCompare(keyOf(other))
  );
}

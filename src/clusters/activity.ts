import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { ClusterActivity, ClusterRef } from '../api/models';
import type { IClusterManager } from '../tokens';
import { keyOf } from './cluster';

/**
 * How old the last hour of a cluster may be; the server has a point for each half minute.
 */
const FRESH_MS = 50_000;

/**
 * How old it may be while it has too few points to be shown.
 */
const FIRST_FRESH_MS = 10_000;

/**
 * The last hours of clusters that somebody looks at.
 *
 * #### Notes
 * The server answers from what it has seen anyway: it asks neither gateway nor
 * scheduler for it.
 */
export class ActivityModel {
  constructor(
    private readonly _manager: Pick<
      IClusterManager,
      'changed' | 'fetchActivity' | 'now'
    >
  ) {}

  /**
   * A signal emitted when the last hour of a cluster arrives.
   */
  get changed(): ISignal<ActivityModel, void> {
    return this._changed;
  }

  /**
   * Return the last hour of a cluster; null before it is known.
   */
  get(ref: ClusterRef): ClusterActivity | null {
    return this._known.get(keyOf(ref))?.activity ?? null;
  }

  /**
   * Fetch the last hour of a cluster, unless it is fresh.
   */
  request(ref: ClusterRef): void {
    const key = keyOf(ref);
    const known = this._known.get(key);
    const now = this._manager.now();
    const isShown = (known?.activity?.at.length ?? 0) > 1;
    const fresh = isShown ? FRESH_MS : FIRST_FRESH_MS;
    if (known && now - known.askedAt < fresh) {
      return;
    }
    this._known.set(key, { askedAt: now, activity: known?.activity ?? null });
    this._manager.fetchActivity(ref).then(
      activity => {
        this._known.set(key, { askedAt: now, activity });
        this._changed.emit();
      },
      // An extra: without it the card says less.
      () => undefined
    );
  }

  /**
   * Forget the clusters that are not among some.
   */
  retain(refs: readonly ClusterRef[]): void {
    const keys = new Set(refs.map(keyOf));
    for (const key of this._known.keys()) {
      if (!keys.has(key)) {
        this._known.delete(key);
      }
    }
  }

  private _changed = new Signal<ActivityModel, void>(this);
  private _known = new Map<
    string,
    { askedAt: number; activity: ClusterActivity | null }
  >();
}

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import { formatRoughly } from '../../ui/format';
import type { IClusterManager, IClustersChange } from '../../tokens';
import type { Cluster, ClusterRef } from '../../api/models';
import { keyOf } from '../cluster';
import type { IEnding } from '../lifetime';
import { endingOf, secondsLeft } from '../lifetime';

/**
 * The longest wait that a browser's timer can hold, in milliseconds.
 */
const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Warns once before a cluster ends by itself.
 *
 * #### Notes
 * A cluster that goes on working ends later than was said. Nobody may have
 * asked since, so the server is asked before a word is said.
 */
export class EndingNotices implements IDisposable {
  constructor(private readonly _options: EndingNotices.IOptions) {
    const { manager } = _options;
    manager.changed.connect(this._onChanged, this);
    manager.stateChanged.connect(this._planAll, this);
    this._planAll();
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    const { manager } = this._options;
    manager.changed.disconnect(this._onChanged, this);
    manager.stateChanged.disconnect(this._planAll, this);
    for (const timer of this._timers.values()) {
      window.clearTimeout(timer);
    }
  }

  private _onChanged(_: IClusterManager, change: IClustersChange): void {
    for (const cluster of change.changed) {
      this._plan(cluster);
    }
    for (const cluster of change.removed) {
      const key = keyOf(cluster);
      this._clear(key);
      this._warned.delete(key);
    }
  }

  private _planAll(): void {
    for (const cluster of this._options.manager.clusters) {
      this._plan(cluster);
    }
  }

  /**
   * Warn of a cluster's end, now or when it is near.
   */
  private _plan(cluster: Cluster): void {
    const { manager } = this._options;
    const key = keyOf(cluster);
    this._clear(key);
    const gateway = manager.gateways.get(cluster.gateway);
    const ending = gateway ? endingOf(cluster, gateway) : null;
    if (ending === null) {
      return;
    }
    const wait = secondsLeft(ending, manager.now()) - ending.warnBefore;
    if (wait > 0) {
      this._warned.delete(key);
      const milliseconds = Math.min(wait * 1000, LONGEST_WAIT);
      this._timers.set(
        key,
        window.setTimeout(() => void this._check(cluster), milliseconds)
      );
    } else if (!this._warned.has(key)) {
      this._warned.add(key);
      this._warn(cluster, ending);
    }
  }

  /**
   * Look again at a cluster whose end should be near.
   */
  private async _check(ref: ClusterRef): Promise<void> {
    const { manager } = this._options;
    // A server that does not answer leaves what was last known.
    await manager.refresh().catch(() => undefined);
    const cluster = manager.find(ref);
    if (cluster && !this._isDisposed) {
      this._plan(cluster);
    }
  }

  private _warn(cluster: Cluster, ending: IEnding): void {
    const { manager, show, trans } = this._options;
    const left = secondsLeft(ending, manager.now());
    const time = formatRoughly(Math.ceil(Math.max(left, 0)), trans);
    Notification.warning(
      ending.kind === 'idle'
        ? trans.__(
            '%1 ends in %2, unless something is computed on it.',
            cluster.label,
            time
          )
        : trans.__(
            '%1 ends in %2: its time is over then. Save what its workers hold.',
            cluster.label,
            time
          ),
      {
        autoClose: false,
        actions: [{ label: trans.__('Show'), callback: show }]
      }
    );
  }

  private _clear(key: string): void {
    window.clearTimeout(this._timers.get(key));
    this._timers.delete(key);
  }

  private _isDisposed = false;
  private _timers = new Map<string, number>();
  private _warned = new Set<string>();
}

/**
 * A namespace for `EndingNotices` statics.
 */
export namespace EndingNotices {
  /**
   * What the notices need.
   */
  export interface IOptions {
    manager: IClusterManager;

    /**
     * Shows the list of clusters.
     */
    show: () => void;

    trans: TranslationBundle;
  }
}

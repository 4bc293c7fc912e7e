import type { JupyterFrontEnd } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IActiveCluster, IClustersChange } from '../tokens';
import { IClusterManager } from '../tokens';
import type { Cluster, ClusterRef } from '../api/models';
import { keyOf } from './cluster';

/**
 * Under which name the chosen cluster is remembered.
 */
const STATE_KEY = 'purdue-dask-lab:active';

/**
 * The chosen cluster, remembered across reloads and let go when it is gone.
 *
 * #### Notes
 * While none is chosen, the first cluster that is seen to run is. When the
 * chosen one goes away, another that was there already is not taken in its
 * place: dashboards would show a different cluster without a word.
 */
export class ActiveCluster implements IActiveCluster {
  constructor(options: ActiveCluster.IOptions) {
    this._manager = options.manager;
    this._store = options.store;
    this._chosen = options.remembered ?? null;
    this._manager.changed.connect(this._onChanged, this);
    this._manager.stateChanged.connect(this._onStateChanged, this);
    this._onStateChanged();
  }

  /** @inheritdoc */
  get current(): Cluster | null {
    return this._current;
  }

  /** @inheritdoc */
  get lost(): string | null {
    return this._lost;
  }

  /** @inheritdoc */
  get changed(): ISignal<IActiveCluster, void> {
    return this._changed;
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
    this._manager.changed.disconnect(this._onChanged, this);
    this._manager.stateChanged.disconnect(this._onStateChanged, this);
    Signal.clearData(this);
  }

  /** @inheritdoc */
  choose(ref: ClusterRef): void {
    const cluster = this._manager.find(ref);
    if (cluster) {
      this._take(cluster);
    }
  }

  private _onChanged(_: IClusterManager, change: IClustersChange): void {
    if (!this._manager.isLoaded) {
      return;
    }
    const chosen = this._chosen;
    if (chosen) {
      const key = keyOf(chosen);
      const isMine = (cluster: Cluster): boolean => keyOf(cluster) === key;
      const now = change.changed.find(isMine);
      if (now) {
        this._take(now);
      } else if (change.removed.some(isMine)) {
        this._lose(chosen.label);
      }
    }
    if (!this._chosen) {
      const running = change.changed.find(
        cluster => cluster.status === 'running'
      );
      if (running) {
        this._take(running);
      }
    }
  }

  /**
   * With the first list, tell whether the remembered cluster is still there.
   */
  private _onStateChanged(): void {
    if (!this._manager.isLoaded || this._isSettled) {
      return;
    }
    const chosen = this._chosen;
    const now = chosen ? this._manager.find(chosen) : undefined;
    if (now) {
      this._take(now);
    } else if (chosen) {
      const gateway = this._manager.gatewayStates.find(
        state => state.id === chosen.gateway
      );
      // A gateway that does not answer says nothing about its clusters.
      if (gateway && gateway.status !== 'available') {
        return;
      }
      this._lose(chosen.label);
    } else {
      const running = this._manager.clusters.find(
        cluster => cluster.status === 'running'
      );
      if (running) {
        this._take(running);
      }
    }
    this._isSettled = true;
  }

  private _take(cluster: Cluster): void {
    this._isSettled = this._manager.isLoaded;
    if (cluster === this._current) {
      return;
    }
    const { gateway, name, label } = cluster;
    const isOther =
      !this._chosen ||
      keyOf(this._chosen) !== keyOf(cluster) ||
      this._chosen.label !== label;
    this._chosen = { gateway, name, label };
    this._current = cluster;
    this._lost = null;
    if (isOther) {
      this._store?.(this._chosen);
    }
    this._changed.emit();
  }

  private _lose(label: string): void {
    this._chosen = null;
    this._current = null;
    this._lost = label;
    this._store?.(null);
    this._changed.emit();
  }

  private _changed = new Signal<IActiveCluster, void>(this);
  private _chosen: ActiveCluster.IChosen | null;
  private _current: Cluster | null = null;
  private _isDisposed = false;
  private _isSettled = false;
  private _lost: string | null = null;
  private _manager: IClusterManager;
  private _store: ((chosen: ActiveCluster.IChosen | null) => void) | undefined;
}

/**
 * A namespace for `ActiveCluster` statics.
 */
export namespace ActiveCluster {
  /**
   * What is remembered of the chosen cluster.
   */
  export interface IChosen extends ClusterRef {
    label: string;
  }

  /**
   * The options of an active cluster.
   */
  export interface IOptions {
    /**
     * The clusters.
     */
    manager: IClusterManager;

    /**
     * What was chosen when the page was left.
     */
    remembered?: IChosen | null;

    /**
     * Remembers what is chosen.
     */
    store?: (chosen: IChosen | null) => void;
  }
}

/**
 * Create the chosen cluster, with what a state database remembers.
 */
export async function createActiveCluster(
  app: JupyterFrontEnd
): Promise<ActiveCluster> {
  const [manager, state] = await Promise.all([
    app.resolveRequiredService(IClusterManager),
    app.resolveOptionalService(IStateDB)
  ]);
  // What cannot be remembered is chosen anew.
  const remembered = await state?.fetch(STATE_KEY).catch(() => undefined);
  return new ActiveCluster({
    manager,
    remembered: isChosen(remembered) ? remembered : null,
    store: chosen => {
      const stored = chosen
        ? state?.save(STATE_KEY, { ...chosen })
        : state?.remove(STATE_KEY);
      stored?.catch(() => undefined);
    }
  });
}

function isChosen(value: unknown): value is ActiveCluster.IChosen {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['gateway', 'name', 'label'].every(
      key => typeof (value as Record<string, unknown>)[key] === 'string'
    )
  );
}

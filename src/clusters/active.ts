import type { JupyterFrontEnd } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Cluster, ClusterRef } from '../api/models';
import type { IActiveCluster } from '../tokens';
import { IClusterManager } from '../tokens';
import { isAlive, isFinal, keyOf } from './cluster';

/**
 * The key of the selected cluster in the state database.
 */
const STATE_KEY = 'purdue-dask-lab:active';

/**
 * The selected cluster, remembered across reloads.
 *
 * #### Notes
 * The selected cluster stays selected while it lives. If none is selected, or
 * the selected one is over, and exactly one cluster runs, that one is
 * selected. A cluster that the user creates here is selected when it runs, or
 * at once if none is selected that lives; so a start that fails takes nothing
 * from a cluster that runs. On the first visit the newest running cluster is
 * selected.
 */
export class ActiveCluster implements IActiveCluster {
  constructor(options: ActiveCluster.IOptions) {
    this._manager = options.manager;
    this._store = options.store;
    this._selected = options.remembered ?? null;
    this._manager.changed.connect(this._update, this);
    this._manager.stateChanged.connect(this._update, this);
    this._update();
  }

  /** @inheritdoc */
  get current(): Cluster | null {
    return this._current;
  }

  /** @inheritdoc */
  get lostLabel(): string | null {
    return this._lostLabel;
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
    this._manager.changed.disconnect(this._update, this);
    this._manager.stateChanged.disconnect(this._update, this);
    Signal.clearData(this);
  }

  /** @inheritdoc */
  select(ref: ClusterRef): void {
    const cluster = this._manager.find(ref);
    if (cluster) {
      this._created = null;
      this._setCurrent(cluster);
    }
  }

  /** @inheritdoc */
  selectCreated(ref: ClusterRef): void {
    const cluster = this._manager.find(ref);
    const isFree = !this._current || !isAlive(this._current);
    if (cluster && (isFree || cluster.status === 'running')) {
      this.select(cluster);
    } else if (cluster) {
      this._created = ref;
    }
  }

  /**
   * Apply the rule to what is known now, however it became known.
   */
  private _update(): void {
    const { isLoaded, clusters } = this._manager;
    if (!isLoaded) {
      return;
    }
    const created = this._created && this._manager.find(this._created);
    if (this._created && (!created || isFinal(created))) {
      this._created = null;
    }
    if (created?.status === 'running') {
      this.select(created);
      return;
    }
    const selected = this._selected && this._manager.find(this._selected);
    if (this._selected && !selected && this._mayStillExist(this._selected)) {
      return;
    }
    const isFirst = !this._isSettled;
    this._isSettled = true;
    if (selected && !isFinal(selected)) {
      this._setCurrent(selected);
      return;
    }
    const running = clusters.filter(({ status }) => status === 'running');
    const isFresh = isFirst && !this._selected;
    if (running.length === 1 || (isFresh && running.length > 0)) {
      // The newest is first.
      this._setCurrent(running[0]);
    } else if (created) {
      this.select(created);
    } else if (selected) {
      this._setCurrent(selected);
    } else if (this._selected) {
      this._lose(this._selected.label);
    }
  }

  /**
   * Whether a remembered cluster may exist, because its gateway has not responded yet.
   */
  private _mayStillExist({ gateway }: ClusterRef): boolean {
    const state = this._manager.gatewayStates.find(({ id }) => id === gateway);
    return (
      !this._isSettled && state !== undefined && state.status !== 'available'
    );
  }

  private _setCurrent(cluster: Cluster): void {
    this._isSettled = this._manager.isLoaded;
    if (cluster === this._current) {
      return;
    }
    const { gateway, name, label } = cluster;
    const isOther =
      !this._selected ||
      keyOf(this._selected) !== keyOf(cluster) ||
      this._selected.label !== label;
    this._selected = { gateway, name, label };
    this._current = cluster;
    this._lostLabel = null;
    if (isOther) {
      this._store?.(this._selected);
    }
    this._changed.emit();
  }

  private _lose(label: string): void {
    this._selected = null;
    this._current = null;
    this._lostLabel = label;
    this._store?.(null);
    this._changed.emit();
  }

  private _changed = new Signal<IActiveCluster, void>(this);
  private _created: ClusterRef | null = null;
  private _current: Cluster | null = null;
  private _isDisposed = false;
  private _isSettled = false;
  private _lostLabel: string | null = null;
  private _manager: IClusterManager;
  private _selected: ActiveCluster.IRemembered | null;
  private _store:
    ((selected: ActiveCluster.IRemembered | null) => void) | undefined;
}

/**
 * A namespace for `ActiveCluster` statics.
 */
export namespace ActiveCluster {
  /**
   * What is remembered of the selected cluster.
   */
  export interface IRemembered extends ClusterRef {
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
     * The cluster that was selected when the page was left.
     */
    remembered?: IRemembered | null;

    /**
     * Remembers the selected cluster.
     */
    store?: (selected: IRemembered | null) => void;
  }
}

/**
 * Create the selected cluster from what a state database remembers.
 */
export async function createActiveCluster(
  app: JupyterFrontEnd
): Promise<ActiveCluster> {
  const [manager, state] = await Promise.all([
    app.resolveRequiredService(IClusterManager),
    app.resolveOptionalService(IStateDB)
  ]);
  // What cannot be remembered is selected anew.
  const remembered = await state?.fetch(STATE_KEY).catch(() => undefined);
  return new ActiveCluster({
    manager,
    remembered: isRemembered(remembered) ? remembered : null,
    store: selected => {
      const stored = selected
        ? state?.save(STATE_KEY, { ...selected })
        : state?.remove(STATE_KEY);
      stored?.catch(() => undefined);
    }
  });
}

function isRemembered(value: unknown): value is ActiveCluster.IRemembered {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['gateway', 'name', 'label'].every(
      key => typeof (value as Record<string, unknown>)[key] === 'string'
    )
  );
}

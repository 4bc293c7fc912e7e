import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Cluster } from '../api/models';
import { isAlive, isSame, keyOf } from '../clusters/cluster';
import type {
  DashboardState,
  IClusterManager,
  IDashboard,
  Pin
} from '../tokens';

/**
 * The state of a dashboard at one time.
 */
export interface ISnapshot {
  readonly state: DashboardState;
  readonly base: string | null;
  readonly query: string;
  readonly label: string | null;
}

/**
 * Return the state of a cluster's dashboard.
 *
 * @param server - The absolute URL of the Jupyter server.
 */
export function snapshotOf(cluster: Cluster, server: string): ISnapshot {
  const { label, status, dashboard_url: path } = cluster;
  if (status === 'running' && path !== null) {
    const base = new URL('.', new URL(path, server)).href;
    return { state: 'ready', base, query: '', label };
  }
  const state = isAlive(cluster) ? 'waiting' : 'stopped';
  return { state, base: null, query: '', label };
}

/**
 * A dashboard that stays with one cluster or address, whichever cluster is selected.
 */
export class PinnedDashboard implements IDashboard {
  constructor(
    private readonly _manager: IClusterManager,
    private readonly _pin: Pin,
    private readonly _server: string
  ) {
    this._snapshot = this._read();
    this._manager.changed.connect(this._update, this);
    this._manager.stateChanged.connect(this._update, this);
  }

  /** @inheritdoc */
  get state(): DashboardState {
    return this._snapshot.state;
  }

  /** @inheritdoc */
  get base(): string | null {
    return this._snapshot.base;
  }

  /** @inheritdoc */
  get query(): string {
    return this._snapshot.query;
  }

  /** @inheritdoc */
  get label(): string | null {
    return this._snapshot.label;
  }

  /** @inheritdoc */
  get changed(): ISignal<IDashboard, void> {
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
  retry(): void {
    this._changed.emit();
  }

  private _update(): void {
    const before = this._snapshot;
    this._snapshot = this._read();
    if (!isSame(before, this._snapshot)) {
      this._changed.emit();
    }
  }

  private _read(): ISnapshot {
    const pin = this._pin;
    const { label } = pin;
    if ('base' in pin) {
      const { base, query = '' } = pin;
      return { state: 'ready', base, query, label };
    }
    const cluster = this._manager.find(pin);
    if (cluster) {
      return snapshotOf(cluster, this._server);
    }
    const gateway = this._manager.gatewayStates.find(
      ({ id }) => id === pin.gateway
    );
    // A gateway that does not respond says nothing about its clusters.
    const isKnown = this._manager.isLoaded && gateway?.status !== 'unavailable';
    return {
      state: isKnown ? 'stopped' : 'loading',
      base: null,
      query: '',
      label
    };
  }

  private _changed = new Signal<IDashboard, void>(this);
  private _isDisposed = false;
  private _snapshot: ISnapshot;
}

/**
 * Return a key that identifies the target of a pin; empty for none.
 */
export function pinKey(pin: Pin | null): string {
  return pin === null ? '' : 'base' in pin ? pin.base : keyOf(pin);
}

/**
 * Parse a pin that was saved or given to a command; null if it is none.
 */
export function toPin(value: unknown): Pin | null {
  const pin = (value ?? {}) as Partial<Record<string, unknown>>;
  const { gateway, name, label, base } = pin;
  if (typeof label !== 'string') {
    return null;
  }
  if (typeof gateway === 'string' && typeof name === 'string') {
    return { gateway, name, label };
  }
  return typeof base === 'string' ? { base, label } : null;
}

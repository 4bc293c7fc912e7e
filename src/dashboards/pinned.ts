import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { keyOf } from '../clusters/cluster';
import type {
  DashboardState,
  IClusterManager,
  IDashboard,
  Pin
} from '../tokens';
import type { Cluster } from '../api/models';

/**
 * What there is of a dashboard.
 */
export interface IView {
  readonly state: DashboardState;
  readonly base: string | null;
  readonly query: string;
  readonly label: string | null;
}

/**
 * What there is of a cluster's dashboard.
 *
 * @param server - The absolute URL of the Jupyter server.
 */
export function viewOf(cluster: Cluster, server: string): IView {
  const { label, status, dashboard_url: path } = cluster;
  if (status === 'running' && path !== null) {
    const base = new URL('.', new URL(path, server)).href;
    return { state: 'ready', base, query: '', label };
  }
  const isComing = status === 'pending' || status === 'running';
  return { state: isComing ? 'waiting' : 'lost', base: null, query: '', label };
}

/**
 * A dashboard that stays with one cluster, whichever is chosen.
 */
export class PinnedDashboard implements IDashboard {
  constructor(
    private readonly _manager: IClusterManager,
    private readonly _pin: Pin,
    private readonly _server: string
  ) {
    this._view = this._read();
    this._manager.changed.connect(this._update, this);
    this._manager.stateChanged.connect(this._update, this);
  }

  /** @inheritdoc */
  get state(): DashboardState {
    return this._view.state;
  }

  /** @inheritdoc */
  get base(): string | null {
    return this._view.base;
  }

  /** @inheritdoc */
  get query(): string {
    return this._view.query;
  }

  /** @inheritdoc */
  get label(): string | null {
    return this._view.label;
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
    const before = this._view;
    this._view = this._read();
    const { state, base, label } = this._view;
    if (
      state !== before.state ||
      base !== before.base ||
      label !== before.label
    ) {
      this._changed.emit();
    }
  }

  private _read(): IView {
    const pin = this._pin;
    const { label } = pin;
    if ('base' in pin) {
      const { base, query = '' } = pin;
      return { state: 'ready', base, query, label };
    }
    const cluster = this._manager.find(pin);
    if (cluster) {
      return viewOf(cluster, this._server);
    }
    const gateway = this._manager.gatewayStates.find(
      ({ id }) => id === pin.gateway
    );
    // A gateway that does not answer says nothing about its clusters.
    const isKnown = this._manager.isLoaded && gateway?.status !== 'unavailable';
    return {
      state: isKnown ? 'lost' : 'loading',
      base: null,
      query: '',
      label
    };
  }

  private _changed = new Signal<IDashboard, void>(this);
  private _isDisposed = false;
  private _view: IView;
}

/**
 * One text that tells pins apart; an empty one for none.
 */
export function keyOfPin(pin: Pin | null): string {
  return pin === null ? '' : 'base' in pin ? pin.base : keyOf(pin);
}

/**
 * What a saved or given value pins to; null if that is nothing.
 */
export function pinOf(value: unknown): Pin | null {
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

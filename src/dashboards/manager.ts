import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type {
  AddressAnswer,
  DashboardState,
  IActiveCluster,
  IClusterManager,
  IDashboards,
  IPlot
} from '../tokens';
import { plotsOf } from './plots';
import { baseOf, clusterAt, isEmbeddable } from './address';

/**
 * How long to wait before plots are asked for again, in milliseconds.
 */
const RETRY_DELAY = 5000;

/**
 * How often they are asked for again before that is left to the user.
 */
const RETRIES = 6;

/**
 * The dashboard of the chosen cluster, or of an address that was typed, and its plots.
 */
export class Dashboards implements IDashboards {
  constructor(options: Dashboards.IOptions) {
    this._active = options.active;
    this._manager = options.manager;
    this._origin = options.origin;
    this._trans = options.trans;
    this._delay = options.retryDelay ?? RETRY_DELAY;
    this._active.changed.connect(this._onActiveChanged, this);
    this._onActiveChanged();
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
  get label(): string | null {
    return this._view.label;
  }

  /** @inheritdoc */
  get address(): string {
    return this._view.base === null ? '' : `${this._view.base}status`;
  }

  /** @inheritdoc */
  get plots(): readonly IPlot[] {
    return this._plots;
  }

  /** @inheritdoc */
  get changed(): ISignal<IDashboards, void> {
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
    window.clearTimeout(this._timer);
    this._active.changed.disconnect(this._onActiveChanged, this);
    Signal.clearData(this);
  }

  /** @inheritdoc */
  async open(address: string): Promise<AddressAnswer> {
    const base = baseOf(address, this._origin);
    if (base === null) {
      return { kind: 'unreadable' };
    }
    const cluster = clusterAt(base, this._manager.clusters, this._origin);
    if (cluster) {
      this._active.choose(cluster);
      this._follow();
      return { kind: 'cluster', label: cluster.label };
    }
    if (!isEmbeddable(base, this._origin)) {
      return { kind: 'foreign' };
    }
    this._show({ state: 'loading', base, label: new URL(base).pathname });
    return { kind: 'page' };
  }

  /** @inheritdoc */
  retry(): void {
    if (this._view.base !== null) {
      this._show({ ...this._view, state: 'loading' });
    }
  }

  /**
   * Follow the chosen cluster when it is another one or its dashboard comes or goes.
   */
  private _onActiveChanged(): void {
    const { current, lost } = this._active;
    const followed = current
      ? [current.gateway, current.name, current.label, current.status]
      : [lost];
    const key = JSON.stringify([followed, current?.dashboard_url]);
    if (key !== this._followed) {
      this._followed = key;
      this._follow();
    }
  }

  private _follow(): void {
    const { current, lost } = this._active;
    if (current === null) {
      this._show({
        state: lost === null ? 'none' : 'lost',
        base: null,
        label: lost
      });
      return;
    }
    const { label, status, dashboard_url: path } = current;
    if (status === 'running' && path !== null) {
      const base = new URL('.', new URL(path, this._origin)).href;
      if (base !== this._view.base || label !== this._view.label) {
        this._show({ state: 'loading', base, label });
      }
    } else {
      this._show({
        state:
          status === 'pending' || status === 'running' ? 'waiting' : 'lost',
        base: null,
        label
      });
    }
  }

  /**
   * Show another dashboard, or none.
   */
  private _show(view: Dashboards.IView): void {
    const before = this._view;
    const isSame =
      view.state === before.state &&
      view.base === before.base &&
      view.label === before.label;
    if (isSame) {
      return;
    }
    window.clearTimeout(this._timer);
    if (view.base !== before.base) {
      this._plots = [];
    }
    this._view = view;
    this._changed.emit();
    if (view.state === 'loading' && view.base !== null) {
      void this._loadPlots(view.base, RETRIES);
    }
  }

  private async _loadPlots(base: string, retries: number): Promise<void> {
    const isCurrent = (): boolean =>
      !this._isDisposed && this._view.base === base;
    try {
      const plots = plotsOf(await this._manager.fetchPlots(base), this._trans);
      if (isCurrent()) {
        this._plots = plots;
        this._view = { ...this._view, state: 'ready' };
        this._changed.emit();
      }
    } catch {
      if (isCurrent()) {
        this._view = { ...this._view, state: 'failed' };
        this._changed.emit();
        if (retries > 0) {
          // A scheduler that has only just started answers a little later.
          this._timer = window.setTimeout(() => {
            void this._loadPlots(base, retries - 1);
          }, this._delay);
        }
      }
    }
  }

  private _active: IActiveCluster;
  private _changed = new Signal<IDashboards, void>(this);
  private _delay: number;
  private _followed = '';
  private _isDisposed = false;
  private _manager: IClusterManager;
  private _origin: string;
  private _plots: readonly IPlot[] = [];
  private _timer = 0;
  private _trans: TranslationBundle;
  private _view: Dashboards.IView = { state: 'none', base: null, label: null };
}

/**
 * A namespace for `Dashboards` statics.
 */
export namespace Dashboards {
  /**
   * What is shown.
   */
  export interface IView {
    readonly state: DashboardState;
    readonly base: string | null;
    readonly label: string | null;
  }

  /**
   * The options of the dashboards.
   */
  export interface IOptions {
    /**
     * The clusters.
     */
    manager: IClusterManager;

    /**
     * The chosen cluster.
     */
    active: IActiveCluster;

    /**
     * The absolute URL of the Jupyter server.
     */
    origin: string;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;

    /**
     * Milliseconds before plots are asked for again.
     */
    retryDelay?: number;
  }
}

import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type {
  AddressAnswer,
  DashboardState,
  IActiveCluster,
  IClusterManager,
  IDashboard,
  IDashboards,
  ILabSettings,
  IPlot,
  Pin
} from '../tokens';
import type { Cluster } from '../api/models';
import { clusterAt, placeOf } from './url';
import { isShown } from './messages';
import type { IView } from './pinned';
import { PinnedDashboard, viewOf } from './pinned';
import { plotsOf } from './plots';
import type { IPage } from './page';
import { reach } from './page';

/**
 * How long to wait before plots are asked for again, in milliseconds.
 */
const RETRY_DELAY = 5000;

/**
 * How often they are asked for again before that is left to the user.
 */
const RETRIES = 6;

const NOTHING: IView = { state: 'none', base: null, query: '', label: null };

/**
 * The dashboard of the chosen cluster, or of an address that was typed, and its plots.
 */
export class Dashboards implements IDashboards {
  constructor(options: Dashboards.IOptions) {
    this._active = options.active;
    this._manager = options.manager;
    this._settings = options.settings;
    this._server = options.server;
    this._store = options.store;
    this._trans = options.trans;
    this._delay = options.retryDelay ?? RETRY_DELAY;
    this._isRemembered = options.remembered !== undefined;
    this._active.changed.connect(this._onActiveChanged, this);
    this._manager.stateChanged.connect(this._onLoaded, this);
    this._onActiveChanged();
    if (options.remembered) {
      void this.open(options.remembered).then(answer => {
        if (!isShown(answer)) {
          this._isRemembered = false;
          this._store?.(null);
          this._follow();
        }
      });
    }
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
  get address(): string {
    const { base, query } = this._view;
    return base === null ? '' : `${base}status${query}`;
  }

  /** @inheritdoc */
  get plots(): readonly IPlot[] {
    return this._plots;
  }

  /** @inheritdoc */
  get pin(): Pin | null {
    const { base, query, label } = this._view;
    if (this._page !== null && base !== null) {
      return { base, query, label: label ?? base };
    }
    const { current } = this._active;
    return current && base !== null
      ? { gateway: current.gateway, name: current.name, label: current.label }
      : null;
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
    this._manager.stateChanged.disconnect(this._onLoaded, this);
    Signal.clearData(this);
  }

  /** @inheritdoc */
  pinned(pin: Pin): IDashboard {
    return new PinnedDashboard(this._manager, pin, this._server);
  }

  /** @inheritdoc */
  async open(address: string): Promise<AddressAnswer> {
    const place = placeOf(address, this._server);
    if (place === null) {
      return { kind: 'unreadable' };
    }
    const cluster = await this._clusterAt(place.base);
    if (cluster) {
      this._leavePage();
      this._active.choose(cluster);
      this._follow();
      return { kind: 'cluster', label: cluster.label };
    }
    const found = await reach(place, {
      manager: this._manager,
      server: this._server,
      isBrowserAllowed: this._settings.values.browserDashboardCheck
    });
    if ('kind' in found) {
      return found;
    }
    this._showPage(found);
    const { origin, host } = new URL(found.base);
    return origin === new URL(this._server).origin
      ? { kind: 'page' }
      : { kind: 'browser', place: host };
  }

  /** @inheritdoc */
  retry(): void {
    if (this._view.base !== null) {
      this._show({ ...this._view, state: 'loading' });
    }
  }

  /**
   * The cluster of an address, which may have been made only now.
   */
  private async _clusterAt(base: string): Promise<Cluster | undefined> {
    const find = (): Cluster | undefined =>
      clusterAt(base, this._manager.clusters, this._server);
    if (!find() && base.includes('/clusters/')) {
      // What goes wrong is shown with the clusters.
      await this._manager.refresh().catch(() => undefined);
    }
    return find();
  }

  private _showPage(page: IPage): void {
    if (this._isDisposed) {
      return;
    }
    const { base, query, label, plots } = page;
    this._page = base;
    // A query may hold a token, which is not to be kept.
    this._store?.(base);
    this._show({ state: 'ready', base, query, label });
    this._plots = plotsOf(plots, this._trans);
    this._changed.emit();
  }

  private _leavePage(): void {
    if (this._page !== null) {
      this._page = null;
      this._store?.(null);
    }
  }

  /**
   * Show the default dashboard once it is known that no cluster is there.
   */
  private _onLoaded(): void {
    if (!this._manager.isLoaded || this._isSettled) {
      return;
    }
    this._isSettled = true;
    this._isRemembered = false;
    const { defaultURL } = this._settings.values;
    if (defaultURL && this._page === null && this._active.current === null) {
      void this.open(defaultURL);
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
      // A page that was shown before a reload is not left for the first cluster that is heard of.
      if (!this._isRemembered) {
        this._leavePage();
        this._follow();
      }
    }
  }

  private _follow(): void {
    const { current, lost } = this._active;
    if (current === null) {
      const state = lost === null ? 'none' : 'lost';
      this._show({ ...NOTHING, state, label: lost });
      return;
    }
    const view = viewOf(current, this._server);
    if (view.state !== 'ready') {
      this._show(view);
    } else if (
      view.base !== this._view.base ||
      view.label !== this._view.label
    ) {
      this._show({ ...view, state: 'loading' });
    }
  }

  /**
   * Show another dashboard, or none.
   */
  private _show(view: IView): void {
    const before = this._view;
    const isSame =
      view.state === before.state &&
      view.base === before.base &&
      view.query === before.query &&
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
      void this._loadPlots(view, RETRIES);
    }
  }

  private async _loadPlots(view: IView, retries: number): Promise<void> {
    const base = view.base ?? '';
    const isCurrent = (): boolean =>
      !this._isDisposed && this._view.base === base;
    try {
      const answer = await this._manager.fetchPlots(base, view.query);
      if (isCurrent()) {
        this._plots = plotsOf(answer, this._trans);
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
            void this._loadPlots(view, retries - 1);
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
  private _isRemembered: boolean;
  private _isSettled = false;
  private _manager: IClusterManager;
  private _page: string | null = null;
  private _plots: readonly IPlot[] = [];
  private _server: string;
  private _settings: ILabSettings;
  private _store: ((base: string | null) => void) | undefined;
  private _timer = 0;
  private _trans: TranslationBundle;
  private _view: IView = NOTHING;
}

/**
 * A namespace for `Dashboards` statics.
 */
export namespace Dashboards {
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
     * The settings.
     */
    settings: ILabSettings;

    /**
     * The absolute URL of the Jupyter server, with a slash at its end.
     */
    server: string;

    /**
     * The dashboard of no cluster that was shown when the page was left.
     */
    remembered?: string;

    /**
     * Remembers such a dashboard, or that there is none.
     */
    store?: (base: string | null) => void;

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

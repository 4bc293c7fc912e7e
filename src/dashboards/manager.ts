import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type {
  OpenResult,
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
import { isSame, keyOf } from '../clusters/cluster';
import { watchRecovery } from './recovery';
import { clusterAtUrl, parseDashboardUrl } from './url';
import { findPage, isShown } from './page';
import type { ISnapshot } from './pinned';
import { PinnedDashboard, snapshotOf } from './pinned';
import { plotsOf } from './plots';
import type { IDashboardPage } from './page';

/**
 * How long to wait before plots are requested again.
 */
const RETRY_DELAY_MS = 5000;

/**
 * How often they are requested again before that is left to the user.
 */
const MAX_RETRIES = 6;

const NOTHING: ISnapshot = {
  state: 'none',
  base: null,
  query: '',
  label: null
};

/**
 * The dashboard of the selected cluster, or at an address that was opened, and its plots.
 */
export class DashboardManager implements IDashboards {
  constructor(options: DashboardManager.IOptions) {
    this._active = options.active;
    this._manager = options.manager;
    this._settings = options.settings;
    this._server = options.server;
    this._store = options.store;
    this._trans = options.trans;
    this._delay = options.retryDelay ?? RETRY_DELAY_MS;
    this._isRemembered = options.remembered !== undefined;
    this._active.changed.connect(this._onActiveChanged, this);
    this._manager.stateChanged.connect(this._onLoaded, this);
    this._recovery = watchRecovery(
      this._manager,
      () => this.state === 'failed' && this.retry()
    );
    this._onActiveChanged();
    if (options.remembered) {
      void this.open(options.remembered).then(result => {
        // An address that was opened meanwhile has already been shown.
        if (!isShown(result) && result.kind !== 'superseded') {
          this._isRemembered = false;
          this._store?.(null);
          this._follow();
        }
      });
    }
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
  get address(): string {
    const { base, query } = this._snapshot;
    return base === null ? '' : `${base}status${query}`;
  }

  /** @inheritdoc */
  get plots(): readonly IPlot[] {
    return this._plots;
  }

  /** @inheritdoc */
  get pin(): Pin | null {
    const { base, query, label } = this._snapshot;
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
    this._recovery.dispose();
    this._active.changed.disconnect(this._onActiveChanged, this);
    this._manager.stateChanged.disconnect(this._onLoaded, this);
    Signal.clearData(this);
  }

  /** @inheritdoc */
  pinned(pin: Pin): IDashboard {
    return new PinnedDashboard(this._manager, pin, this._server);
  }

  /** @inheritdoc */
  async open(address: string): Promise<OpenResult> {
    const request = ++this._latestOpen;
    const isSuperseded = (): boolean =>
      this._isDisposed || request !== this._latestOpen;
    const url = parseDashboardUrl(address, this._server);
    if (url === null) {
      return { kind: 'unreadable' };
    }
    const cluster = await this._clusterAt(url.base);
    if (isSuperseded()) {
      return { kind: 'superseded' };
    }
    if (cluster) {
      this._leavePage();
      this._active.select(cluster);
      this._follow();
      return { kind: 'cluster', label: cluster.label };
    }
    const found = await findPage(url, {
      manager: this._manager,
      server: this._server,
      isBrowserAllowed: this._settings.values.browserDashboardCheck
    });
    if (isSuperseded()) {
      return { kind: 'superseded' };
    }
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
    if (this._snapshot.base !== null) {
      this._show({ ...this._snapshot, state: 'loading' });
    }
  }

  /**
   * Find the cluster of an address, which may have been created only now.
   */
  private async _clusterAt(base: string): Promise<Cluster | undefined> {
    const find = (): Cluster | undefined =>
      clusterAtUrl(base, this._manager.clusters, this._server);
    if (!find() && base.includes('/clusters/')) {
      // A failure is shown with the clusters.
      await this._manager.refresh().catch(() => undefined);
    }
    return find();
  }

  private _showPage(page: IDashboardPage): void {
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
   * Show the default dashboard once it is known that there is no cluster.
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
   * Follow the selected cluster when it is another one, or its dashboard appears or disappears.
   */
  private _onActiveChanged(): void {
    const { current, lostLabel } = this._active;
    const selected = current ? keyOf(current) : null;
    if (selected !== this._followed) {
      this._followed = selected;
      if (!this._isRemembered) {
        // Who selects another cluster no longer waits for an address.
        this._latestOpen += 1;
      }
    }
    const parts = current
      ? [current.gateway, current.name, current.label, current.status]
      : [lostLabel];
    const key = JSON.stringify([parts, current?.dashboard_url]);
    if (key !== this._followedKey) {
      this._followedKey = key;
      // A page that was shown before a reload is not left for the first cluster that is loaded.
      if (!this._isRemembered) {
        this._leavePage();
        this._follow();
      }
    }
  }

  private _follow(): void {
    const { current, lostLabel } = this._active;
    if (current === null) {
      const state = lostLabel === null ? 'none' : 'stopped';
      return this._show({ ...NOTHING, state, label: lostLabel });
    }
    const snapshot = snapshotOf(current, this._server);
    if (snapshot.state !== 'ready') {
      this._show(snapshot);
    } else if (
      snapshot.base !== this._snapshot.base ||
      snapshot.label !== this._snapshot.label
    ) {
      this._show({ ...snapshot, state: 'loading' });
    }
  }

  /**
   * Show another dashboard, or none.
   */
  private _show(snapshot: ISnapshot): void {
    const before = this._snapshot;
    if (isSame(snapshot, before)) {
      return;
    }
    window.clearTimeout(this._timer);
    if (snapshot.base !== before.base) {
      this._plots = [];
    }
    this._snapshot = snapshot;
    this._changed.emit();
    if (snapshot.state === 'loading' && snapshot.base !== null) {
      void this._loadPlots(snapshot, MAX_RETRIES);
    }
  }

  private async _loadPlots(
    snapshot: ISnapshot,
    retries: number
  ): Promise<void> {
    const base = snapshot.base ?? '';
    const request = ++this._latestLoad;
    const isCurrent = (): boolean =>
      !this._isDisposed &&
      this._snapshot.base === base &&
      request === this._latestLoad;
    try {
      const answer = await this._manager.fetchPlots(base, snapshot.query);
      if (isCurrent()) {
        this._plots = plotsOf(answer, this._trans);
        this._snapshot = { ...this._snapshot, state: 'ready' };
        this._changed.emit();
      }
    } catch {
      if (isCurrent()) {
        this._snapshot = { ...this._snapshot, state: 'failed' };
        this._changed.emit();
        if (retries > 0) {
          // A scheduler that has just started responds a little later.
          this._timer = window.setTimeout(() => {
            void this._loadPlots(snapshot, retries - 1);
          }, this._delay);
        }
      }
    }
  }

  private _active: IActiveCluster;
  private _changed = new Signal<IDashboards, void>(this);
  private _delay: number;
  private _followed: string | null = null;
  private _followedKey = '';
  private _isDisposed = false;
  private _isRemembered: boolean;
  private _isSettled = false;
  private _latestLoad = 0;
  private _latestOpen = 0;
  private _manager: IClusterManager;
  private _page: string | null = null;
  private _plots: readonly IPlot[] = [];
  private _recovery: ReturnType<typeof watchRecovery>;
  private _server: string;
  private _settings: ILabSettings;
  private _store: ((base: string | null) => void) | undefined;
  private _timer = 0;
  private _trans: TranslationBundle;
  private _snapshot: ISnapshot = NOTHING;
}

/**
 * A namespace for `DashboardManager` statics.
 */
export namespace DashboardManager {
  /**
   * The options of the dashboards.
   */
  export interface IOptions {
    /**
     * The clusters.
     */
    manager: IClusterManager;

    /**
     * The selected cluster.
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
     * The dashboard at an address that was shown when the page was left.
     */
    remembered?: string;

    /**
     * Remembers such a dashboard; null for none.
     */
    store?: (base: string | null) => void;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;

    /**
     * Milliseconds before plots are requested again.
     */
    retryDelay?: number;
  }
}

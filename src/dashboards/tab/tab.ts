import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { UUID } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { daskIcon } from '../../ui/icons';
import type {
  IActiveCluster,
  IClusterManager,
  IDashboard,
  IDashboards,
  IPlot,
  Pin
} from '../../tokens';
import { keyOfPin, pinOf } from '../pinned';
import { ElsewhereHint, TabBar } from './toolbar';
import { DashboardView } from './view';

import '../../../style/base.css';
import '../../../style/dashboard.css';

const ID_PREFIX = 'purdue-dask-lab-dashboard-';

/**
 * A plot or page of a dashboard, in a tab that can be put anywhere.
 *
 * #### Notes
 * It follows the dashboard that is shown in the sidebar, unless it is pinned.
 */
export class DashboardTab extends MainAreaWidget<DashboardView> {
  constructor(options: DashboardTab.IOptions) {
    const { plot, pin, dashboards } = options;
    const source = pin ? dashboards.pinned(pin) : dashboards;
    super({ content: new DashboardView({ ...options, source }) });
    this._options = options;
    this._pin = pin;
    this.id = options.id ?? `${ID_PREFIX}${plot.path}-${UUID.uuid4()}`;
    this.title.icon = daskIcon;
    this.title.closable = true;
    this.toolbar.addClass('jp-DaskTabBar');
    this.toolbar.addItem('dask', new TabBar(this, options.trans));
    this.contentHeader.addWidget(new ElsewhereHint(this, options.trans));
    options.manager.changed.connect(this._update, this);
    this.content.sourceChanged.connect(this._update, this);
    this._update();
    this.node.setAttribute('aria-label', plot.title);
  }

  /**
   * What it shows.
   */
  get plot(): IPlot {
    return this._options.plot;
  }

  /**
   * What it stays with; null while it follows.
   */
  get pin(): Pin | null {
    return this._pin;
  }

  /**
   * What it is opened with again; a query may hold a token, which is not to be kept.
   */
  get saved(): ReadonlyPartialJSONObject {
    const pin = pinOf(this._pin);
    return { plot: this.plot.path, pin: pin && { ...pin }, id: this.id };
  }

  /**
   * The dashboard that it shows.
   */
  get source(): IDashboard {
    return this.content.source;
  }

  /**
   * The page that it shows, or null.
   */
  get url(): string | null {
    return this.content.url;
  }

  /**
   * A signal emitted when what it shows is another dashboard, or differs.
   */
  get sourceChanged(): ISignal<DashboardView, void> {
    return this.content.sourceChanged;
  }

  /**
   * A signal emitted when it is pinned to something else or let go.
   */
  get pinChanged(): ISignal<DashboardTab, void> {
    return this._pinChanged;
  }

  /** @inheritdoc */
  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.manager.changed.disconnect(this._update, this);
    super.dispose();
    Signal.clearData(this);
  }

  /**
   * Stay with what is shown now, or with nothing.
   */
  stay(pin: Pin | null): void {
    if (keyOfPin(pin) === keyOfPin(this._pin)) {
      return;
    }
    const { dashboards } = this._options;
    this._pin = pin;
    this.content.source = pin ? dashboards.pinned(pin) : dashboards;
    this._pinChanged.emit();
  }

  /**
   * Stay with the dashboard that the sidebar shows, or follow it again.
   */
  togglePin(): void {
    this.stay(this._pin ? null : this._options.dashboards.pin);
  }

  private _update(): void {
    const { manager, plot, trans } = this._options;
    const { label } = this.source;
    const alive = manager.clusters.filter(
      ({ status }) => status === 'running' || status === 'pending'
    );
    const isNamed = label !== null && (this._pin !== null || alive.length > 1);
    this.title.label = isNamed
      ? trans.__('%1: %2', plot.title, label)
      : plot.title;
    this.title.caption =
      label === null ? plot.title : trans.__('%1 of %2', plot.title, label);
  }

  private _options: DashboardTab.IOptions;
  private _pin: Pin | null;
  private _pinChanged = new Signal<DashboardTab, void>(this);
}

/**
 * A namespace for `DashboardTab` statics.
 */
export namespace DashboardTab {
  /**
   * The options of a tab.
   */
  export interface IOptions {
    /**
     * What it shows.
     */
    plot: IPlot;

    /**
     * What it stays with; null to follow.
     */
    pin: Pin | null;

    /**
     * The id that it had before a reload, by which its place is remembered.
     */
    id?: string;

    /**
     * The dashboard to follow.
     */
    dashboards: IDashboards;

    /**
     * The clusters.
     */
    manager: IClusterManager;

    /**
     * The chosen cluster.
     */
    active: IActiveCluster;

    /**
     * Shows the list of clusters.
     */
    showClusters: () => void;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;
  }
}

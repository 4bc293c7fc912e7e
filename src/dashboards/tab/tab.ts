import { MainAreaWidget } from '@jupyterlab/apputils';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { UUID } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { isAlive } from '../../clusters/cluster';
import type { IDashboard, IPlot, Pin } from '../../tokens';
import { daskIcon } from '../../ui/icons';
import { pinKey, toPin } from '../pinned';
import { DashboardToolbar, ExternalPageHint } from './toolbar';
import type { ITab, ITabOptions } from './types';
import { DashboardView } from './view';

import '../../../style/base.css';
import '../../../style/dashboard.css';

const TAB_ID_PREFIX = 'purdue-dask-lab-dashboard-';

/**
 * A plot or page of a dashboard as a tab of the main area.
 *
 * #### Notes
 * It follows the dashboard that the sidebar shows, unless it is pinned.
 */
export class DashboardTab
  extends MainAreaWidget<DashboardView>
  implements ITab
{
  constructor(private readonly _options: ITabOptions) {
    super({
      content: new DashboardView({
        ..._options,
        source: _options.pin
          ? _options.dashboards.pinned(_options.pin)
          : _options.dashboards,
        pinTo: pin => this.pinTo(pin)
      })
    });
    const { plot, pin, id, manager, trans } = _options;
    this._pin = pin;
    this.id = id ?? `${TAB_ID_PREFIX}${plot.path}-${UUID.uuid4()}`;
    this.title.icon = daskIcon;
    this.title.closable = true;
    this.toolbar.addClass('jp-DaskTab-toolbar');
    this.toolbar.addItem('dask', new DashboardToolbar(this, trans));
    this.contentHeader.addWidget(new ExternalPageHint(this, trans));
    manager.changed.connect(this._update, this);
    this.content.sourceChanged.connect(this._update, this);
    this._update();
  }

  /**
   * What it shows.
   */
  get plot(): IPlot {
    return this._options.plot;
  }

  /** @inheritdoc */
  get pin(): Pin | null {
    return this._pin;
  }

  /**
   * The arguments that open it again; without a query, which may hold a token.
   */
  get saved(): ReadonlyPartialJSONObject {
    const pin = toPin(this._pin);
    return { plot: this.plot.path, pin: pin && { ...pin }, id: this.id };
  }

  /** @inheritdoc */
  get source(): IDashboard {
    return this.content.source;
  }

  /** @inheritdoc */
  get url(): string | null {
    return this.content.url;
  }

  /** @inheritdoc */
  get sourceChanged(): ISignal<DashboardView, void> {
    return this.content.sourceChanged;
  }

  /** @inheritdoc */
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
   * Pin the tab to a dashboard, or follow the selected cluster.
   */
  pinTo(pin: Pin | null): void {
    if (pinKey(pin) === pinKey(this._pin)) {
      return;
    }
    const { dashboards } = this._options;
    this._pin = pin;
    this.content.source = pin ? dashboards.pinned(pin) : dashboards;
    this._pinChanged.emit();
  }

  /** @inheritdoc */
  togglePin(): void {
    this.pinTo(this._pin ? null : this._options.dashboards.pin);
  }

  private _update(): void {
    const { manager, plot, trans } = this._options;
    const { label } = this.source;
    const isNamed =
      label !== null &&
      (this._pin !== null || manager.clusters.filter(isAlive).length > 1);
    this.title.label = isNamed
      ? trans.__('%1: %2', plot.title, label)
      : plot.title;
    this.title.caption =
      label === null ? plot.title : trans.__('%1 of %2', plot.title, label);
    // JupyterLab gives the landmarks of all tabs the same names.
    const { caption } = this.title;
    this.content.node.setAttribute('aria-label', caption);
    this.toolbar.node.setAttribute(
      'aria-label',
      trans.__('%1: toolbar', caption)
    );
  }

  private _pin: Pin | null;
  private _pinChanged = new Signal<DashboardTab, void>(this);
}

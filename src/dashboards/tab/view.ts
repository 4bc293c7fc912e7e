import { IFrame } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { Panel } from '@lumino/widgets';

import type { IDashboard, IPlot } from '../../tokens';
import { subscribeWhileVisible, watchVisibility } from '../../ui/visibility';
import { watchRecovery } from '../recovery';
import { frameUrl } from '../url';
import { DashboardPlaceholder } from './placeholder';
import type { ITabOptions, IView } from './types';

/**
 * How long a page stays loaded while it is not visible.
 */
const UNLOAD_DELAY_MS = 10_000;

/**
 * The dashboard's page, or a placeholder.
 *
 * #### Notes
 * Every page that is loaded is a session of the scheduler, which draws for it
 * as long as its WebSocket is open, visible or not; so pages that are not
 * visible are unloaded.
 */
export class DashboardView extends Panel implements IView {
  constructor(private readonly _options: DashboardView.IOptions) {
    super();
    this.addClass('jp-DaskDashboard');
    this._source = _options.source;
    this._frame = new IFrame({
      sandbox: ['allow-scripts', 'allow-same-origin', 'allow-popups']
    });
    this._frame.addClass('jp-DaskDashboard-frame');
    this._placeholder = new DashboardPlaceholder(this, _options);
    this.addWidget(this._frame);
    this.addWidget(this._placeholder);
    this._iframe?.addEventListener('load', () => this._onLoaded());
    this._source.changed.connect(this._update, this);
    subscribeWhileVisible(this, _options.manager);
    const recovery = watchRecovery(_options.manager, () => this._reload());
    this.disposed.connect(() => recovery.dispose());
    watchVisibility(this, UNLOAD_DELAY_MS, isVisible => {
      this._isOnScreen = isVisible;
      this._update();
    });
    this._update();
  }

  /** @inheritdoc */
  get source(): IDashboard {
    return this._source;
  }
  set source(source: IDashboard) {
    this._leaveSource();
    this._source = source;
    source.changed.connect(this._update, this);
    this._update();
  }

  /**
   * The plot or page that is shown.
   */
  get plot(): IPlot {
    return this._options.plot;
  }

  /**
   * The URL of the page, or null while there is none.
   */
  get url(): string | null {
    const { base, query } = this._source;
    return base === null || this.hasFailed
      ? null
      : `${new URL(this.plot.path, base).href}${query}`;
  }

  /** @inheritdoc */
  get hasFailed(): boolean {
    return this._isBroken || this._source.state === 'failed';
  }

  /** @inheritdoc */
  retry(): void {
    this._isBroken = false;
    this._source.retry();
    this._update();
  }

  /** @inheritdoc */
  get sourceChanged(): ISignal<DashboardView, void> {
    return this._sourceChanged;
  }

  /** @inheritdoc */
  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._leaveSource();
    super.dispose();
    Signal.clearData(this);
  }

  private _leaveSource(): void {
    this._source.changed.disconnect(this._update, this);
    if (this._source !== this._options.dashboards) {
      this._source.dispose();
    }
  }

  private _update(): void {
    const { plot, trans } = this._options;
    const { label, base } = this._source;
    if (base !== this._base) {
      this._base = base;
      this._isBroken = false;
    }
    const { url } = this;
    const loaded = this._isOnScreen ? url : null;
    if (loaded !== this._loaded) {
      this._loaded = loaded;
      this._frame.url = loaded === null ? 'about:blank' : frameUrl(loaded);
      this._setLoading(loaded !== null);
    }
    this._frame.setHidden(url === null);
    this._placeholder.setHidden(url !== null);
    this._iframe?.setAttribute(
      'title',
      label === null ? plot.title : trans.__('%1 of %2', plot.title, label)
    );
    this._sourceChanged.emit();
  }

  /**
   * Load the page again: one whose connection broke stands still, and does not say so.
   */
  private _reload(): void {
    this._isBroken = false;
    this._loaded = null;
    this._update();
  }

  /**
   * Show that a page is being loaded, which may take as long as its scheduler is busy.
   */
  private _setLoading(isLoading: boolean): void {
    this._frame.toggleClass('jp-mod-loading', isLoading);
    this._frame.node.setAttribute('aria-busy', `${isLoading}`);
  }

  /**
   * Show a placeholder instead of a server's error page.
   */
  private _onLoaded(): void {
    this._setLoading(false);
    let status = 0;
    try {
      const [entry] =
        this._iframe?.contentWindow?.performance.getEntriesByType(
          'navigation'
        ) ?? [];
      status = (entry as PerformanceNavigationTiming).responseStatus ?? 0;
    } catch {
      // Pages of other origins cannot be read.
    }
    if (this._loaded !== null && status >= 400) {
      this._isBroken = true;
      this._update();
    }
  }

  private get _iframe(): HTMLIFrameElement | null {
    return this._frame.node.querySelector('iframe');
  }

  private _base: string | null = null;
  private _frame: IFrame;
  private _isBroken = false;
  private _isOnScreen = false;
  private _loaded: string | null = null;
  private _placeholder: DashboardPlaceholder;
  private _source: IDashboard;
  private _sourceChanged = new Signal<DashboardView, void>(this);
}

/**
 * A namespace for `DashboardView` statics.
 */
export namespace DashboardView {
  /**
   * The options of a view.
   */
  export interface IOptions
    extends ITabOptions, Pick<DashboardPlaceholder.IOptions, 'pinTo'> {
    /**
     * The dashboard that is shown at first.
     */
    source: IDashboard;
  }
}

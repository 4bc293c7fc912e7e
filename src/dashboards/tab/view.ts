import { IFrame } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { Panel } from '@lumino/widgets';

import { lookWhileVisible } from '../../ui/visibility';
import type { IDashboard, IPlot } from '../../tokens';
import { watchSeen } from '../../ui/seen';
import type { DashboardTab } from './tab';
import { DashboardWords } from './placeholder';

/**
 * How long a page stays loaded while nobody sees it, in milliseconds.
 */
const GRACE = 10_000;

/**
 * The dashboard's page, or words in its place.
 *
 * #### Notes
 * Every page that is loaded is a session of the scheduler's, which draws for
 * it as long as its WebSocket is open, seen or not: what nobody sees is let go.
 */
export class DashboardView extends Panel {
  constructor(private readonly _options: DashboardView.IOptions) {
    super();
    this.addClass('jp-DaskDashboard');
    this._source = _options.source;
    this._frame = new IFrame({
      sandbox: ['allow-scripts', 'allow-same-origin', 'allow-popups']
    });
    this._frame.addClass('jp-DaskDashboard-frame');
    this._words = new DashboardWords(this, _options);
    this.addWidget(this._frame);
    this.addWidget(this._words);
    this._iframe?.addEventListener('load', () => this._onLoaded());
    this._source.changed.connect(this._update, this);
    lookWhileVisible(this, _options.manager);
    watchSeen(this, GRACE, isSeen => {
      this._isSeen = isSeen;
      this._update();
    });
    this._update();
  }

  /**
   * The dashboard that is shown.
   */
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
   * What of it is shown.
   */
  get plot(): IPlot {
    return this._options.plot;
  }

  /**
   * The address of the page, or null while there is none.
   */
  get url(): string | null {
    const { base, query } = this._source;
    return base === null || this.hasFailed
      ? null
      : `${new URL(this.plot.path, base).href}${query}`;
  }

  /**
   * Whether there is a dashboard that does not answer.
   */
  get hasFailed(): boolean {
    return this._isBroken || this._source.state === 'failed';
  }

  /**
   * Try to load the page once more.
   */
  retry(): void {
    this._isBroken = false;
    this._source.retry();
    this._update();
  }

  /**
   * A signal emitted when what is shown is another dashboard, or differs.
   */
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
    const loaded = this._isSeen ? url : null;
    if (loaded !== this._loaded) {
      this._loaded = loaded;
      this._frame.url = loaded ?? 'about:blank';
    }
    this._frame.setHidden(url === null);
    this._words.setHidden(url !== null);
    this._iframe?.setAttribute(
      'title',
      label === null ? plot.title : trans.__('%1 of %2', plot.title, label)
    );
    this._sourceChanged.emit();
  }

  /**
   * Say so instead of showing how a server says that it failed.
   */
  private _onLoaded(): void {
    let status = 0;
    try {
      const [entry] =
        this._iframe?.contentWindow?.performance.getEntriesByType(
          'navigation'
        ) ?? [];
      status = (entry as PerformanceNavigationTiming).responseStatus ?? 0;
    } catch {
      // What comes from elsewhere is none of our business.
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
  private _isSeen = false;
  private _loaded: string | null = null;
  private _source: IDashboard;
  private _sourceChanged = new Signal<DashboardView, void>(this);
  private _words: DashboardWords;
}

/**
 * A namespace for `DashboardView` statics.
 */
export namespace DashboardView {
  /**
   * The options of a view.
   */
  export interface IOptions extends DashboardTab.IOptions {
    /**
     * The dashboard that is shown at first.
     */
    source: IDashboard;
  }
}

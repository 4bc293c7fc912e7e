import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { IFrame, ReactWidget } from '@jupyterlab/ui-components';
import { Panel } from '@lumino/widgets';
import * as React from 'react';

import { lookWhileVisible } from '../clusters/look';
import { TransContext, useSignals, useTrans } from '../components/hooks';
import { daskIcon } from '../icons';
import type {
  IActiveCluster,
  IClusterManager,
  IDashboards,
  IPlot
} from '../tokens';
import type { Cluster } from '../wire';

import '../../style/base.css';
import '../../style/dashboard.css';

/**
 * A plot or page of the dashboard, in a tab that can be put anywhere.
 */
export class DashboardTab extends MainAreaWidget<DashboardView> {
  constructor(options: DashboardTab.IOptions) {
    super({ content: new DashboardView(options) });
    const { plot } = options;
    this.id = `purdue-dask-lab-dashboard-${plot.path}`;
    this.title.label = plot.title;
    this.title.icon = daskIcon;
    this.title.closable = true;
    this.toolbar.hide();
  }

  /**
   * What the tab shows.
   */
  get plot(): IPlot {
    return this.content.plot;
  }
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
     * The dashboard.
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

/**
 * The dashboard's page, or words in its place.
 */
export class DashboardView extends Panel {
  constructor(private readonly _options: DashboardTab.IOptions) {
    super();
    this.addClass('jp-DaskDashboard');
    this._frame = new IFrame({
      sandbox: ['allow-scripts', 'allow-same-origin']
    });
    this._frame.addClass('jp-DaskDashboard-frame');
    this._words = new DashboardWords(_options);
    this.addWidget(this._frame);
    this.addWidget(this._words);
    _options.dashboards.changed.connect(this._update, this);
    lookWhileVisible(this, _options.manager);
    this._update();
  }

  /**
   * What is shown.
   */
  get plot(): IPlot {
    return this._options.plot;
  }

  /** @inheritdoc */
  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.dashboards.changed.disconnect(this._update, this);
    super.dispose();
  }

  private _update(): void {
    const { dashboards, plot, trans } = this._options;
    const { base, label, state } = dashboards;
    const url =
      base === null || state === 'failed'
        ? null
        : new URL(plot.path, base).href;
    if (url !== null && url !== this._url) {
      this._frame.url = url;
      this._url = url;
    }
    if (url === null && this._url !== null) {
      // Its scripts would go on asking for a scheduler that is gone.
      this._frame.url = 'about:blank';
      this._url = null;
    }
    this._frame.setHidden(url === null);
    this._words.setHidden(url !== null);
    const frame = this._frame.node.querySelector('iframe');
    frame?.setAttribute(
      'title',
      label === null ? plot.title : trans.__('%1 of %2', plot.title, label)
    );
    if (this.parent) {
      this.parent.title.caption = frame?.title ?? plot.title;
    }
  }

  private _frame: IFrame;
  private _url: string | null = null;
  private _words: DashboardWords;
}

/**
 * Why there is no dashboard, and the way back.
 */
class DashboardWords extends ReactWidget {
  constructor(private readonly _options: DashboardTab.IOptions) {
    super();
    this.addClass('jp-DaskDashboard-words');
  }

  protected render(): JSX.Element {
    return (
      <TransContext.Provider value={this._options.trans}>
        <Words {...this._options} />
      </TransContext.Provider>
    );
  }
}

/**
 * What is the matter, and what can be done.
 */
function Words(props: DashboardTab.IOptions): JSX.Element {
  const { plot, dashboards, manager, active, showClusters } = props;
  const trans = useTrans();
  useSignals(dashboards.changed, manager.changed, manager.stateChanged);
  const others = manager.clusters.filter(({ status }) => status === 'running');
  return (
    <div className="jp-DaskDashboard-message">
      <daskIcon.react tag="span" elementSize="xlarge" />
      <h2>{plot.title}</h2>
      <p role="status">{sentenceOf(props, trans)}</p>
      <div className="jp-DaskDashboard-ways">
        {others.map((cluster: Cluster) => (
          <button
            key={`${cluster.gateway}/${cluster.name}`}
            type="button"
            className="jp-DaskPrimaryButton"
            onClick={() => active.choose(cluster)}
          >
            {trans.__('Show %1', cluster.label)}
          </button>
        ))}
        {dashboards.state === 'failed' && (
          <button
            type="button"
            className="jp-DaskPlainButton"
            onClick={() => dashboards.retry()}
          >
            {trans.__('Try again')}
          </button>
        )}
        <button
          type="button"
          className="jp-DaskPlainButton"
          onClick={showClusters}
        >
          {trans.__('Show the clusters')}
        </button>
      </div>
    </div>
  );
}

function sentenceOf(
  props: DashboardTab.IOptions,
  trans: TranslationBundle
): string {
  const { dashboards, manager } = props;
  const label = dashboards.label ?? '';
  switch (dashboards.state) {
    case 'waiting':
      return trans.__('%1 is starting. This page fills by itself.', label);
    case 'lost':
      return trans.__('The cluster %1 is gone.', label);
    case 'failed':
      return trans.__('The dashboard of %1 does not answer.', label);
    case 'none':
    case 'loading':
    case 'ready':
      return manager.isLoaded
        ? trans.__('No cluster is chosen.')
        : trans.__('Looking for your clusters…');
  }
}

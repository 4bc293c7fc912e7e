import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { TransContext, useSignals, useTrans } from '../../ui/hooks';
import { daskIcon } from '../../ui/icons';
import type { Pin } from '../../tokens';
import type { Cluster } from '../../api/models';
import type { DashboardTab } from './tab';
import type { DashboardView } from './view';

/**
 * Why there is no dashboard, and the way back.
 */
export class DashboardWords extends ReactWidget {
  constructor(
    private readonly _view: DashboardView,
    private readonly _options: DashboardTab.IOptions
  ) {
    super();
    this.addClass('jp-DaskDashboard-words');
  }

  protected render(): JSX.Element {
    return (
      <TransContext.Provider value={this._options.trans}>
        <Words
          {...this._options}
          view={this._view}
          stay={pin => {
            const tab = this._view.parent as DashboardTab | null;
            tab?.stay(pin);
          }}
        />
      </TransContext.Provider>
    );
  }
}

interface IProps extends DashboardTab.IOptions {
  view: DashboardView;
  stay: (pin: Pin | null) => void;
}

/**
 * What is the matter, and what can be done.
 */
function Words(props: IProps): JSX.Element {
  const { view, plot, dashboards, manager, active, stay, showClusters } = props;
  const trans = useTrans();
  useSignals(view.sourceChanged, manager.changed, manager.stateChanged);
  const { source } = view;
  const isPinned = source !== dashboards;
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
            onClick={() => {
              const { gateway, name, label } = cluster;
              if (isPinned) {
                stay({ gateway, name, label });
              } else {
                active.choose(cluster);
              }
            }}
          >
            {trans.__('Show %1', cluster.label)}
          </button>
        ))}
        {view.hasFailed && (
          <button
            type="button"
            className="jp-DaskPlainButton"
            onClick={() => view.retry()}
          >
            {trans.__('Try again')}
          </button>
        )}
        {isPinned && (
          <button
            type="button"
            className="jp-DaskPlainButton"
            onClick={() => stay(null)}
          >
            {trans.__('Follow the chosen cluster')}
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

function sentenceOf(props: IProps, trans: TranslationBundle): string {
  const { view, manager } = props;
  const label = view.source.label ?? '';
  const state = view.hasFailed ? 'failed' : view.source.state;
  switch (state) {
    case 'waiting':
      return trans.__('%1 is starting. This page fills by itself.', label);
    case 'lost':
      return trans.__('The cluster %1 is gone.', label);
    case 'failed':
      return trans.__('The dashboard of %1 does not answer.', label);
    case 'none':
    case 'loading':
    case 'ready':
      return manager.isLoaded && state === 'none'
        ? trans.__('No cluster is chosen.')
        : trans.__('Looking for your clusters…');
  }
}

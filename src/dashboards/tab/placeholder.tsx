import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { keyOf } from '../../clusters/cluster';
import type { Pin } from '../../tokens';
import { Rendered } from '../../ui/boundary';
import { useSignals, useTrans } from '../../ui/hooks';
import { daskIcon } from '../../ui/icons';
import type { ITabOptions, IView } from './types';

/**
 * Why there is no dashboard, and what to do.
 */
export class DashboardPlaceholder extends ReactWidget {
  constructor(
    private readonly _view: IView,
    private readonly _options: DashboardPlaceholder.IOptions
  ) {
    super();
    this.addClass('jp-DaskPlaceholder');
  }

  protected render(): JSX.Element {
    return (
      <Rendered trans={this._options.trans}>
        <Placeholder {...this._options} view={this._view} />
      </Rendered>
    );
  }
}

/**
 * A namespace for `DashboardPlaceholder` statics.
 */
export namespace DashboardPlaceholder {
  /**
   * The options of a placeholder.
   */
  export interface IOptions extends ITabOptions {
    /**
     * Pins the tab to a dashboard, or lets it follow the selected cluster.
     */
    pinTo: (pin: Pin | null) => void;
  }
}

type Props = DashboardPlaceholder.IOptions & { view: IView };

function Placeholder(props: Props): JSX.Element {
  const { view, plot, dashboards, manager, active, pinTo, showClusters } =
    props;
  const trans = useTrans();
  useSignals(view.sourceChanged, manager.changed, manager.stateChanged);
  const isPinned = view.source !== dashboards;
  const others = manager.clusters.filter(({ status }) => status === 'running');
  return (
    <div className="jp-DaskPlaceholder-message">
      <daskIcon.react tag="span" elementSize="xlarge" />
      <h2>{plot.title}</h2>
      <p role="status">{describeState(props, trans)}</p>
      <div className="jp-DaskPlaceholder-actions">
        {others.map(cluster => (
          <button
            key={keyOf(cluster)}
            type="button"
            className="jp-DaskPrimaryButton"
            onClick={() => {
              const { gateway, name, label } = cluster;
              if (isPinned) {
                pinTo({ gateway, name, label });
              } else {
                active.select(cluster);
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
            onClick={() => pinTo(null)}
          >
            {trans.__('Follow the selected cluster')}
          </button>
        )}
        <button
          type="button"
          className="jp-DaskPlainButton"
          onClick={showClusters}
        >
          {trans.__('Show clusters')}
        </button>
      </div>
    </div>
  );
}

function describeState(props: Props, trans: TranslationBundle): string {
  const { view, manager } = props;
  const label = view.source.label ?? '';
  const state = view.hasFailed ? 'failed' : view.source.state;
  switch (state) {
    case 'waiting':
      return trans.__('%1 is starting. Its plots will appear here.', label);
    case 'stopped':
      return trans.__(
        '%1 has stopped. Select or create a cluster to see its dashboards.',
        label
      );
    case 'failed':
      return trans.__('The dashboard of %1 is not responding.', label);
    case 'none':
    case 'loading':
    case 'ready':
      return manager.isLoaded && state === 'none'
        ? trans.__('No cluster is selected.')
        : trans.__('Loading clusters…');
  }
}

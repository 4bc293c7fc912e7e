import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, addIcon, refreshIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { TransContext, useSignals, useTrans } from '../../ui/hooks';
import { formatProblem } from '../../api/errors';
import type { IActiveCluster, IClusterManager, INotebooks } from '../../tokens';
import { ClusterCard } from './card';
import type { ICardActions } from './cardactions';
import { keyOf } from '../cluster';

/**
 * The region of the sidebar that lists the clusters.
 */
export class ClustersPanel extends ReactWidget {
  constructor(private readonly _options: ClustersPanel.IOptions) {
    super();
    this.addClass('jp-DaskClusters');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Clusters'));
  }

  protected render(): JSX.Element {
    return (
      <TransContext.Provider value={this._options.trans}>
        <Clusters {...this._options} />
      </TransContext.Provider>
    );
  }
}

/**
 * A namespace for `ClustersPanel` statics.
 */
export namespace ClustersPanel {
  /**
   * What the region shows and does.
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
     * Which notebooks use which cluster.
     */
    notebooks: INotebooks;

    /**
     * What can be done with a cluster.
     */
    actions: ICardActions;

    /**
     * Asks for a new cluster.
     */
    create: () => void;

    /**
     * Asks for everything again; never rejects.
     */
    refresh: () => Promise<void>;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;
  }
}

/**
 * The buttons, what is wrong, and the list.
 */
function Clusters(props: ClustersPanel.IOptions): JSX.Element {
  const { manager, active, actions } = props;
  const trans = useTrans();
  useSignals(manager.changed, manager.stateChanged, active.changed);
  const { clusters, isLoaded, problem } = manager;
  const chosen = active.current ? keyOf(active.current) : null;
  return (
    <>
      <div className="jp-DaskSection-header">
        <h2>{trans.__('Clusters')}</h2>
        <Refresh refresh={props.refresh} />
        <button
          type="button"
          className="jp-DaskNewButton"
          aria-label={trans.__('New cluster')}
          title={trans.__('Create a Dask cluster')}
          onClick={props.create}
        >
          <addIcon.react tag="span" elementSize="small" />
          {trans.__('NEW')}
        </button>
      </div>
      <div className="jp-DaskSection-body">
        {problem !== null && (
          <p className="jp-DaskNotice jp-mod-error" role="alert">
            {formatProblem(problem, trans)}
          </p>
        )}
        <GatewayProblems manager={manager} />
        <ConfigProblems problems={manager.configProblems} />
        <ul
          className="jp-DaskClusters-list"
          role="list"
          aria-label={trans.__('Clusters')}
        >
          {clusters.map(cluster => (
            <ClusterCard
              key={keyOf(cluster)}
              cluster={cluster}
              gateway={manager.gateways.get(cluster.gateway)}
              isActive={keyOf(cluster) === chosen}
              notebooks={props.notebooks}
              actions={actions}
            />
          ))}
        </ul>
        {!isLoaded && problem === null && (
          <p className="jp-DaskLoading" role="status">
            {trans.__('Looking for your clusters…')}
          </p>
        )}
        {isLoaded && clusters.length === 0 && <Empty create={props.create} />}
      </div>
    </>
  );
}

/**
 * The button that asks again, turning while it does.
 */
function Refresh(props: { refresh: () => Promise<void> }): JSX.Element {
  const trans = useTrans();
  const [isBusy, setBusy] = React.useState(false);
  return (
    <button
      type="button"
      className={`jp-DaskIconButton${isBusy ? ' jp-mod-busy' : ''}`}
      aria-label={trans.__('Refresh clusters')}
      title={trans.__('Refresh clusters')}
      onClick={() => {
        setBusy(true);
        // `refresh` never rejects: what goes wrong is shown as a problem.
        void props.refresh().then(() => setBusy(false));
      }}
    >
      <refreshIcon.react tag="span" elementSize="normal" />
    </button>
  );
}

/**
 * One quiet line for each gateway that cannot be asked.
 */
function GatewayProblems(props: { manager: IClusterManager }): JSX.Element {
  const { gatewayStates, gateways } = props.manager;
  const trans = useTrans();
  const lines = gatewayStates
    .filter(({ status }) => status === 'unavailable')
    .map(({ id, reason }) => (
      <p key={id}>
        {reason ??
          trans.__('%1 does not answer.', gateways.get(id)?.label ?? id)}
      </p>
    ));
  return lines.length > 0 ? (
    <div className="jp-DaskQuiet" role="status">
      {lines}
    </div>
  ) : (
    <></>
  );
}

/**
 * What of the configuration could not be used, on demand.
 */
function ConfigProblems(props: { problems: readonly string[] }): JSX.Element {
  const { problems } = props;
  const trans = useTrans();
  return problems.length > 0 ? (
    <details className="jp-DaskQuiet jp-DaskConfig">
      <summary>
        {trans._n(
          '%1 problem in the configuration',
          '%1 problems in the configuration',
          problems.length
        )}
      </summary>
      <ul>
        {problems.map(problem => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </details>
  ) : (
    <></>
  );
}

/**
 * What to do when there is no cluster yet.
 */
function Empty(props: { create: () => void }): JSX.Element {
  const trans = useTrans();
  return (
    <div className="jp-DaskEmpty">
      <p className="jp-DaskEmpty-title">{trans.__('No cluster is running')}</p>
      <p>
        {trans.__(
          'A Dask cluster runs your analysis on many cores at once. Create one here, then put its client code into your notebook with the button < >.'
        )}
      </p>
      <button
        type="button"
        className="jp-DaskPrimaryButton"
        onClick={props.create}
      >
        {trans.__('Create a cluster')}
      </button>
      <p className="jp-DaskEmpty-more">
        {trans.__(
          'Clusters made in a notebook or a script appear here by themselves.'
        )}
      </p>
    </div>
  );
}

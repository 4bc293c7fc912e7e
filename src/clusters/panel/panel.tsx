import type { TranslationBundle } from '@jupyterlab/translation';
import {
  ReactWidget,
  ToolbarButtonComponent,
  addIcon,
  refreshIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import { formatProblem } from '../../api/errors';
import type {
  IActiveCluster,
  IClientUsage,
  IClusterManager
} from '../../tokens';
import { Boundary, Rendered } from '../../ui/boundary';
import { useBusy, useKeptFocus, useSignals, useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import type { ActivityModel } from '../activity';
import { keyOf } from '../cluster';
import type { EndedModel } from '../ended';
import type { ICardActions } from './actions';
import { Announcer } from './announcer';
import { ClusterCard, labelOf } from './card';
import type { IEndedActions } from './ended';
import { EndedClusters } from './ended';
import { Monitoring } from './monitoring';

/**
 * The section of the sidebar that lists the clusters.
 */
export class ClustersPanel extends ReactWidget {
  constructor(private readonly _options: ClustersPanel.IOptions) {
    super();
    this.addClass('jp-DaskClusters');
  }

  protected render(): JSX.Element {
    return (
      <Rendered trans={this._options.trans}>
        <Clusters {...this._options} />
      </Rendered>
    );
  }
}

/**
 * A namespace for `ClustersPanel` statics.
 */
export namespace ClustersPanel {
  /**
   * The options of the section.
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
     * Which notebooks use which cluster.
     */
    usage: IClientUsage;

    /**
     * The clusters that have ended.
     */
    ended: EndedModel;

    /**
     * The last hours of clusters.
     */
    activity: ActivityModel;

    /**
     * The actions of a card.
     */
    actions: ICardActions;

    /**
     * What can be done with clusters that have ended.
     */
    endedActions: IEndedActions;

    /**
     * Opens the dialog for a new cluster; resolves once it is loaded.
     */
    create: () => Promise<void>;

    /**
     * Fetches everything again, and shows its own failures.
     */
    refresh: () => Promise<void>;

    /**
     * Opens a report on everything that a cluster needs.
     */
    check: () => void;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;
  }
}

/**
 * The toolbar, the problems and the list.
 */
function Clusters(props: ClustersPanel.IOptions): JSX.Element {
  const { manager, active, actions } = props;
  const trans = useTrans();
  useSignals(manager.changed, manager.stateChanged, active.changed);
  const { clusters, isLoaded, problem } = manager;
  const selected = active.current ? keyOf(active.current) : null;
  const list = useKeptFocus<HTMLUListElement>(({ children }, place) =>
    // The card that has moved up, the last one, or what creates one.
    children.length > 0
      ? labelOf(children[Math.min(place, children.length - 1)])
      : document.querySelector<HTMLElement>('.jp-DaskNewButton')
  );
  return (
    <>
      <div className="jp-DaskSection-toolbar">
        <RefreshButton refresh={props.refresh} />
        <NewButton create={props.create} />
      </div>
      <div className="jp-DaskSection-body">
        {problem !== null && (
          <p className="jp-DaskNotice jp-mod-error" role="alert">
            {formatProblem(problem, trans)}
          </p>
        )}
        <GatewayProblems manager={manager} check={props.check} />
        <ConfigProblems problems={manager.configProblems} />
        <ul
          ref={list}
          className="jp-DaskClusters-list"
          role="list"
          aria-label={trans.__('Clusters')}
        >
          {clusters.map(cluster => (
            // One that makes no sense does not take the others off the screen.
            <Boundary
              key={keyOf(cluster)}
              trans={trans}
              frame={notice => <li aria-label={cluster.label}>{notice}</li>}
            >
              <ClusterCard
                cluster={cluster}
                gateway={manager.gateways.get(cluster.gateway)}
                isActive={keyOf(cluster) === selected}
                usage={props.usage}
                activity={props.activity}
                actions={actions}
              />
            </Boundary>
          ))}
        </ul>
        {!isLoaded && problem === null && (
          <Loading text={trans.__('Loading clusters…')} />
        )}
        {isLoaded && clusters.length === 0 && (
          <Empty create={props.create} check={props.check} />
        )}
        <EndedClusters
          ended={props.ended}
          activity={props.activity}
          gateways={manager.gateways}
          actions={props.endedActions}
        />
        <Monitoring gateways={manager.gateways} />
      </div>
      <Boundary trans={trans} frame={() => <></>}>
        <Announcer manager={manager} />
      </Boundary>
    </>
  );
}

/**
 * The button that fetches everything again; it spins meanwhile.
 */
function RefreshButton(props: { refresh: () => Promise<void> }): JSX.Element {
  const trans = useTrans();
  const [isBusy, refresh] = useBusy(props.refresh);
  return (
    <ToolbarButtonComponent
      className={isBusy ? 'jp-mod-busy' : ''}
      icon={refreshIcon}
      tooltip={trans.__('Refresh clusters')}
      onClick={refresh}
    />
  );
}

/**
 * The button that opens the dialog for a new cluster; it spins while that is still loaded.
 */
function NewButton(props: { create: () => Promise<void> }): JSX.Element {
  const trans = useTrans();
  const [isBusy, create] = useBusy(props.create);
  return (
    <button
      type="button"
      className={`jp-DaskNewButton${isBusy ? ' jp-mod-busy' : ''}`}
      aria-label={trans.__('New cluster')}
      aria-busy={isBusy}
      title={trans.__('New cluster')}
      onClick={create}
    >
      <addIcon.react tag="span" elementSize="small" />
      {trans.__('NEW')}
    </button>
  );
}

/**
 * One line for each gateway that does not respond.
 */
function GatewayProblems(props: {
  manager: IClusterManager;
  check: () => void;
}): JSX.Element {
  const { gatewayStates, gateways } = props.manager;
  const trans = useTrans();
  const lines = gatewayStates
    .filter(({ status }) => status === 'unavailable')
    .map(({ id, reason }) => (
      <p key={id}>
        {reason ??
          trans.__('%1 is not responding.', gateways.get(id)?.label ?? id)}
      </p>
    ));
  return lines.length > 0 ? (
    <div className="jp-DaskQuiet" role="status">
      {lines}
      <button type="button" className="jp-DaskLink" onClick={props.check}>
        {trans.__('Check setup')}
      </button>
    </div>
  ) : (
    <></>
  );
}

/**
 * The parts of the configuration that could not be used, on demand.
 */
function ConfigProblems(props: { problems: readonly string[] }): JSX.Element {
  const { problems } = props;
  const trans = useTrans();
  return problems.length > 0 ? (
    <details className="jp-DaskQuiet jp-DaskConfig">
      <summary>
        <span>
          {trans._n(
            '%1 problem in the configuration',
            '%1 problems in the configuration',
            problems.length
          )}
        </span>
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
function Empty(props: {
  create: () => Promise<void>;
  check: () => void;
}): JSX.Element {
  const trans = useTrans();
  const [isBusy, create] = useBusy(props.create);
  return (
    <div className="jp-DaskEmpty">
      <p className="jp-DaskEmpty-title">{trans.__('No clusters running')}</p>
      <p>
        {trans.__(
          'A Dask cluster runs your analysis on many cores at once. Create one here, then insert its client code into your notebook with the < > button.'
        )}
      </p>
      <button
        type="button"
        className="jp-DaskPrimaryButton"
        aria-busy={isBusy}
        onClick={create}
      >
        {trans.__('Create a cluster')}
      </button>
      <p className="jp-DaskEmpty-more">
        {trans.__(
          'Clusters created in notebooks or scripts are listed here automatically.'
        )}
      </p>
      <button type="button" className="jp-DaskLink" onClick={props.check}>
        {trans.__('Check setup')}
      </button>
    </div>
  );
}

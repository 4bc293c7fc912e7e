import * as React from 'react';

import type { Cluster, Gateway } from '../../api/models';
import type { IClientUsage } from '../../tokens';
import { CARD_CLASS } from '../../tokens';
import { ExternalLink } from '../../ui/externallink';
import { formatDuration, secondsSince } from '../../ui/format';
import { useKeptFocus, useNow, useSignals, useTrans } from '../../ui/hooks';
import { Meter } from '../../ui/meter';
import type { ActivityModel } from '../activity';
import { formatStatus, isFinal, isWaitingForWorkers } from '../cluster';
import type { ICardActions } from './actions';
import { CardActions } from './actions';
import { ClusterDetails } from './details';
import { FailureView } from './failure';
import { JobsView } from './jobs';
import { LastHour } from './lasthour';

/**
 * A cluster in the list.
 */
export const ClusterCard = React.memo(function ClusterCard(props: {
  cluster: Cluster;
  gateway: Gateway | undefined;
  isActive: boolean;
  usage?: IClientUsage;
  activity?: ActivityModel;
  actions: ICardActions;
}): JSX.Element {
  const { cluster, gateway, isActive, usage, activity, actions } = props;
  const trans = useTrans();
  const { status, label, failure, jobs, notice } = cluster;
  const ref = useKeptFocus<HTMLLIElement>(labelOf);
  const classes = [
    CARD_CLASS,
    `jp-mod-${status}`,
    isWaitingForWorkers(cluster) ? 'jp-mod-waiting' : '',
    isActive ? 'jp-mod-active' : '',
    cluster.stale ? 'jp-mod-stale' : ''
  ];
  return (
    <li
      ref={ref}
      className={classes.filter(Boolean).join(' ')}
      aria-label={label}
      aria-current={isActive ? 'true' : undefined}
      data-gateway={cluster.gateway}
      data-name={cluster.name}
      data-label={label}
      onClick={event => {
        const isButton = (event.target as Element).closest(
          'button, summary, pre, code'
        );
        // Who selects a text to copy it selects nothing else.
        if (!isButton && !hasSelectedText(event.currentTarget)) {
          actions.activate(cluster);
        }
      }}
      onPointerDown={event => actions.drag(cluster, event)}
    >
      <div className="jp-DaskCard-head">
        <button
          type="button"
          className="jp-DaskCard-label"
          title={trans.__('Show the dashboards of %1', label)}
          aria-pressed={isActive}
          onClick={() => actions.activate(cluster)}
        >
          {label}
        </button>
        <span className="jp-DaskCard-status">
          {formatStatus(cluster, trans)}
        </span>
      </div>
      <Origin cluster={cluster} gateway={gateway} />
      {status === 'pending' && (
        <StartProgress cluster={cluster} gateway={gateway} now={actions.now} />
      )}
      {status === 'running' && (
        <ClusterDetails cluster={cluster} gateway={gateway} actions={actions} />
      )}
      {status === 'running' && activity && (
        <LastHour cluster={cluster} activity={activity} isLive={true} />
      )}
      {status === 'running' && usage && (
        <UsedBy cluster={cluster} usage={usage} />
      )}
      {jobs !== null && !isFinal(cluster) && <JobsView jobs={jobs} />}
      {typeof cluster.queue_wait_seconds === 'number' && !isFinal(cluster) && (
        <p className="jp-DaskCard-small">
          {trans.__(
            'Jobs of this kind wait about %1.',
            formatDuration(roughly(cluster.queue_wait_seconds), trans)
          )}
        </p>
      )}
      {failure !== null && isFinal(cluster) && (
        <FailureView
          failure={failure}
          openLogs={() => actions.openLogs(cluster)}
        />
      )}
      {notice !== null && (
        <p className="jp-DaskNotice jp-mod-warning">{notice}</p>
      )}
      {cluster.stale && (
        <p className="jp-DaskCard-small">
          {trans.__(
            'The gateway is not responding. This is the last known state.'
          )}
        </p>
      )}
      {(cluster.monitoring_url ?? gateway?.monitoring_url) && (
        <p className="jp-DaskCard-small">
          <ExternalLink
            url={cluster.monitoring_url ?? gateway?.monitoring_url}
            text={trans.__('Monitoring of %1', label)}
          />
        </p>
      )}
      <CardActions cluster={cluster} actions={actions} />
    </li>
  );
});

/**
 * Return the button that is there whatever becomes of the cluster.
 */
export function labelOf(
  card: Element | null | undefined
): HTMLElement | null | undefined {
  return card?.querySelector<HTMLElement>('.jp-DaskCard-label');
}

/**
 * Seconds of a prediction, which is good to the minute at best.
 */
function roughly(seconds: number): number {
  return seconds < 60 ? seconds : Math.round(seconds / 60) * 60;
}

/**
 * Whether some of an element's text is selected.
 */
function hasSelectedText(element: Element): boolean {
  const selection = window.getSelection();
  return (
    selection !== null &&
    !selection.isCollapsed &&
    element.contains(selection.anchorNode)
  );
}

/**
 * Where the cluster runs, and the environment of its workers.
 */
function Origin(props: {
  cluster: Cluster;
  gateway: Gateway | undefined;
}): JSX.Element {
  const { cluster, gateway } = props;
  const trans = useTrans();
  const { environment } = cluster;
  const endsWithJupyter =
    !isFinal(cluster) &&
    (gateway?.ends_with_jupyter || cluster.stop_with_session);
  return (
    <dl className="jp-DaskCard-facts">
      <dt className="jp-DaskVisuallyHidden">{trans.__('Gateway')}</dt>
      <dd>
        <span>{gateway?.label ?? cluster.gateway}</span>
        {environment !== null && ' · '}
      </dd>
      {environment !== null && (
        <>
          <dt className="jp-DaskVisuallyHidden">{trans.__('Environment')}</dt>
          <dd title={environment.prefix ?? undefined}>
            <span>{environment.display_name}</span>
          </dd>
        </>
      )}
      {endsWithJupyter && (
        <>
          <dt className="jp-DaskVisuallyHidden">{trans.__('Lifetime')}</dt>
          <dd className="jp-DaskCard-aside">
            {', '}
            <span>{trans.__('stops with Jupyter')}</span>
          </dd>
        </>
      )}
    </dl>
  );
}

/**
 * How long the start has taken, out of the time that it may take.
 */
function StartProgress(props: {
  cluster: Cluster;
  gateway: Gateway | undefined;
  now: () => number;
}): JSX.Element {
  const trans = useTrans();
  const now = useNow(props.now, 1000);
  const elapsed = Math.max(
    0,
    Math.floor(secondsSince(props.cluster.created_at, now))
  );
  const limit = props.gateway?.start_timeout ?? null;
  const spent = formatDuration(elapsed, trans);
  const text =
    limit === null
      ? trans.__('Starting: %1', spent)
      : trans.__(
          'Starting: %1 (limit %2)',
          spent,
          formatDuration(limit, trans)
        );
  return (
    <div className="jp-DaskCard-measure">
      <span className="jp-DaskCard-amount">{text}</span>
      {limit !== null && (
        <Meter
          kind="pending"
          label={trans.__('Start')}
          value={elapsed}
          maximum={limit}
          text={text}
        />
      )}
    </div>
  );
}

/**
 * The open notebooks and consoles that have a client of the cluster.
 */
function UsedBy(props: { cluster: Cluster; usage: IClientUsage }): JSX.Element {
  const { cluster, usage } = props;
  const trans = useTrans();
  useSignals(usage.changed);
  const names = usage.notebooksUsing(cluster);
  return names.length > 0 ? (
    <p className="jp-DaskCard-small">
      <span>{trans.__('used in %1', names.join(', '))}</span>
    </p>
  ) : (
    <></>
  );
}

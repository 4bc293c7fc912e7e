import * as React from 'react';

import { useNow, useTrans } from '../../ui/hooks';
import { Meter } from '../../ui/meter';
import { formatDuration, formatStatus, secondsSince } from '../../ui/format';
import type { INotebooks } from '../../tokens';
import { CARD_CLASS } from '../../tokens';
import type { Cluster, Gateway } from '../../api/models';
import type { ICardActions } from './cardactions';
import { CardActions } from './cardactions';
import { hasEnded } from '../cluster';
import { FailureView } from './failure';
import { JobsView } from './jobs';
import { Running } from './details';
import { UsedBy } from './usedby';

/**
 * One cluster of the list.
 */
export const ClusterCard = React.memo(function ClusterCard(props: {
  cluster: Cluster;
  gateway: Gateway | undefined;
  isActive: boolean;
  notebooks?: INotebooks;
  actions: ICardActions;
}): JSX.Element {
  const { cluster, gateway, isActive, notebooks, actions } = props;
  const trans = useTrans();
  const { status, label, failure, jobs, notice } = cluster;
  const classes = [
    CARD_CLASS,
    `jp-mod-${status}`,
    isActive ? 'jp-mod-active' : '',
    cluster.stale ? 'jp-mod-stale' : ''
  ];
  return (
    <li
      className={classes.filter(Boolean).join(' ')}
      aria-label={label}
      aria-current={isActive ? 'true' : undefined}
      data-gateway={cluster.gateway}
      data-name={cluster.name}
      onClick={event => {
        if (!(event.target as Element).closest('button, summary, pre, code')) {
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
        <Pending cluster={cluster} gateway={gateway} now={actions.now} />
      )}
      {status === 'running' && (
        <Running cluster={cluster} gateway={gateway} now={actions.now} />
      )}
      {status === 'running' && notebooks && (
        <UsedBy cluster={cluster} notebooks={notebooks} />
      )}
      {jobs !== null && !hasEnded(cluster) && <JobsView jobs={jobs} />}
      {failure !== null && hasEnded(cluster) && (
        <FailureView failure={failure} />
      )}
      {notice !== null && (
        <p className="jp-DaskNotice jp-mod-warning">{notice}</p>
      )}
      {cluster.stale && (
        <p className="jp-DaskCard-small">
          {trans.__('Its gateway does not answer: this is the last known.')}
        </p>
      )}
      <CardActions cluster={cluster} actions={actions} />
    </li>
  );
});

/**
 * Where the cluster runs and what its workers run.
 */
function Origin(props: {
  cluster: Cluster;
  gateway: Gateway | undefined;
}): JSX.Element {
  const { cluster, gateway } = props;
  const trans = useTrans();
  const { environment } = cluster;
  return (
    <dl className="jp-DaskCard-facts">
      <dt className="jp-DaskHeard">{trans.__('Gateway')}</dt>
      <dd>
        {gateway?.label ?? cluster.gateway}
        {gateway?.ends_with_jupyter && (
          <span className="jp-DaskCard-aside">
            {', '}
            {trans.__('ends with this Jupyter server')}
          </span>
        )}
      </dd>
      {environment !== null && (
        <>
          <dt className="jp-DaskHeard">{trans.__('Environment')}</dt>
          <dd title={environment.prefix ?? undefined}>
            {environment.display_name}
          </dd>
        </>
      )}
    </dl>
  );
}

/**
 * How long the start takes already, against how long it may.
 */
function Pending(props: {
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
      ? spent
      : trans.__('%1 of at most %2', spent, formatDuration(limit, trans));
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

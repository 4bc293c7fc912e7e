import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { ClusterUsage, EndedCluster, Gateway } from '../../api/models';
import {
  formatMemory,
  formatNumber,
  formatTime,
  formatRoughly,
  formatWorkers,
  secondsSince
} from '../../ui/format';
import { useKeptFocus, useSignals, useTrans } from '../../ui/hooks';
import type { ActivityModel } from '../activity';
import { keyOf } from '../cluster';
import type { EndedModel } from '../ended';
import { LastHour } from './lasthour';

/**
 * What can be done with a cluster that has ended.
 */
export interface IEndedActions {
  createAgain(cluster: EndedCluster): void;
  openLogs(cluster: EndedCluster): void;
  forget(cluster: EndedCluster | null): void | Promise<void>;
  now(): number;
}

/**
 * The folded list of the clusters that have ended; nothing while there are none.
 */
export function EndedClusters(props: {
  ended: EndedModel;
  activity: ActivityModel;
  gateways: ReadonlyMap<string, Gateway>;
  actions: IEndedActions;
}): JSX.Element {
  const { ended, actions } = props;
  const trans = useTrans();
  useSignals(ended.changed);
  const { clusters, problems, limits, isOpen } = ended;
  const ref = useKeptFocus<HTMLDetailsElement>(
    (list, place) =>
      // The last button of the one that has moved up, or of what is below all.
      [...(list.children[place]?.querySelectorAll('button') ?? [])].at(-1) ??
      list.querySelector('summary')
  );
  if (clusters.length === 0 && problems.length === 0) {
    return <></>;
  }
  return (
    <details
      ref={ref}
      className="jp-DaskEnded"
      open={isOpen}
      onToggle={event => {
        ended.isOpen = event.currentTarget.open;
      }}
    >
      <summary>
        <span>{trans.__('Ended clusters (%1)', clusters.length)}</span>
      </summary>
      {isOpen && (
        <>
          {problems.map(problem => (
            <p key={problem} className="jp-DaskNotice jp-mod-warning">
              {problem}
            </p>
          ))}
          {clusters.map(cluster => (
            <Ended key={keyOf(cluster)} {...props} cluster={cluster} />
          ))}
          <p className="jp-DaskQuiet jp-DaskEnded-end">
            <span>
              {trans._n(
                'Kept for %1 day, the last %2 of each gateway.',
                'Kept for %1 days, the last %2 of each gateway.',
                limits.days,
                limits.count
              )}
            </span>
            {clusters.length > 0 && (
              <button
                type="button"
                className="jp-DaskLink"
                onClick={() => void actions.forget(null)}
              >
                {trans.__('Clear the list')}
              </button>
            )}
          </p>
        </>
      )}
    </details>
  );
}

/**
 * One cluster: what became of it, what it used, and what can be done.
 */
function Ended(props: {
  cluster: EndedCluster;
  activity: ActivityModel;
  gateways: ReadonlyMap<string, Gateway>;
  actions: IEndedActions;
}): JSX.Element {
  const { cluster, activity, gateways, actions } = props;
  const { label, ending, reason, usage, environment } = cluster;
  const trans = useTrans();
  const [hasHour, setHour] = React.useState(false);
  const ago = secondsSince(cluster.ended_at, actions.now());
  return (
    <div
      className={`jp-DaskEnded-one jp-mod-${ending}`}
      role="group"
      aria-label={label}
    >
      <p className="jp-DaskEnded-head">
        <strong>{label}</strong>
        <time
          dateTime={cluster.ended_at}
          title={formatTime(cluster.ended_at, trans)}
        >
          {trans.__('%1 ago', formatRoughly(Math.max(0, ago), trans))}
        </time>
      </p>
      <p>
        {[
          gateways.get(cluster.gateway)?.label ?? cluster.gateway,
          environment?.display_name
        ]
          .filter(Boolean)
          .join(', ')}
      </p>
      <p className="jp-DaskEnded-reason">
        {reason ?? formatEnding(ending, trans)}
      </p>
      {usage !== null && <p>{formatUsage(usage, trans)}</p>}
      {usage !== null && usage.peak_workers > 0 && (
        <details
          onToggle={event => {
            setHour(event.currentTarget.open);
            event.stopPropagation();
          }}
        >
          <summary>{trans.__('Its last hour')}</summary>
          {hasHour && (
            <LastHour cluster={cluster} activity={activity} isLive={false} />
          )}
        </details>
      )}
      <div className="jp-DaskCard-actions">
        {cluster.can_create && (
          <button
            type="button"
            className="jp-DaskCard-button jp-mod-scale"
            onClick={() => actions.createAgain(cluster)}
          >
            {trans.__('Create again')}
          </button>
        )}
        {cluster.has_log && (
          <button
            type="button"
            className="jp-DaskCard-button"
            onClick={() => actions.openLogs(cluster)}
          >
            {trans.__('Show log')}
          </button>
        )}
        <button
          type="button"
          className="jp-DaskCard-button"
          onClick={event => {
            // After the first half of a double click the next one has moved there.
            if (event.detail < 2) {
              void actions.forget(cluster);
            }
          }}
        >
          {trans.__('Dismiss')}
        </button>
      </div>
    </div>
  );
}

function formatEnding(
  ending: EndedCluster['ending'],
  trans: TranslationBundle
): string {
  switch (ending) {
    case 'shut_down':
      return trans.__('You shut it down.');
    case 'cancelled':
      return trans.__('You canceled it before it ran.');
    case 'failed':
      return trans.__('It failed.');
    case 'ended':
      return trans.__('It ended by itself.');
    case 'unknown':
      return trans.__('It ended while nobody looked, or somewhere else.');
  }
}

/**
 * Describe what a cluster has used; as a minimum where not all of it was seen.
 */
function formatUsage(usage: ClusterUsage, trans: TranslationBundle): string {
  const { worker_hours: hours, peak_workers, peak_memory_gib } = usage;
  const amount =
    hours < 1
      ? trans.__('%1 worker minutes', formatNumber(hours * 60, trans))
      : trans.__('%1 worker hours', formatNumber(hours, trans));
  const parts = [
    usage.at_least ? trans.__('at least %1', amount) : amount,
    trans.__('up to %1', formatWorkers(peak_workers, trans))
  ];
  if (peak_memory_gib !== null) {
    const memory = formatMemory(peak_memory_gib, trans);
    parts.push(trans.__('up to %1 of memory', memory));
  }
  return parts.join(' · ');
}

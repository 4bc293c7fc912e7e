import * as React from 'react';

import type { Cluster, Gateway } from '../../api/models';
import {
  formatCores,
  formatMemory,
  formatRoughly,
  formatTime
} from '../../ui/format';
import { useNow, useTrans } from '../../ui/hooks';
import { Meter } from '../../ui/meter';
import { hasLastKnownNumbers, isAdaptive } from '../cluster';
import type { IExpiry } from '../lifetime';
import { expiryOf, secondsLeft } from '../lifetime';
import type { ICardActions } from './actions';

/**
 * A running cluster's workers, tasks and time left.
 */
export function ClusterDetails(props: {
  cluster: Cluster;
  gateway: Gateway | undefined;
  actions: Pick<ICardActions, 'now' | 'openWorkers'>;
}): JSX.Element {
  const { cluster, gateway, actions } = props;
  const trans = useTrans();
  const { workers, tasks, clients } = cluster;
  const expiry = expiryOf(cluster, gateway);
  const isLastKnown = hasLastKnownNumbers(cluster);
  return (
    <>
      <div className={isLastKnown ? 'jp-mod-lastKnown' : undefined}>
        <WorkerMeter
          cluster={cluster}
          open={() => actions.openWorkers(cluster)}
        />
        {tasks !== null && <TaskMeter tasks={tasks} />}
      </div>
      {isLastKnown && !cluster.stale && (
        // A notice says more once the scheduler has not responded for long.
        <p className="jp-DaskCard-small" role="status">
          <span>
            {cluster.scheduler === 'busy'
              ? trans.__('The scheduler is busy. Last known numbers.')
              : trans.__('Last known numbers.')}
          </span>
        </p>
      )}
      <p className="jp-DaskCard-small">
        {isAdaptive(cluster) && (
          <span>
            {trans.__(
              'adaptive %1 to %2',
              workers.minimum ?? 0,
              workers.maximum ?? 0
            )}
          </span>
        )}
        {clients !== null && clients > 0 && (
          <span>
            {trans._n('%1 client connected', '%1 clients connected', clients)}
          </span>
        )}
        {expiry !== null && <TimeLeft expiry={expiry} now={actions.now} />}
      </p>
    </>
  );
}

/**
 * The workers that run, out of those requested where that is known.
 */
function WorkerMeter(props: {
  cluster: Cluster;
  open: () => void;
}): JSX.Element {
  const { workers, cores, memory_gib } = props.cluster;
  const { running, requested } = workers;
  const trans = useTrans();
  const count =
    requested === null
      ? trans.__('Workers: %1 running', running)
      : trans.__('%1 / %2 workers', running, requested);
  return (
    <div className="jp-DaskCard-measure">
      <button
        type="button"
        className="jp-DaskLink jp-DaskCard-amount"
        title={trans.__('Show the workers one by one')}
        onClick={props.open}
      >
        {count}
      </button>
      <span className="jp-DaskCard-size">
        {formatCores(cores, trans)}, {formatMemory(memory_gib, trans)}
      </span>
      {requested !== null && (
        <Meter
          label={trans.__('Workers')}
          value={running}
          maximum={Math.max(requested, running)}
          text={count}
        />
      )}
    </div>
  );
}

/**
 * How many tasks are done, while there are any.
 */
function TaskMeter(props: {
  tasks: NonNullable<Cluster['tasks']>;
}): JSX.Element {
  const trans = useTrans();
  const { processing, memory, erred, waiting, released } = props.tasks;
  const total = processing + memory + erred + waiting + released;
  if (total === 0) {
    return <></>;
  }
  const done = memory + released;
  const text = trans.__('%1 / %2 tasks', done, total);
  return (
    <div className="jp-DaskCard-measure">
      <span className="jp-DaskCard-amount">{text}</span>
      <span className="jp-DaskCard-size">
        {processing > 0 && trans.__('%1 processing', processing)}
        {erred > 0 && (
          <span className="jp-DaskCard-erred">
            {trans.__('%1 erred', erred)}
          </span>
        )}
      </span>
      <Meter
        kind="tasks"
        label={trans.__('Tasks')}
        value={done}
        maximum={total}
        text={text}
      />
    </div>
  );
}

/**
 * How long the cluster will run: quiet until that is short.
 */
function TimeLeft(props: { expiry: IExpiry; now: () => number }): JSX.Element {
  const { expiry } = props;
  const trans = useTrans();
  const left = secondsLeft(expiry, useNow(props.now, 15_000));
  const isNear = left <= expiry.warnBefore;
  const time = formatRoughly(left, trans);
  const text =
    left <= 0
      ? trans.__('ends now')
      : expiry.kind === 'idle'
        ? trans.__('Idle timeout in %1', time)
        : trans.__('ends in %1', time);
  return (
    <span
      className={`jp-DaskCard-expiry${isNear ? ' jp-mod-warning' : ''}`}
      title={formatTime(expiry.at, trans)}
    >
      {text}
    </span>
  );
}

import * as React from 'react';

import { useNow, useTrans } from '../../ui/hooks';
import { Meter } from '../../ui/meter';
import { formatCores, formatMemory, formatRoughly } from '../../ui/format';
import type { Cluster, Gateway } from '../../api/models';
import { isAdaptive } from '../cluster';
import type { IEnding } from '../lifetime';
import { endingOf, secondsLeft } from '../lifetime';

/**
 * What a running cluster has, does, and how long it will.
 */
export function Running(props: {
  cluster: Cluster;
  gateway: Gateway | undefined;
  now: () => number;
}): JSX.Element {
  const { cluster, gateway, now } = props;
  const trans = useTrans();
  const { workers, tasks, clients } = cluster;
  const ending = endingOf(cluster, gateway);
  return (
    <>
      <WorkerMeter cluster={cluster} />
      {tasks !== null && <TaskMeter tasks={tasks} />}
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
        {ending !== null && <TimeLeft ending={ending} now={now} />}
      </p>
    </>
  );
}

/**
 * The workers that are there, of those asked for where that is known.
 */
function WorkerMeter(props: { cluster: Cluster }): JSX.Element {
  const { workers, cores, memory_gib } = props.cluster;
  const { running, requested } = workers;
  const trans = useTrans();
  const count =
    requested === null
      ? trans.__('Workers: %1 running', running)
      : trans.__('%1 / %2 workers', running, requested);
  return (
    <div className="jp-DaskCard-measure">
      <span className="jp-DaskCard-amount">{count}</span>
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
 * How much of the work is done, while there is any.
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
 * How long the cluster will be there: quiet until that is short.
 */
function TimeLeft(props: { ending: IEnding; now: () => number }): JSX.Element {
  const { ending } = props;
  const trans = useTrans();
  const left = secondsLeft(ending, useNow(props.now, 15_000));
  const isNear = left <= ending.warnBefore;
  const time = formatRoughly(left, trans);
  const words =
    left <= 0
      ? trans.__('ends now')
      : ending.kind === 'idle'
        ? trans.__('ends in %1 if idle', time)
        : trans.__('ends in %1', time);
  return (
    <span
      className={`jp-DaskCard-ending${isNear ? ' jp-mod-warning' : ''}`}
      title={new Date(ending.at).toLocaleString()}
    >
      {words}
    </span>
  );
}

import {
  caretDownIcon,
  caretUpIcon,
  refreshIcon
} from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { ClusterWorker } from '../../api/models';
import { formatDuration, formatMemory, formatNumber } from '../../ui/format';
import { useTrans } from '../../ui/hooks';
import { IconButton } from '../../ui/iconbutton';
import { Meter } from '../../ui/meter';
import type { Column } from './columns';
import {
  COLUMNS,
  describeColumn,
  isNearlyFull,
  isSilent,
  titleOf
} from './columns';
import type { WorkersModel } from './model';

/**
 * Seconds for which a worker counts as seen now.
 */
const NOW = 5;

/**
 * The workers, one in a row, sorted by a click on a column's title.
 */
export function WorkersTable(props: {
  model: WorkersModel;
  restart: (worker: ClusterWorker) => void;
}): JSX.Element {
  const { model, restart } = props;
  const trans = useTrans();
  const body = React.useRef<HTMLTableSectionElement>(null);
  const hold = (): void => {
    model.isHeld = true;
  };
  const release = (): void => {
    const node = body.current;
    model.isHeld = !!node && node.matches(':hover, :focus-within');
  };
  return (
    <table className={model.isLastKnown ? 'jp-mod-lastKnown' : undefined}>
      <caption className="jp-DaskVisuallyHidden">
        {trans.__('Workers of %1', model.cluster.label)}
      </caption>
      <thead>
        <tr>
          {COLUMNS.map(column => (
            <Title key={column} column={column} model={model} />
          ))}
          <td className="jp-mod-actions" />
        </tr>
      </thead>
      <tbody
        ref={body}
        onPointerEnter={hold}
        onPointerLeave={release}
        onFocus={hold}
        // What gets the focus next is known only then.
        onBlur={() => queueMicrotask(release)}
      >
        {model.workers.map(worker => (
          <Row
            key={worker.address}
            {...worker}
            cpuProblem={model.cpuProblem}
            isRestarting={model.isRestarting(worker)}
            restart={restart}
          />
        ))}
      </tbody>
    </table>
  );
}

/**
 * The title of a column, which sorts by it.
 */
function Title(props: { column: Column; model: WorkersModel }): JSX.Element {
  const { column, model } = props;
  const trans = useTrans();
  const isSorted = model.column === column;
  const Caret = model.isDescending ? caretDownIcon : caretUpIcon;
  return (
    <th
      scope="col"
      className={`jp-mod-${column}`}
      aria-sort={
        isSorted ? (model.isDescending ? 'descending' : 'ascending') : undefined
      }
    >
      <button
        type="button"
        title={describeColumn(column, trans)}
        onClick={() => model.sortBy(column)}
      >
        {titleOf(column, trans)}
        {isSorted && <Caret.react tag="span" elementSize="normal" />}
      </button>
    </th>
  );
}

/**
 * A worker; drawn anew only if something of it has changed.
 */
const Row = React.memo(function Row(
  props: ClusterWorker & {
    cpuProblem: string | null;
    isRestarting: boolean;
    restart: (worker: ClusterWorker) => void;
  }
): JSX.Element {
  const { cpuProblem, isRestarting, restart, ...worker } = props;
  const { name, address, threads, processing, stored } = worker;
  const { cpu_percent: cpu } = worker;
  const trans = useTrans();
  return (
    <tr>
      <th scope="row" className="jp-mod-name" title={describe(worker, trans)}>
        <span dir="ltr">{name}</span>
        {address !== name && (
          <span className="jp-DaskWorkers-address" dir="ltr">
            {address}
          </span>
        )}
      </th>
      <td className="jp-mod-threads">{threads ?? '–'}</td>
      <td
        className="jp-mod-cpu"
        title={
          cpu === null
            ? (cpuProblem ?? trans.__('The CPU is not known yet.'))
            : undefined
        }
      >
        <Cpu worker={worker} />
      </td>
      <td className="jp-mod-memory">
        <Memory worker={worker} />
      </td>
      <td className="jp-mod-processing">{processing ?? '–'}</td>
      <td className="jp-mod-stored">{stored ?? '–'}</td>
      <td className={`jp-mod-seen${isSilent(worker) ? ' jp-mod-warning' : ''}`}>
        {formatSeen(worker, trans)}
      </td>
      <td className="jp-mod-actions">
        <IconButton
          icon={refreshIcon}
          label={
            isRestarting
              ? trans.__('Restarting worker %1', name)
              : trans.__('Restart worker %1', name)
          }
          isBusy={isRestarting}
          onClick={() => restart(worker)}
        />
      </td>
    </tr>
  );
});

/**
 * What a worker uses of the CPU that its threads could, as Dask's own page counts it.
 */
function Cpu(props: { worker: ClusterWorker }): JSX.Element {
  const { name, threads, cpu_percent: percent } = props.worker;
  const trans = useTrans();
  if (percent === null) {
    return <>–</>;
  }
  const text = formatCpu(percent, trans);
  return (
    <>
      <span>{text}</span>
      {threads !== null && (
        <Meter
          label={trans.__('CPU of %1', name)}
          value={percent}
          maximum={threads * 100}
          text={text}
        />
      )}
    </>
  );
}

/**
 * What a worker uses of its memory, beside its limit.
 */
function Memory(props: { worker: ClusterWorker }): JSX.Element {
  const { worker } = props;
  const { name, memory_gib: used, memory_limit_gib: limit } = worker;
  const trans = useTrans();
  if (used === null) {
    return <>–</>;
  }
  if (limit === null) {
    return <>{formatMemory(used, trans)}</>;
  }
  const isFull = isNearlyFull(worker);
  // The unit of both is said once, where it is the same.
  const amount = trans.__(
    '%1 of %2',
    used > 0 && used < 1
      ? formatMemory(used, trans)
      : formatNumber(used, trans),
    formatMemory(limit, trans)
  );
  const text = isFull ? trans.__('%1, nearly full', amount) : amount;
  return (
    <div className={isFull ? 'jp-mod-warning' : undefined} title={text}>
      <span>
        {isFull && <span aria-hidden="true">⚠ </span>}
        {amount}
      </span>
      <Meter
        kind={isFull ? 'full' : 'plain'}
        label={trans.__('Memory of %1', name)}
        value={used}
        maximum={limit}
        text={text}
      />
    </div>
  );
}

/**
 * Describe a worker in full, with what a narrow table leaves out.
 */
function describe(worker: ClusterWorker, trans: TranslationBundle): string {
  const { name, address, threads, stored, cpu_percent: cpu } = worker;
  return [
    name,
    address === name ? '' : address,
    threads === null ? '' : trans._n('%1 thread', '%1 threads', threads),
    cpu === null ? '' : trans.__('CPU: %1', formatCpu(cpu, trans)),
    stored === null
      ? ''
      : trans._n('%1 result stored', '%1 results stored', stored),
    trans.__('last seen: %1', formatSeen(worker, trans))
  ]
    .filter(Boolean)
    .join('\n');
}

function formatSeen(
  { seconds_since_seen: seen }: ClusterWorker,
  trans: TranslationBundle
): string {
  if (seen === null) {
    return '–';
  }
  return seen < NOW
    ? trans.__('now')
    : trans.__('%1 ago', formatDuration(seen, trans));
}

function formatCpu(percent: number, trans: TranslationBundle): string {
  return trans.__('%1 %', Math.round(percent));
}

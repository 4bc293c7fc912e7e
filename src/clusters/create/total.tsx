import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { useTrans } from '../../ui/hooks';
import { formatCores, formatMemory, formatWorkers } from '../../ui/format';
import type { Gateway } from '../../api/models';
import type { ITotal } from './validation';
import { totalOf } from './validation';
import type { NewClusterModel } from './model';

/**
 * What a new cluster adds up to, beside what the gateway allows and what is used of it.
 */
export function Total(props: { model: NewClusterModel }): JSX.Element {
  const { draft, gateway } = props.model;
  const trans = useTrans();
  const total = totalOf(draft);
  if (total === null || gateway === null) {
    return <></>;
  }
  return (
    <p className="jp-DaskNew-total" role="status">
      {formatTotal(total, gateway, trans)}
    </p>
  );
}

/**
 * A total in words: `4 workers x 2 cores = 8 cores, 16 GB of 100 cores, 400 GB; 20 cores, 40 GB in use`.
 */
export function formatTotal(
  total: ITotal,
  gateway: Gateway,
  trans: TranslationBundle
): string {
  const { limits, usage } = gateway;
  const amounts = (
    workers: number | null,
    cores: number | null,
    memory: number | null
  ): string =>
    [
      workers === null ? '' : formatWorkers(workers, trans),
      cores === null ? '' : formatCores(cores, trans),
      memory === null ? '' : formatMemory(memory, trans)
    ]
      .filter(Boolean)
      .join(', ');
  const each =
    total.coresEach === null ? '' : ` x ${formatCores(total.coresEach, trans)}`;
  const sum = amounts(null, total.cores, total.memory);
  const allowed = amounts(limits.workers, limits.cores, limits.memory_gib);
  const used = amounts(
    limits.workers === null ? null : usage.workers,
    usage.cores,
    usage.memory_gib
  );
  const isUsed = usage.workers > 0 || usage.cores > 0;
  return [
    formatWorkers(total.workers, trans) + each,
    sum && ` = ${sum}`,
    allowed && ` ${trans.__('of %1', allowed)}`,
    isUsed && `; ${trans.__('%1 in use', used)}`
  ]
    .filter(Boolean)
    .join('');
}

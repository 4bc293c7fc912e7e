import type { TranslationBundle } from '@jupyterlab/translation';

import type { ClusterWorker } from '../../api/models';

/**
 * The columns of the table, which are its keys of sorting.
 */
export const COLUMNS = [
  'name',
  'threads',
  'cpu',
  'memory',
  'processing',
  'stored',
  'seen'
] as const;

/**
 * A column of the table.
 */
export type Column = (typeof COLUMNS)[number];

/**
 * Of its limit, what a worker uses when Dask gives it no more tasks.
 */
const NEARLY_FULL = 0.8;

/**
 * Seconds without a word from a worker after which something may be wrong with it.
 */
const SILENT_AFTER = 30;

/**
 * Return the part of its memory that a worker uses; null where that is not known.
 */
export function memoryShare(worker: ClusterWorker): number | null {
  const { memory_gib: used, memory_limit_gib: limit } = worker;
  return used !== null && limit !== null ? used / limit : null;
}

/**
 * Whether a worker uses nearly all of its memory.
 */
export function isNearlyFull(worker: ClusterWorker): boolean {
  return (memoryShare(worker) ?? 0) >= NEARLY_FULL;
}

/**
 * Whether a worker has not told its scheduler of itself for long.
 */
export function isSilent({ seconds_since_seen: seen }: ClusterWorker): boolean {
  return seen !== null && seen >= SILENT_AFTER;
}

/**
 * Compare two workers by a column; what is not known is less than anything.
 */
export function compareWorkers(
  a: ClusterWorker,
  b: ClusterWorker,
  column: Column
): number {
  return column === 'name'
    ? a.name.localeCompare(b.name, undefined, { numeric: true })
    : (valueOf(a, column) ?? -1) - (valueOf(b, column) ?? -1);
}

function valueOf(
  worker: ClusterWorker,
  column: Exclude<Column, 'name'>
): number | null {
  switch (column) {
    case 'threads':
      return worker.threads;
    case 'cpu':
      return worker.cpu_percent;
    case 'memory':
      // Beside a limit the share matters; without one the amount is all there is.
      return memoryShare(worker) ?? worker.memory_gib;
    case 'processing':
      return worker.processing;
    case 'stored':
      return worker.stored;
    case 'seen':
      return worker.seconds_since_seen;
  }
}

/**
 * Return the title of a column.
 */
export function titleOf(column: Column, trans: TranslationBundle): string {
  switch (column) {
    case 'name':
      return trans.__('Worker');
    case 'threads':
      return trans.__('Threads');
    case 'cpu':
      return trans.__('CPU');
    case 'memory':
      return trans.__('Memory');
    case 'processing':
      return trans.__('Processing');
    case 'stored':
      return trans.__('Stored');
    case 'seen':
      return trans.__('Last seen');
  }
}

/**
 * Say what a column shows.
 */
export function describeColumn(
  column: Column,
  trans: TranslationBundle
): string {
  switch (column) {
    case 'name':
      return trans.__('The name that the worker has in Dask');
    case 'threads':
      return trans.__('Tasks that the worker can compute at a time');
    case 'cpu':
      return trans.__('CPU in use: 100 % for each thread that computes');
    case 'memory':
      return trans.__('Memory in use, of the worker’s limit');
    case 'processing':
      return trans.__('Tasks that the worker computes or is about to');
    case 'stored':
      return trans.__('Results that the worker keeps');
    case 'seen':
      return trans.__('When the worker last told its scheduler of itself');
  }
}

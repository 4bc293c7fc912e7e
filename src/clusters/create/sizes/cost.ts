import type { TranslationBundle } from '@jupyterlab/translation';

import { formatCores, formatMemory, formatWorkers } from '../../../ui/format';
import type { IDraft } from '../validation';
import { totalOf } from '../validation';

/**
 * What a size takes.
 */
export interface ICost {
  /**
   * In words: `50 workers, 100 cores, 400 GB`.
   */
  readonly text: string;

  /**
   * How much of the limit that is, at most 1, by the resource of which it takes most; null if no limit is known.
   */
  readonly share: number | null;
}

/**
 * Return what the workers of a draft take, out of what the gateway allows.
 */
export function costOf(draft: IDraft, trans: TranslationBundle): ICost | null {
  const total = totalOf(draft);
  if (total === null || draft.gateway === null) {
    return null;
  }
  const { limits } = draft.gateway;
  const { workers, cores, memory } = total;
  const shares = [
    [workers, limits.workers],
    [cores, limits.cores],
    [memory, limits.memory_gib]
  ].flatMap(([amount, limit]) =>
    amount === null || limit === null || limit <= 0 ? [] : [amount / limit]
  );
  const texts = [
    formatWorkers(workers, trans),
    cores === null ? '' : formatCores(cores, trans),
    memory === null ? '' : formatMemory(memory, trans)
  ];
  return {
    text: texts.filter(Boolean).join(', '),
    share: shares.length > 0 ? Math.min(1, Math.max(...shares)) : null
  };
}

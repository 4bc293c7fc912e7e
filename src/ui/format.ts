import type { TranslationBundle } from '@jupyterlab/translation';

import type { Cluster } from '../api/models';

/**
 * A number with at most one decimal, without needless zeros.
 */
export function formatNumber(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/**
 * An amount of memory in the unit that the dialog uses too.
 */
export function formatMemory(gib: number, trans: TranslationBundle): string {
  return gib > 0 && gib < 1
    ? trans.__('%1 MB', Math.round(gib * 1024))
    : trans.__('%1 GB', formatNumber(gib));
}

/**
 * A number of cores, in words.
 */
export function formatCores(cores: number, trans: TranslationBundle): string {
  return cores === 1
    ? trans.__('1 core')
    : trans.__('%1 cores', formatNumber(cores));
}

/**
 * A number of workers, in words.
 */
export function formatWorkers(
  workers: number,
  trans: TranslationBundle
): string {
  return trans._n('%1 worker', '%1 workers', workers);
}

/**
 * A duration in seconds, with its two largest units.
 */
export function formatDuration(
  seconds: number,
  trans: TranslationBundle
): string {
  const whole = Math.max(0, Math.round(seconds));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor((whole % 86_400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  const parts =
    days > 0
      ? [trans.__('%1 d', days), hours > 0 ? trans.__('%1 h', hours) : '']
      : hours > 0
        ? [
            trans.__('%1 h', hours),
            minutes > 0 ? trans.__('%1 min', minutes) : ''
          ]
        : minutes > 0
          ? [
              trans.__('%1 min', minutes),
              rest > 0 ? trans.__('%1 s', rest) : ''
            ]
          : [trans.__('%1 s', rest)];
  return parts.filter(Boolean).join(' ');
}

/**
 * A duration for which a glance is enough: no seconds from one minute on.
 */
export function formatRoughly(
  seconds: number,
  trans: TranslationBundle
): string {
  return seconds < 60
    ? trans.__('less than 1 min')
    : formatDuration(Math.floor(seconds / 60) * 60, trans);
}

/**
 * Seconds from one of the wire's times to a moment.
 */
export function secondsSince(time: string, now: number): number {
  return (now - Date.parse(time)) / 1000;
}

/**
 * What a cluster is doing, in one word.
 */
export function formatStatus(
  cluster: Cluster,
  trans: TranslationBundle
): string {
  switch (cluster.status) {
    case 'pending':
      return trans.__('Pending');
    case 'running':
      return trans.__('Running');
    case 'stopping':
      return trans.__('Stopping');
    case 'stopped':
      return trans.__('Ended');
    case 'failed':
      return trans.__('Failed');
  }
}

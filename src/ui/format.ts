import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * Format a number with at most one decimal, without trailing zeros.
 */
export function formatNumber(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/**
 * Format an amount of memory, in the unit that the dialog uses too.
 */
export function formatMemory(gib: number, trans: TranslationBundle): string {
  return gib > 0 && gib < 1
    ? trans.__('%1 MB', Math.round(gib * 1024))
    : trans.__('%1 GB', formatNumber(gib));
}

/**
 * Format a number of cores.
 */
export function formatCores(cores: number, trans: TranslationBundle): string {
  // Half a core is written as a number, so the rule sees whole ones only.
  return Number.isInteger(cores)
    ? trans._n('%1 core', '%1 cores', cores)
    : trans.__('%1 cores', formatNumber(cores));
}

/**
 * Format a number of workers.
 */
export function formatWorkers(
  workers: number,
  trans: TranslationBundle
): string {
  return trans._n('%1 worker', '%1 workers', workers);
}

/**
 * Format a duration in seconds with its two largest units.
 */
export function formatDuration(
  seconds: number,
  trans: TranslationBundle
): string {
  const whole = Math.max(0, Math.round(seconds));
  const units: [number, (amount: number) => string][] = [
    [86_400, amount => trans.__('%1 d', amount)],
    [3600, amount => trans.__('%1 h', amount)],
    [60, amount => trans.__('%1 min', amount)],
    [1, amount => trans.__('%1 s', amount)]
  ];
  const largest = units.findIndex(([size]) => whole >= size);
  let rest = whole;
  const parts = units
    .slice(largest, largest + 2)
    .map(([size, format]) => {
      const amount = Math.floor(rest / size);
      rest -= amount * size;
      return amount > 0 ? format(amount) : '';
    })
    .filter(Boolean);
  return largest < 0 ? trans.__('%1 s', 0) : parts.join(' ');
}

/**
 * Format a duration for a glance: without seconds from one minute on.
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
 * Return the seconds from a time of the server to a moment.
 */
export function secondsSince(time: string, now: number): number {
  return (now - Date.parse(time)) / 1000;
}

/**
 * Join names or amounts as the page's language does: `1 worker, 2 tasks, and 3 results`.
 */
export function formatList(items: readonly string[]): string {
  const language = document.documentElement.lang || 'en';
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
}

import type { Gettext, TranslationBundle } from '@jupyterlab/translation';

/**
 * Format a number as the user's language does, without trailing zeros: `1.5`, in German `1,5`.
 *
 * Thousands are not set apart: what is a number of tasks here is one in Dask's own dashboards.
 */
export function formatNumber(value: number, trans: TranslationBundle): string {
  return formatDecimals(value, 1, trans);
}

/**
 * Format a number as it is: the bound of a field, which rounded may be out of range itself.
 */
export function formatExact(value: number, trans: TranslationBundle): string {
  return formatDecimals(value, 20, trans);
}

/**
 * What formats numbers, by language and decimals: making one takes longer than its use for a whole table.
 */
const formats = new Map<string, Intl.NumberFormat>();

function formatDecimals(
  value: number,
  decimals: number,
  trans: TranslationBundle
): string {
  const language = localeOf(trans);
  const key = `${decimals} ${language}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(canonical(language), {
      maximumFractionDigits: decimals,
      useGrouping: false
    });
    formats.set(key, format);
  }
  return format.format(value);
}

/**
 * Format an amount of memory, in the unit that the dialog uses too.
 */
export function formatMemory(gib: number, trans: TranslationBundle): string {
  return gib > 0 && gib < 1
    ? trans.__('%1 MB', Math.round(gib * 1024))
    : trans.__('%1 GB', formatNumber(gib, trans));
}

/**
 * Format a number of cores.
 */
export function formatCores(cores: number, trans: TranslationBundle): string {
  // Half a core is written as a number, so the rule sees whole ones only.
  return Number.isInteger(cores)
    ? trans._n('%1 core', '%1 cores', cores)
    : trans.__('%1 cores', formatNumber(cores, trans));
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
 * Format a time of the server as the user's language does, in the browser's time zone.
 */
export function formatTime(time: string, trans: TranslationBundle): string {
  return new Date(time).toLocaleString(languageOf(trans));
}

/**
 * Join names or amounts as the user's language does: `1 worker, 2 tasks, and 3 results`.
 */
export function formatList(
  items: readonly string[],
  trans: TranslationBundle
): string {
  return new Intl.ListFormat(languageOf(trans), { type: 'conjunction' }).format(
    items
  );
}

/**
 * Return the language of texts: JupyterLab's page calls itself English in every language.
 */
function languageOf(trans: TranslationBundle): string {
  return canonical(localeOf(trans));
}

function localeOf(trans: TranslationBundle): string {
  return (trans as Partial<Pick<Gettext, 'getLocale'>>).getLocale?.() ?? 'en';
}

function canonical(locale: string): string {
  try {
    // JupyterLab's name of a language has underscores, as that of a folder.
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0];
  } catch {
    return 'en';
  }
}

import type { TranslationBundle } from '@jupyterlab/translation';

import type { IPlot } from '../tokens';

/**
 * The plots that every scheduler has, in case its own list cannot be read.
 */
const USUAL_PLOTS: readonly string[] = [
  'aggregate-time-per-action',
  'bandwidth-types',
  'bandwidth-workers',
  'compute-time-per-key',
  'cpu',
  'gpu-memory',
  'gpu-utilization',
  'graph',
  'groups',
  'memory-by-key',
  'nprocessing',
  'occupancy',
  'profile',
  'profile-server',
  'progress',
  'scheduler-system',
  'task-stream',
  'workers',
  'workers-cpu-timeseries',
  'workers-disk',
  'workers-memory',
  'workers-memory-timeseries',
  'workers-network',
  'workers-transfer-bytes'
];

/**
 * The prefix of a plot's path and title.
 */
const PREFIX = /^individual[\s-]+/i;

/**
 * The words of titles that are written in capitals.
 */
const CAPITALIZED = /\b(cpu|gpu|rmm)\b/gi;

/**
 * What the options of clusters with GPUs are called, or their images.
 */
const ABOUT_GPUS = /gpu|cuda|rapids/i;

/**
 * Return the plots of a dashboard, sorted by title.
 *
 * @param answer - Its `individual-plots.json`: paths by title.
 */
export function plotsOf(
  answer: Readonly<Record<string, string>>,
  trans: TranslationBundle
): IPlot[] {
  return Object.entries(answer)
    .map(([title, path]) => {
      const below = path.replace(/^\/+/, '');
      return { path: below, title: titleOf(title, below, trans) };
    })
    .sort((one, other) => one.title.localeCompare(other.title));
}

/**
 * Return the full pages of a dashboard.
 */
export function pagesOf(trans: TranslationBundle): IPlot[] {
  return [
    { path: 'status', title: trans.__('Status') },
    { path: 'workers', title: trans.__('Workers') },
    { path: 'info/main/workers.html', title: trans.__('Info') }
  ];
}

/**
 * Return what a scheduler whose list cannot be read would answer.
 */
export function usualPlots(): Record<string, string> {
  const plots = USUAL_PLOTS.map(slug => [
    slug.replace(/-/g, ' '),
    `/individual-${slug}`
  ]);
  return {
    ...Object.fromEntries(plots),
    'cluster map': '/statics/individual-cluster-map.html'
  };
}

/**
 * Whether a plot is about GPUs, of which a scheduler always has some.
 */
export function isGPUPlot({ path }: IPlot): boolean {
  return /\b(gpu|rmm)\b/.test(slugOf(path));
}

/**
 * Whether a cluster has GPUs, as far as what it was created with tells.
 *
 * @param options - The gateway's options and their values.
 */
export function hasGPUs(options: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(options).some(
    ([name, value]) =>
      (typeof value === 'string' && ABOUT_GPUS.test(value)) ||
      (ABOUT_GPUS.test(name) && isSome(value))
  );
}

/**
 * Whether the value of an option stands for more than nothing.
 */
function isSome(value: unknown): boolean {
  return typeof value === 'string'
    ? !/^\s*(0*|none|no|off|false)\s*$/i.test(value)
    : typeof value !== 'object' && Boolean(value);
}

/**
 * Split plots into favorites and others.
 *
 * @param slugs - The slugs of the favorites, in their order.
 */
export function splitFavorites(
  plots: readonly IPlot[],
  slugs: readonly string[]
): {
  favorites: IPlot[];
  others: IPlot[];
} {
  const favorites = slugs.flatMap(slug =>
    plots.filter(({ path }) => slugOf(path) === slug)
  );
  return {
    favorites,
    others: plots.filter(plot => !favorites.includes(plot))
  };
}

/**
 * Filter plots by the words in their titles.
 */
export function filterPlots(
  plots: readonly IPlot[],
  text: string
): readonly IPlot[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return plots.filter(({ title }) =>
    words.every(word => title.toLowerCase().includes(word))
  );
}

/**
 * Find the plot that a command's argument names, by title or path.
 */
export function plotNamed(
  name: string,
  plots: readonly IPlot[],
  trans: TranslationBundle
): IPlot {
  const known = [...pagesOf(trans), ...plots];
  const wanted = name.replace(/^\/+/, '');
  const slug = slugOf(wanted);
  const found =
    known.find(({ path }) => path === wanted) ??
    known.find(({ title }) => title.toLowerCase() === wanted.toLowerCase()) ??
    known.find(({ path }) => slugOf(path) === slug);
  if (found) {
    return found;
  }
  // A plot that is not loaded yet: derive the path from the name, or the title from the path.
  const path =
    wanted.includes('/') || PREFIX.test(wanted)
      ? wanted
      : slug === 'cluster-map'
        ? 'statics/individual-cluster-map.html'
        : `individual-${slug}`;
  return { path, title: titleOf(slug.replace(/-/g, ' '), path, trans) };
}

/**
 * Return the part of a plot's path that identifies it, such as `task-stream`.
 */
export function slugOf(path: string): string {
  return path
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/\.html$/, '')
    .replace(PREFIX, '')
    .replace(/\s+/g, '-');
}

function titleOf(
  title: string,
  path: string,
  trans: TranslationBundle
): string {
  if (path === 'individual-workers') {
    // Its own title is that of the full page.
    return trans.__('Workers Table');
  }
  return title
    .replace(PREFIX, '')
    .replace(/\b[a-z]/g, letter => letter.toUpperCase())
    .replace(CAPITALIZED, word => word.toUpperCase());
}

import type { TranslationBundle } from '@jupyterlab/translation';

import type { IPlot } from '../tokens';

/**
 * The plots that every scheduler has, for where its own list cannot be read.
 */
const USUAL: readonly string[] = [
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
 * What begins the path of a single plot, and its title.
 */
const PREFIX = /^individual[\s-]+/i;

/**
 * The words of titles that the scheduler's own page writes large.
 */
const LARGE = /\b(cpu|gpu|rmm)\b/gi;

/**
 * The plots of a dashboard, by title.
 *
 * @param answer - What its `individual-plots.json` says: paths by title.
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
 * The whole pages of a dashboard.
 */
export function pagesOf(trans: TranslationBundle): IPlot[] {
  return [
    { path: 'status', title: trans.__('Status') },
    { path: 'workers', title: trans.__('Workers') },
    { path: 'info/main/workers.html', title: trans.__('Info') }
  ];
}

/**
 * What a scheduler whose list cannot be read would answer.
 */
export function usualPlots(): Record<string, string> {
  const plots = USUAL.map(slug => [
    slug.replace(/-/g, ' '),
    `/individual-${slug}`
  ]);
  return {
    ...Object.fromEntries(plots),
    'cluster map': '/statics/individual-cluster-map.html'
  };
}

/**
 * The favourites among some plots, and the rest.
 *
 * @param slugs - What tells which the favourites are, in their order.
 */
export function group(
  plots: readonly IPlot[],
  slugs: readonly string[]
): {
  favourites: IPlot[];
  others: IPlot[];
} {
  const favourites = slugs.flatMap(slug =>
    plots.filter(({ path }) => slugOf(path) === slug)
  );
  return {
    favourites,
    others: plots.filter(plot => !favourites.includes(plot))
  };
}

/**
 * The plots whose titles hold all words of a text.
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
 * The plot that a command's argument names, by title or by path.
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
  // A plot that is not known yet: its name tells its path, or its path its title.
  const path =
    wanted.includes('/') || PREFIX.test(wanted)
      ? wanted
      : slug === 'cluster-map'
        ? 'statics/individual-cluster-map.html'
        : `individual-${slug}`;
  return { path, title: titleOf(slug.replace(/-/g, ' '), path, trans) };
}

/**
 * The part of a plot's path that tells which one it is, such as `task-stream`.
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
    // Its own title is that of the whole page.
    return trans.__('Workers Table');
  }
  return title
    .replace(PREFIX, '')
    .replace(/\b[a-z]/g, letter => letter.toUpperCase())
    .replace(LARGE, word => word.toUpperCase());
}

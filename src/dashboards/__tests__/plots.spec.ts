import { nullTranslator } from '@jupyterlab/translation';

import {
  filterPlots,
  hasGPUs,
  isGPUPlot,
  splitFavorites,
  pagesOf,
  plotNamed,
  plotsOf
} from '../plots';

const trans = nullTranslator.load('purdue_dask_lab');

const answer = {
  'Individual Workers': '/individual-workers',
  'Individual Task Stream': '/individual-task-stream',
  'Individual Cluster Map': '/statics/individual-cluster-map.html',
  'Individual Cpu': '/individual-cpu',
  'Individual Gpu Memory': '/individual-gpu-memory',
  'Individual Progress': '/individual-progress',
  'Individual Workers Memory': '/individual-workers-memory'
};

const plots = plotsOf(answer, trans);

it('plots go by their titles, in order, whatever order the scheduler has', () => {
  const backwards = Object.fromEntries(Object.entries(answer).reverse());
  expect(plotsOf(backwards, trans)).toEqual(plots);
  expect(plots.map(({ title }) => title)).toEqual([
    'Cluster Map',
    'CPU',
    'GPU Memory',
    'Progress',
    'Task Stream',
    'Workers Memory',
    'Workers Table'
  ]);
});

it('no plot has the name of a whole page', () => {
  const pages = pagesOf(trans).map(({ title }) => title);
  expect(plots.filter(({ title }) => pages.includes(title))).toEqual([]);
});

it('the favorites come first, in their own order', () => {
  const { favorites, others } = splitFavorites(plots, [
    'task-stream',
    'progress',
    'gone',
    'workers-memory',
    'cluster-map'
  ]);
  expect(favorites.map(({ title }) => title)).toEqual([
    'Task Stream',
    'Progress',
    'Workers Memory',
    'Cluster Map'
  ]);
  expect(others.map(({ title }) => title)).toEqual([
    'CPU',
    'GPU Memory',
    'Workers Table'
  ]);
});

it.each([
  ['', 7],
  ['work', 2],
  ['MEM work', 1],
  ['nothing', 0]
])('the filter "%s" leaves %i', (text, count) => {
  expect(filterPlots(plots, text)).toHaveLength(count);
});

it.each([
  ['Task Stream', 'individual-task-stream'],
  ['task stream', 'individual-task-stream'],
  ['task-stream', 'individual-task-stream'],
  ['CPU', 'individual-cpu'],
  ['individual-task-stream', 'individual-task-stream'],
  ['/individual-task-stream', 'individual-task-stream'],
  ['Cluster Map', 'statics/individual-cluster-map.html'],
  ['cluster-map', 'statics/individual-cluster-map.html'],
  ['status', 'status'],
  ['Info', 'info/main/workers.html'],
  ['Workers', 'workers']
])('"%s" names %s, known or not', (name, path) => {
  const known = plotNamed(name, plots, trans);
  const unknown = plotNamed(name, [], trans);
  expect(known.path).toBe(path);
  expect(unknown).toEqual(known);
});

it.each<[Record<string, unknown>, boolean]>([
  [{}, false],
  [{ worker_cores: 4, image: 'daskgateway/dask-gateway:2026.3' }, false],
  [{ worker_gpus: 0 }, false],
  [{ gpu_type: 'none', use_gpu: false, env: { CUDA_HOME: '/x' } }, false],
  [{ worker_gpus: 2 }, true],
  [{ gpu_type: 'A100' }, true],
  [{ profile: 'GPU, 40 GB' }, true],
  [{ image: 'rapidsai/base:26.02-cuda12' }, true]
])('a cluster made with %j has GPUs: %s', (options, expected) => {
  expect(hasGPUs(options)).toBe(expected);
});

it('the plots about GPUs are known by their paths', () => {
  expect(plots.filter(isGPUPlot).map(({ title }) => title)).toEqual([
    'GPU Memory'
  ]);
});

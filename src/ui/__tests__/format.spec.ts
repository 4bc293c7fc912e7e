import { nullTranslator } from '@jupyterlab/translation';

import {
  formatCores,
  formatDuration,
  formatMemory,
  formatRoughly,
  secondsSince
} from '../format';

const trans = nullTranslator.load('purdue_dask_lab');

it.each([
  [-3, '0 s'],
  [0.4, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [61, '1 min 1 s'],
  [3600, '1 h'],
  [5430, '1 h 30 min'],
  [86_400, '1 d'],
  [90_000, '1 d 1 h']
])('%d seconds are "%s"', (seconds, text) => {
  expect(formatDuration(seconds, trans)).toBe(text);
});

it.each([
  [20, 'less than 1 min'],
  [119, '1 min'],
  [7199, '1 h 59 min']
])('%d seconds at a glance are "%s"', (seconds, text) => {
  expect(formatRoughly(seconds, trans)).toBe(text);
});

it.each([
  [0, '0 GB'],
  [0.25, '256 MB'],
  [4, '4 GB'],
  [15.26, '15.3 GB']
])('%d GiB are "%s"', (gib, text) => {
  expect(formatMemory(gib, trans)).toBe(text);
});

it.each([
  [1, '1 core'],
  [0.5, '0.5 cores'],
  [12, '12 cores']
])('%d cores are "%s"', (cores, text) => {
  expect(formatCores(cores, trans)).toBe(text);
});

it('seconds count from a time of the wire, which is UTC', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 30);
  expect(secondsSince('2026-01-01T12:00:00Z', now)).toBe(30);
});

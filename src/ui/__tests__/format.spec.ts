import { Gettext, nullTranslator } from '@jupyterlab/translation';

import {
  formatCores,
  formatDuration,
  formatList,
  formatMemory,
  formatNumber,
  formatRoughly,
  formatTime,
  secondsSince
} from '../format';
import { checkNumber } from '../validate';

const trans = nullTranslator.load('purdue_dask_lab');
const german = new Gettext({ locale: 'de_DE' });

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

it('a list is joined as the language of the texts does', () => {
  const items = ['1 worker', '2 tasks', '3 results'];
  expect(formatList(items, trans)).toBe('1 worker, 2 tasks, and 3 results');
  expect(formatList(items, german)).toBe('1 worker, 2 tasks und 3 results');
});

it('numbers and times are written as in the language of the texts', () => {
  expect(formatNumber(1.5, german)).toBe('1,5');
  expect(formatMemory(15.26, german)).toBe('15,3 GB');
  expect(formatCores(0.5, german)).toBe('0,5 cores');
  expect(formatTime('2026-03-01T12:00:00Z', german)).toMatch(/^1\.3\.2026, /);
});

it.each([
  ['sr_Latn_RS', '1,5'],
  ['de@formal', '1.5']
])('a language called %s writes %s', (locale, text) => {
  expect(formatNumber(1.5, new Gettext({ locale }))).toBe(text);
});

it('the numbers of a large table cost no more than one of them', () => {
  const made = jest.spyOn(Intl, 'NumberFormat');
  const austrian = new Gettext({ locale: 'de_AT' });
  for (let worker = 0; worker < 1000; worker++) {
    formatMemory(worker + 1.5, austrian);
    formatNumber(worker, austrian);
  }
  expect(made).toHaveBeenCalledTimes(1);
  expect(formatNumber(1.5, german)).toBe('1,5');
  expect(formatNumber(1.5, trans)).toBe('1.5');
});

it('numbers of thousands look like those of the dashboards', () => {
  expect(formatNumber(12345, trans)).toBe('12345');
  expect(formatNumber(12345, german)).toBe('12345');
});

it('a bound is told exactly: one that is rounded would itself be refused', () => {
  const range = { integer: false, minimum: 0.25, maximum: null };
  expect(checkNumber('0', range, trans)).toBe('Must be at least 0.25.');
  expect(checkNumber('0', range, german)).toBe('Must be at least 0,25.');
});

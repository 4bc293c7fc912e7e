import { Notification } from '@jupyterlab/apputils';

import { notify, shorten } from '../notify';
import { trans } from '../../clusters/__tests__/fixtures';

const MAX_CHARACTERS = 140;

it('a short text is notified as it is', () => {
  expect(shorten('It failed. Try again.')).toBe('It failed. Try again.');
});

it('of a long one whole sentences are shown, not the beginning of another', () => {
  const said = 'Cluster 1 failed. The environment has no dask.';
  expect(shorten(`${said} ${'Install it. '.repeat(20)}`)).toMatch(
    /^Cluster 1 failed\. .*Install it\.$/
  );
  expect(shorten(`${said} Install it with ${'x'.repeat(200)}.`)).toBe(said);
});

it('a first sentence that is too long is left to JupyterLab', () => {
  const text = `Far ${'too '.repeat(50)}long. And more.`;
  expect(shorten(text)).toBe(text);
});

it('what is left out can be read', () => {
  const text = `It failed. ${'x'.repeat(MAX_CHARACTERS)}`;
  notify(text, 'error', {}, trans);
  notify('It failed.', 'error', {}, trans);
  const [short, long] = Notification.manager.notifications.slice(0, 2);
  expect(long!.message).toBe('It failed.');
  expect(long!.options.actions!.map(({ label }) => label)).toEqual([
    'Show all'
  ]);
  expect(short!.options.actions ?? []).toEqual([]);
});

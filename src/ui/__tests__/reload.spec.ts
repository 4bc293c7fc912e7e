import { Notification } from '@jupyterlab/apputils';

import { trans } from '../../clusters/__tests__/fixtures';
import { orReload } from '../reload';

it('a part that is there is passed on without a word', async () => {
  await expect(orReload(Promise.resolve(7), trans)).resolves.toBe(7);
  expect(Notification.manager.notifications).toHaveLength(0);
});

it('a part that the server no longer has asks for a reload, and fails', async () => {
  const gone = Promise.reject(new Error('Loading chunk 7 failed.'));
  await expect(orReload(gone, trans)).rejects.toThrow('chunk 7');
  const [{ message, options }] = Notification.manager.notifications;
  expect(message).toMatch('Reload this page');
  expect(options.actions?.map(({ label }) => label)).toEqual(['Reload']);
  expect(options.autoClose).toBe(false);
});

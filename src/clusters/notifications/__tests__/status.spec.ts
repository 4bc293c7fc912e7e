import { Notification } from '@jupyterlab/apputils';
import { CommandRegistry } from '@lumino/commands';

import { ExpiryNotifications } from '../expiry';
import { StatusNotifications } from '../status';
import { aCluster, aManager, trans } from '../../__tests__/fixtures';

const NOW = Date.UTC(2026, 0, 1, 12);

const said = (): string[] =>
  Notification.manager.notifications.map(({ message }) => message);

async function heard(): Promise<ReturnType<typeof aManager>> {
  const made = aManager();
  new StatusNotifications({
    manager: made.manager,
    commands: new CommandRegistry(),
    trans
  });
  new ExpiryNotifications({
    manager: made.manager,
    commands: new CommandRegistry(),
    trans
  });
  return made;
}

const inMinutes = (minutes: number): string =>
  new Date(NOW + minutes * 60_000).toISOString();

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
  Notification.manager.dismiss();
});

afterEach(() => {
  jest.useRealTimers();
});

it('a cluster that ended by itself is told with its reason, once', async () => {
  const { rest, manager, tell } = await heard();
  rest.listed = [aCluster()];
  await manager.refresh();
  const failure = { reason: 'It was idle for 1 h.', hint: '', log: null };
  tell({ changed: [aCluster({ status: 'stopped', failure })] });
  tell({ changed: [aCluster({ status: 'stopped', failure, cores: 0 })] });
  expect(said()).toEqual(['Cluster 1 has stopped. It was idle for 1 h.']);
});

it('what had ended before the page was opened is not told again', async () => {
  const { rest, manager } = await heard();
  const failure = { reason: 'It was idle for 1 h.', hint: '', log: null };
  rest.listed = [aCluster({ status: 'stopped', failure })];
  await manager.refresh();
  expect(said()).toEqual([]);
});

it('a cluster that goes though nobody here shut it down is told', async () => {
  const { rest, manager } = await heard();
  rest.listed = [aCluster(), aCluster({ name: 'two', label: 'Cluster 2' })];
  await manager.refresh();
  rest.listed = [];
  await manager.refresh();
  expect(said()).toEqual(['Cluster 1, Cluster 2 were shut down elsewhere.']);
});

it('one that was shut down here goes without a word, and so does one that was dismissed', async () => {
  const { rest, manager } = await heard();
  rest.listed = [aCluster(), aCluster({ name: 'two', status: 'failed' })];
  await manager.refresh();
  await manager.shutDown({ gateway: 'slurm', name: 'one' });
  await manager.shutDown({ gateway: 'slurm', name: 'two' });
  rest.listed = [];
  await manager.refresh();
  expect(manager.clusters).toEqual([]);
  expect(said()).toEqual([]);
});

it('the end of a cluster is warned of once, ten minutes before', async () => {
  const { rest, manager } = await heard();
  rest.listed = [
    aCluster({ created_at: inMinutes(-600), expires_at: inMinutes(60) })
  ];
  await manager.refresh();
  await jest.advanceTimersByTimeAsync(49 * 60_000);
  expect(said()).toEqual([]);
  await jest.advanceTimersByTimeAsync(2 * 60_000);
  expect(said()).toEqual([
    expect.stringMatching(/^Cluster 1 reaches its maximum lifetime in \d+ min/)
  ]);
  await manager.refresh();
  await jest.advanceTimersByTimeAsync(5 * 60_000);
  expect(said()).toHaveLength(1);
});

it('a short life is warned of at its last tenth', async () => {
  const { rest, manager } = await heard();
  rest.listed = [
    aCluster({ created_at: inMinutes(0), expires_at: inMinutes(20) })
  ];
  await manager.refresh();
  await jest.advanceTimersByTimeAsync(17 * 60_000);
  expect(said()).toEqual([]);
  await jest.advanceTimersByTimeAsync(2 * 60_000);
  expect(said()).toHaveLength(1);
});

it('an idle cluster that works again meanwhile, though nobody looked, is not warned of', async () => {
  const { rest, manager } = await heard();
  rest.listed = [aCluster({ idle_ends_at: inMinutes(60) })];
  await manager.refresh();
  rest.listed = [aCluster({ idle_ends_at: inMinutes(110) })];
  await jest.advanceTimersByTimeAsync(55 * 60_000);
  expect(said()).toEqual([]);
  await jest.advanceTimersByTimeAsync(50 * 60_000);
  expect(said()).toEqual([
    expect.stringMatching('Cluster 1 is idle and will stop in')
  ]);
});

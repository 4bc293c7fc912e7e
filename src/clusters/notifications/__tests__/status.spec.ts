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
  const failure = {
    reason: 'It was idle for 1 h.',
    hint: '',
    log: null,
    problems: []
  };
  tell({ changed: [aCluster({ status: 'stopped', failure })] });
  tell({ changed: [aCluster({ status: 'stopped', failure, cores: 0 })] });
  expect(said()).toEqual(['Cluster 1 has stopped. It was idle for 1 h.']);
});

it('what had ended before the page was opened is not told again', async () => {
  const { rest, manager } = await heard();
  const failure = {
    reason: 'It was idle for 1 h.',
    hint: '',
    log: null,
    problems: []
  };
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

it('of many that go the number is told, which fits where their names do not', async () => {
  const { rest, manager } = await heard();
  rest.listed = [...Array(20).keys()].map(number =>
    aCluster({ name: `c${number}` })
  );
  await manager.refresh();
  rest.listed = [];
  await manager.refresh();
  expect(said()).toEqual(['20 clusters were shut down elsewhere.']);
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

describe('a cluster that starts', () => {
  const pending = aCluster({ status: 'pending', scheduler: null });
  const waiting = aCluster({
    workers: { running: 0, requested: 2, minimum: 1, maximum: 2 },
    jobs: {
      groups: [
        { role: 'worker', state: 'PENDING', reason: 'Priority', count: 2 }
      ],
      command: ''
    }
  });
  const ready = aCluster({
    workers: { running: 1, requested: 2, minimum: 1, maximum: 2 }
  });

  async function starting(): Promise<ReturnType<typeof aManager>> {
    const made = await heard();
    made.rest.listed = [pending];
    await made.manager.refresh();
    return made;
  }

  it('is not ready before its first worker, and says what that waits for', async () => {
    const { tell } = await starting();
    tell({ changed: [waiting] });
    expect(said()).toEqual([
      'Cluster 1: scheduler running, waiting for workers (Pending: Priority).'
    ]);
    tell({ changed: [ready] });
    expect(said()).toEqual(['Cluster 1 is ready.']);
  });

  it('says so when it waits for something else', async () => {
    const { tell } = await starting();
    tell({ changed: [waiting] });
    const jobs = {
      groups: [
        {
          role: 'worker' as const,
          state: 'PENDING',
          reason: 'Resources',
          count: 2
        }
      ],
      command: ''
    };
    tell({ changed: [{ ...waiting, jobs }] });
    expect(said()).toEqual([
      'Cluster 1: scheduler running, waiting for workers (Pending: Resources).'
    ]);
  });

  it('says nothing before its scheduler has answered', async () => {
    const { tell } = await starting();
    tell({ changed: [{ ...waiting, scheduler: 'connecting' }] });
    expect(said()).toEqual([]);
  });

  it('is ready without workers if it wants none yet', async () => {
    const { tell } = await starting();
    tell({
      changed: [
        aCluster({
          workers: { running: 0, requested: 0, minimum: 0, maximum: 2 }
        })
      ]
    });
    expect(said()).toEqual(['Cluster 1 is ready.']);
  });

  it('is not ready again when its workers come and go', async () => {
    const { tell } = await starting();
    tell({ changed: [ready] });
    Notification.manager.dismiss();
    tell({ changed: [waiting] });
    tell({ changed: [ready] });
    expect(said()).toEqual([]);
  });
});

describe('a notification lives as long as what it says', () => {
  const failure = { reason: 'No.', hint: '', log: null, problems: [] };
  const failed = aCluster({ status: 'failed', failure });

  it('goes when the cluster is dismissed', async () => {
    const { manager, tell } = await heard();
    await manager.refresh();
    tell({ changed: [aCluster({ status: 'pending' })] });
    tell({ changed: [failed] });
    expect(said()).toEqual(['Cluster 1 failed. No.']);
    tell({ removed: [{ gateway: 'slurm', name: 'one' }] });
    expect(said()).toEqual([]);
  });

  it('does not pile up when a retry fails again and again', async () => {
    const { manager, tell } = await heard();
    await manager.refresh();
    for (const name of ['one', 'two', 'three']) {
      tell({ changed: [aCluster({ name, status: 'pending' })] });
      tell({ changed: [{ ...failed, name }] });
      expect(said()).toEqual(['Cluster 1 failed. No.']);
      tell({ removed: [{ gateway: 'slurm', name }] });
    }
    expect(said()).toEqual([]);
  });

  it('offers a retry only where the server knows how', async () => {
    const { manager, tell } = await heard();
    await manager.refresh();
    tell({ changed: [aCluster({ status: 'pending' })] });
    tell({ changed: [{ ...failed, can_retry: false }] });
    const [{ options }] = Notification.manager.notifications;
    expect(options.actions?.map(({ label }) => label)).toEqual(['Show']);
  });

  it('warns of an end no longer once that is far again', async () => {
    const { rest, manager, tell } = await heard();
    rest.listed = [aCluster({ idle_ends_at: inMinutes(5) })];
    await manager.refresh();
    expect(said()).toHaveLength(1);
    tell({ changed: [aCluster({ idle_ends_at: null })] });
    expect(said()).toEqual([]);
  });

  it('names the cluster as it is called now', async () => {
    const { manager, tell } = await heard();
    await manager.refresh();
    tell({ changed: [aCluster({ status: 'pending' })] });
    tell({ changed: [failed] });
    tell({ changed: [{ ...failed, label: 'Analysis' }] });
    expect(said()).toEqual(['Analysis failed. No.']);
  });

  it('counts the minutes to an end down, and follows when that moves', async () => {
    const { rest, manager, tell } = await heard();
    rest.listed = [aCluster({ idle_ends_at: inMinutes(5) })];
    await manager.refresh();
    expect(said()).toEqual(['Cluster 1 is idle and will stop in 5 min.']);
    await jest.advanceTimersByTimeAsync(2 * 60_000 + 2000);
    expect(said()).toEqual(['Cluster 1 is idle and will stop in 2 min.']);
    tell({ changed: [aCluster({ idle_ends_at: inMinutes(8) })] });
    expect(said()).toEqual(['Cluster 1 is idle and will stop in 5 min.']);
    await jest.advanceTimersByTimeAsync(10 * 60_000);
    expect(said()).toEqual([
      'Cluster 1 is idle and will stop in less than 1 min.'
    ]);
  });
});

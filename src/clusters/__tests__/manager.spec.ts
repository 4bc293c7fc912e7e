import {
  VersionMismatchError,
  NotEnabledError,
  RefusedError,
  UnreachableError
} from '../../api/errors';
import type { IClustersChange } from '../../tokens';
import type { FakeRest } from './fixtures';
import { aCluster, aGateway, aManager, settle } from './fixtures';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('the server is asked only while somebody wants to know', () => {
  it('asks nothing before anybody looks', async () => {
    const { rest } = aManager();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(rest.clusters).not.toHaveBeenCalled();
    expect(rest.gateways).not.toHaveBeenCalled();
  });

  it('asks at once when looking begins, and then at each interval', async () => {
    const { rest, manager } = aManager();
    manager.subscribe();
    await settle();
    expect(rest.clusters).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(3000);
    expect(rest.clusters).toHaveBeenCalledTimes(4);
  });

  it('asks nothing more when looking ends', async () => {
    const { rest, manager } = aManager();
    const looking = manager.subscribe();
    await settle();
    looking.dispose();
    rest.clusters.mockClear();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(rest.clusters).not.toHaveBeenCalled();
  });

  it('goes on for whoever still looks when another one stops', async () => {
    const { rest, manager } = aManager();
    manager.subscribe();
    const other = manager.subscribe();
    await settle();
    other.dispose();
    other.dispose();
    rest.clusters.mockClear();
    await jest.advanceTimersByTimeAsync(2000);
    expect(rest.clusters).toHaveBeenCalled();
  });

  it('asks nothing while the browser shows another page, and at once when it shows this one again', async () => {
    const { rest, manager, page } = aManager();
    manager.subscribe();
    await settle();
    page.isVisible = false;
    rest.clusters.mockClear();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(rest.clusters).not.toHaveBeenCalled();
    page.isVisible = true;
    manager.wake();
    await settle();
    expect(rest.clusters).toHaveBeenCalledTimes(1);
  });

  it('goes on while a cluster starts, though nobody looks', async () => {
    const { rest, manager, page } = aManager();
    rest.listed = [aCluster({ status: 'pending' })];
    const looking = manager.subscribe();
    await settle();
    looking.dispose();
    page.isVisible = false;
    rest.clusters.mockClear();
    await jest.advanceTimersByTimeAsync(2000);
    expect(rest.clusters).toHaveBeenCalledTimes(2);
    rest.listed = [aCluster()];
    await jest.advanceTimersByTimeAsync(1000);
    rest.clusters.mockClear();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(rest.clusters).not.toHaveBeenCalled();
  });

  it('asks less often while the server does not answer', async () => {
    const { rest, manager } = aManager();
    rest.clusters.mockRejectedValue(new UnreachableError());
    manager.subscribe();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(rest.clusters.mock.calls.length).toBeLessThan(20);
  });

  it('asks nothing after it is disposed', async () => {
    const { rest, manager } = aManager();
    manager.subscribe();
    await settle();
    manager.dispose();
    manager.dispose();
    rest.clusters.mockClear();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(rest.clusters).not.toHaveBeenCalled();
  });
});

describe('it says only what differs', () => {
  it('says nothing about a cluster that stays as it is, and keeps its object', async () => {
    const { rest, manager } = aManager();
    rest.listed = [aCluster()];
    await manager.refresh();
    const [before] = manager.clusters;
    const told = jest.fn();
    manager.changed.connect(told);
    manager.stateChanged.connect(told);
    rest.listed = [aCluster()];
    await manager.refresh();
    expect(manager.clusters[0]).toBe(before);
    expect(told.mock.calls.filter(([, change]) => change)).toEqual([]);
  });

  it('tells what came, what changed and what went', async () => {
    const { rest, manager } = aManager();
    const told: IClustersChange[] = [];
    manager.changed.connect((_, change) => told.push(change));
    rest.listed = [aCluster(), aCluster({ name: 'two' })];
    await manager.refresh();
    rest.listed = [aCluster({ cores: 4 })];
    await manager.refresh();
    expect(told[0].changed.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(told[1].changed.map(({ cores }) => cores)).toEqual([4]);
    expect(told[1].removed.map(({ name }) => name)).toEqual(['two']);
  });

  it('lists the newest first', async () => {
    const { rest, manager } = aManager();
    rest.listed = [
      aCluster({ name: 'old', created_at: '2026-01-01T00:00:00Z' }),
      aCluster({ name: 'new', created_at: '2026-01-02T00:00:00Z' })
    ];
    await manager.refresh();
    expect(manager.clusters.map(({ name }) => name)).toEqual(['new', 'old']);
  });

  it('keeps a cluster that ended by itself until it is dismissed', async () => {
    const { rest, manager } = aManager();
    const failure = { reason: 'Idle.', hint: '', log: null, problems: [] };
    rest.listed = [aCluster({ status: 'stopped', failure })];
    await manager.refresh();
    expect(manager.clusters.map(({ status }) => status)).toEqual(['stopped']);
    await manager.shutDown(aCluster());
    expect(manager.clusters).toEqual([]);
  });

  it('passes on what of the configuration could not be used', async () => {
    const { rest, manager } = aManager();
    rest.clusters.mockResolvedValueOnce({
      clusters: [],
      gateways: [],
      problems: ['labextension.yaml: gateways.slurm has no address.']
    });
    await manager.refresh();
    expect(manager.configProblems).toHaveLength(1);
    await manager.refresh();
    expect(manager.configProblems).toEqual([]);
  });

  it('drops a cluster that is said to have stopped', async () => {
    const { rest, manager } = aManager();
    rest.listed = [aCluster()];
    await manager.refresh();
    rest.listed = [aCluster({ status: 'stopped' })];
    await manager.refresh();
    expect(manager.clusters).toEqual([]);
  });
});

describe('events', () => {
  it('change, add and remove clusters', async () => {
    const { rest, manager, tell } = aManager();
    rest.listed = [aCluster({ status: 'pending' })];
    await manager.refresh();
    tell({ changed: [aCluster(), aCluster({ name: 'two' })] });
    expect(manager.find({ gateway: 'slurm', name: 'one' })?.status).toBe(
      'running'
    );
    tell({ removed: [{ gateway: 'slurm', name: 'one' }] });
    expect(manager.clusters.map(({ name }) => name)).toEqual(['two']);
  });

  it('change what is known of a gateway, and leave the others', async () => {
    const { manager, tell } = aManager();
    await manager.refresh();
    tell({ gateways: [{ id: 'k8s', status: 'unavailable', reason: 'down' }] });
    expect(manager.gatewayStates.map(({ id }) => id)).toEqual(['slurm', 'k8s']);
  });

  it('about a gateway that is back make it known again with all it offers', async () => {
    const { rest, manager, tell } = aManager();
    rest.gateways.mockResolvedValueOnce([aGateway({ status: 'unavailable' })]);
    rest.clusters.mockResolvedValueOnce({
      clusters: [],
      gateways: [{ id: 'slurm', status: 'unavailable', reason: null }],
      problems: []
    });
    await manager.refresh();
    expect(manager.gateways.get('slurm')?.status).toBe('unavailable');
    rest.gateways.mockClear();
    tell({ gateways: [{ id: 'slurm', status: 'available', reason: null }] });
    await settle();
    expect(rest.gateways).toHaveBeenCalledTimes(1);
    expect(manager.gateways.get('slurm')?.status).toBe('available');
  });

  it('about a gateway that is new or gone make all known again', async () => {
    const { rest, manager, tell } = aManager();
    await manager.refresh();
    await manager.fetchGateways();
    rest.gateways.mockClear();
    tell({ gateways: [{ id: 'k8s', status: 'available', reason: null }] });
    await settle();
    expect(rest.gateways).toHaveBeenCalledTimes(1);
  });

  it('are left alone before the first list: they are only a part of the truth', () => {
    const { manager, tell } = aManager();
    tell({ changed: [aCluster()] });
    expect(manager.clusters).toEqual([]);
  });

  it('of others are left alone', async () => {
    const { manager, tell } = aManager();
    await manager.refresh();
    tell({ schema_id: 'https://events.jupyter.org/x', changed: [aCluster()] });
    expect(manager.clusters).toEqual([]);
  });
});

describe('an answer that was overtaken', () => {
  function aSlowList(rest: FakeRest): (clusters: FakeRest['listed']) => void {
    let answer: (clusters: FakeRest['listed']) => void = () => undefined;
    rest.clusters.mockImplementationOnce(
      () =>
        new Promise(resolve => {
          answer = clusters =>
            resolve({ clusters, gateways: [], problems: [] });
        })
    );
    return clusters => answer(clusters);
  }

  it('does not undo an event', async () => {
    const { rest, manager, tell } = aManager();
    rest.listed = [aCluster({ status: 'pending' })];
    await manager.refresh();
    const answer = aSlowList(rest);
    const asked = manager.refresh();
    tell({ changed: [aCluster()] });
    answer([aCluster({ status: 'pending' })]);
    await asked;
    expect(manager.clusters[0].status).toBe('running');
  });

  it('does not bring back what an event removed', async () => {
    const { rest, manager, tell } = aManager();
    rest.listed = [aCluster()];
    await manager.refresh();
    const answer = aSlowList(rest);
    const asked = manager.refresh();
    tell({ removed: [aCluster()] });
    answer([aCluster()]);
    await asked;
    expect(manager.clusters).toEqual([]);
  });

  it('does not take away what was created meanwhile', async () => {
    const { rest, manager } = aManager();
    await manager.refresh();
    const answer = aSlowList(rest);
    const asked = manager.refresh();
    await manager.create({ gateway: 'slurm' });
    answer([]);
    await asked;
    expect(manager.clusters.map(({ status }) => status)).toEqual(['pending']);
  });

  it('is believed the next time', async () => {
    const { rest, manager, tell } = aManager();
    await manager.refresh();
    tell({ changed: [aCluster()] });
    rest.listed = [];
    await manager.refresh();
    expect(manager.clusters).toEqual([]);
  });
});

describe('shutting down', () => {
  it('shows the cluster as stopping before the server answers', async () => {
    const { rest, manager } = aManager();
    rest.listed = [aCluster()];
    await manager.refresh();
    const done = manager.shutDown(aCluster());
    expect(manager.clusters[0].status).toBe('stopping');
    await done;
    expect(rest.shutDown).toHaveBeenCalledTimes(1);
  });

  it('shows the cluster as it was when that failed', async () => {
    const { rest, manager } = aManager();
    rest.listed = [aCluster()];
    await manager.refresh();
    rest.shutDown.mockRejectedValueOnce(new UnreachableError());
    await expect(manager.shutDown(aCluster())).rejects.toThrow();
    expect(manager.clusters[0].status).toBe('running');
  });

  it('takes it for done when the cluster is gone already', async () => {
    const { rest, manager } = aManager();
    rest.listed = [aCluster()];
    await manager.refresh();
    rest.shutDown.mockRejectedValueOnce(
      new RefusedError(404, { message: '', reason: 'unknown', field: null })
    );
    await expect(manager.shutDown(aCluster())).resolves.toBeUndefined();
  });

  it('dismisses a failed cluster', async () => {
    const { rest, manager } = aManager();
    rest.listed = [aCluster({ status: 'failed' })];
    await manager.refresh();
    await manager.shutDown(aCluster());
    expect(manager.clusters).toEqual([]);
  });
});

it('a retry puts the new cluster in the place of the failed one', async () => {
  const { rest, manager } = aManager();
  rest.listed = [aCluster({ status: 'failed' })];
  await manager.refresh();
  await manager.retry(aCluster());
  expect(manager.clusters.map(({ name }) => name)).toEqual(['two']);
});

it('client code is fetched once, and again if that failed', async () => {
  const { rest, manager } = aManager();
  rest.clientCode.mockRejectedValueOnce(new UnreachableError());
  await expect(manager.clientCode(aCluster())).rejects.toThrow();
  await manager.clientCode(aCluster());
  await manager.clientCode(aCluster());
  expect(rest.clientCode).toHaveBeenCalledTimes(2);
});

it.each([
  [new NotEnabledError(), 'missing'],
  [new VersionMismatchError(), 'mismatch'],
  [new UnreachableError(), 'unreachable']
])(
  '%s is said as "%s", and the last known clusters stay',
  async (error, problem) => {
    const { rest, manager } = aManager();
    rest.listed = [aCluster()];
    await manager.refresh();
    rest.clusters.mockRejectedValueOnce(error);
    await expect(manager.refresh()).rejects.toBe(error);
    expect(manager.problem).toBe(problem);
    expect(manager.clusters).toHaveLength(1);
    await manager.refresh();
    expect(manager.problem).toBeNull();
  }
);

it('remembers the request of a cluster that was created here, also after it is gone', async () => {
  const { rest, manager, tell } = aManager();
  await manager.refresh();
  const request = { gateway: 'slurm', options: { worker_cores: 2 } };
  const created = await manager.create(request);
  tell({ removed: [{ gateway: 'slurm', name: 'one' }] });
  expect(manager.requestOf(created)).toBe(request);
  expect(manager.requestOf({ gateway: 'slurm', name: 'other' })).toBeNull();
  expect(rest.create).toHaveBeenCalledWith(request);
});

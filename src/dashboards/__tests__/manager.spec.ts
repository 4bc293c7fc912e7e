import { ActiveCluster } from '../../clusters/active';
import {
  aCluster,
  aManager,
  settle,
  trans
} from '../../clusters/__tests__/fixtures';
import {
  ServerFailureError,
  NotEnabledError,
  RefusedError,
  UnreachableError
} from '../../api/errors';
import { LabSettings } from '../../services/settings';
import { DashboardManager } from '../manager';

const ORIGIN = 'https://hub.example/user/me/';
const OURS = `${ORIGIN}purdue-dask-lab/dashboards/`;
const BASE =
  'https://hub.example/purdue-dask-lab/clusters/slurm/one/dashboard/';

type World = ReturnType<typeof aManager> & {
  dashboards: DashboardManager;
  settings: LabSettings;
};

function aWorld(over: Partial<DashboardManager.IOptions> = {}): World {
  const world = aManager();
  const { manager } = world;
  const active = new ActiveCluster({ manager });
  const settings = new LabSettings(null);
  const dashboards = new DashboardManager({
    ...over,
    manager,
    active,
    trans,
    settings,
    server: ORIGIN,
    retryDelay: 1000
  });
  return { ...world, dashboards, settings };
}

function refused(status: number, reason: string): RefusedError {
  return new RefusedError(status, { message: '', reason, field: null });
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

it('the address fills itself when the chosen cluster runs, and plots follow', async () => {
  const { rest, manager, tell, dashboards } = aWorld();
  rest.plots.mockResolvedValue({ 'Individual Cpu': '/individual-cpu' });
  await manager.refresh();
  expect(dashboards.state).toBe('none');
  expect(dashboards.address).toBe('');
  tell({ changed: [aCluster()] });
  expect(dashboards.address).toBe(`${BASE}status`);
  await settle();
  expect(rest.plots).toHaveBeenCalledWith(BASE, '');
  expect(dashboards.state).toBe('ready');
  expect(dashboards.plots.map(({ title }) => title)).toEqual(['CPU']);
});

it('a cluster that only counts on does not make it ask again', async () => {
  const { rest, manager, tell, dashboards } = aWorld();
  rest.listed = [aCluster()];
  await manager.refresh();
  await settle();
  const told = jest.fn();
  dashboards.changed.connect(told);
  tell({ changed: [aCluster({ cores: 12 })] });
  await settle();
  expect(rest.plots).toHaveBeenCalledTimes(1);
  expect(told).not.toHaveBeenCalled();
});

it('waits for a cluster that starts, and tells one that goes', async () => {
  const { rest, manager, tell, dashboards } = aWorld();
  rest.listed = [aCluster()];
  await manager.refresh();
  tell({ changed: [aCluster({ status: 'pending', dashboard_url: null })] });
  expect(dashboards.state).toBe('waiting');
  tell({ changed: [aCluster()] });
  expect(dashboards.state).toBe('loading');
  tell({ removed: [aCluster()] });
  expect(dashboards.state).toBe('stopped');
  expect(dashboards.label).toBe('Cluster 1');
  expect(dashboards.plots).toEqual([]);
});

it('asks again a few times when the scheduler does not answer, then on demand', async () => {
  const { rest, manager, dashboards } = aWorld();
  rest.plots.mockRejectedValue(new UnreachableError());
  rest.listed = [aCluster()];
  await manager.refresh();
  await settle();
  expect(dashboards.state).toBe('failed');
  await jest.advanceTimersByTimeAsync(120_000);
  const asked = rest.plots.mock.calls.length;
  expect(asked).toBeGreaterThan(2);
  expect(asked).toBeLessThan(12);
  rest.plots.mockResolvedValue({});
  dashboards.retry();
  await settle();
  expect(dashboards.state).toBe('ready');
});

it('a request for plots that fails late says nothing against one that was answered since', async () => {
  const { rest, manager, dashboards } = aWorld();
  rest.plots.mockRejectedValueOnce(new UnreachableError());
  rest.listed = [aCluster()];
  await manager.refresh();
  await settle();
  let fail: (error: Error) => void = () => undefined;
  rest.plots.mockReturnValueOnce(
    new Promise((_, reject) => {
      fail = reject;
    })
  );
  await jest.advanceTimersByTimeAsync(1000);
  expect(dashboards.state).toBe('failed');
  rest.plots.mockResolvedValue({});
  dashboards.retry();
  await settle();
  expect(dashboards.state).toBe('ready');
  fail(new UnreachableError());
  await settle();
  expect(dashboards.state).toBe('ready');
});

describe('an address that is typed', () => {
  it('of a cluster chooses that cluster', async () => {
    const { rest, manager, dashboards } = aWorld();
    rest.listed = [
      aCluster(),
      aCluster({
        name: 'two',
        label: 'Two',
        dashboard_url: '/user/me/two/dashboard/status',
        created_at: '2025-01-01T00:00:00Z'
      })
    ];
    await manager.refresh();
    expect(dashboards.label).toBe('Cluster 1');
    await expect(
      dashboards.open('/user/me/two/dashboard/individual-cpu')
    ).resolves.toEqual({ kind: 'cluster', label: 'Two' });
    expect(dashboards.label).toBe('Two');
  });

  it('of this server is shown, until another cluster is chosen', async () => {
    const { rest, manager, tell, dashboards } = aWorld();
    rest.listed = [aCluster()];
    await manager.refresh();
    const page = `${OURS}8787/`;
    await expect(dashboards.open(`${page}status`)).resolves.toEqual({
      kind: 'page'
    });
    expect(dashboards.base).toBe(page);
    tell({ changed: [aCluster({ cores: 12 })] });
    expect(dashboards.base).toBe(page);
    await dashboards.open(BASE);
    expect(dashboards.base).toBe(BASE);
  });

  it('of a cluster on the machine of Jupyter goes through Jupyter, with its token', async () => {
    const { rest, manager, dashboards } = aWorld();
    await manager.refresh();
    await expect(
      dashboards.open('http://127.0.0.1:8787/status?token=abc')
    ).resolves.toEqual({ kind: 'page' });
    expect(rest.plots).toHaveBeenCalledWith(`${OURS}8787/`, '?token=abc');
    expect(dashboards.label).toBe('127.0.0.1:8787');
    expect(dashboards.address).toBe(`${OURS}8787/status?token=abc`);
  });

  it('by an address of the machine of Jupyter goes through Jupyter', async () => {
    const { dashboards } = aWorld();
    await dashboards.open('http://10.0.0.7:8787/status');
    expect(dashboards.base).toBe(`${OURS}8787/`);
    expect(dashboards.label).toBe('10.0.0.7:8787');
  });

  it.each([
    [new ServerFailureError('500'), 'http://localhost:8787/status', 'silent'],
    [new NotEnabledError(''), 'http://localhost:8787/status', 'other'],
    [refused(502, 'silent'), 'http://localhost:8787/status', 'silent'],
    [refused(404, 'other'), 'http://localhost:8787/status', 'other'],
    [refused(403, 'others'), 'http://localhost:8787/status', 'others'],
    [refused(403, 'forbidden'), 'http://node7:8787/status', 'forbidden'],
    [new UnreachableError(), 'http://node7:8787/status', 'silent']
  ])('that is none says why: %s, %s: %s', async (error, address, kind) => {
    const { rest, dashboards } = aWorld();
    rest.plots.mockRejectedValue(error);
    await expect(dashboards.open(address)).resolves.toMatchObject({ kind });
    expect(dashboards.base).toBeNull();
  });

  it('of elsewhere or of nothing is refused, and nothing is asked there', async () => {
    const { rest, dashboards } = aWorld();
    await expect(
      dashboards.open('https://elsewhere.example/status')
    ).resolves.toEqual({ kind: 'foreign', place: 'elsewhere.example' });
    await expect(dashboards.open('gateway://x')).resolves.toEqual({
      kind: 'unreadable'
    });
    expect(rest.plots).not.toHaveBeenCalled();
  });

  it('of elsewhere is reached by the browser where the user wants that', async () => {
    const { rest, settings, dashboards } = aWorld();
    await settings.set('browserDashboardCheck', true);
    rest.plots.mockRejectedValue(new UnreachableError());
    await expect(
      dashboards.open('https://elsewhere.example/x/status')
    ).resolves.toEqual({ kind: 'browser', place: 'elsewhere.example' });
    expect(rest.plots).toHaveBeenCalledWith('https://elsewhere.example/x/', '');
    expect(dashboards.base).toBe('https://elsewhere.example/x/');
    expect(dashboards.plots.map(({ title }) => title)).toContain('Task Stream');
    rest.plots.mockRejectedValue(refused(403, 'forbidden'));
    await expect(
      dashboards.open('http://elsewhere.example/status')
    ).resolves.toEqual({ kind: 'mixed', place: 'elsewhere.example' });
  });
});

it('the default dashboard is shown where there is no cluster', async () => {
  const { manager, settings, dashboards } = aWorld();
  await settings.set('defaultURL', 'localhost:8787');
  await manager.refresh();
  await settle();
  expect(dashboards.base).toBe(`${OURS}8787/`);
});

it('a dashboard of no cluster is there again after a reload, a token is not kept', async () => {
  const stored: (string | null)[] = [];
  const { manager, dashboards } = aWorld({
    store: base => stored.push(base)
  });
  await manager.refresh();
  await dashboards.open('localhost:8787/status?token=abc');
  expect(stored).toEqual([`${OURS}8787/`]);

  const next = aWorld({ remembered: `${OURS}8787/` });
  await settle();
  next.rest.listed = [aCluster()];
  await next.manager.refresh();
  expect(next.dashboards.base).toBe(`${OURS}8787/`);
});

describe('a pinned dashboard', () => {
  const pin = { gateway: 'slurm', name: 'one', label: 'Cluster 1' };

  it('stays with its cluster when another is chosen, and says when it ends', async () => {
    const { rest, manager, tell, dashboards } = aWorld();
    rest.listed = [aCluster()];
    const pinned = dashboards.pinned(pin);
    expect(pinned.state).toBe('loading');
    await manager.refresh();
    expect(pinned.base).toBe(BASE);
    tell({ changed: [aCluster({ name: 'two', label: 'Two' })] });
    await dashboards.open('/clusters/two/status');
    expect(dashboards.label).toBe('Two');
    expect(pinned.label).toBe('Cluster 1');
    tell({ removed: [aCluster()] });
    expect(pinned.state).toBe('stopped');
    expect(dashboards.state).not.toBe('stopped');
  });

  it('is what the sidebar shows', async () => {
    const { rest, manager, dashboards } = aWorld();
    rest.listed = [aCluster()];
    await manager.refresh();
    expect(dashboards.pin).toEqual(pin);
  });
});

describe('of two addresses the one that was opened last is shown', () => {
  type Plots = Record<string, string>;

  /**
   * A dashboard whose answers a test gives, in whatever order.
   */
  function aSlowWorld(): World & {
    answer: (port: number) => void;
  } {
    const world = aWorld();
    const answers = new Map<string, (plots: Plots) => void>();
    world.rest.plots.mockImplementation(
      ((base: string) =>
        new Promise<Plots>(resolve => {
          answers.set(base, resolve);
        })) as never
    );
    const answer = (port: number): void =>
      answers.get(`${OURS}${port}/`)!({ Cpu: '/individual-cpu' });
    return { ...world, answer };
  }

  it('however slow the other one is', async () => {
    const { dashboards, answer } = aSlowWorld();
    const first = dashboards.open('localhost:1111');
    await settle();
    const second = dashboards.open('localhost:2222');
    await settle();
    answer(2222);
    await expect(second).resolves.toEqual({ kind: 'page' });
    answer(1111);
    await expect(first).resolves.toEqual({ kind: 'superseded' });
    expect(dashboards.label).toBe('localhost:2222');
  });

  it('unless the user selects a cluster meanwhile', async () => {
    const { dashboards, answer, manager, tell } = aSlowWorld();
    await manager.refresh();
    const opened = dashboards.open('localhost:1111');
    await settle();
    tell({ changed: [aCluster()] });
    answer(1111);
    await expect(opened).resolves.toEqual({ kind: 'superseded' });
    expect(dashboards.label).toBe('Cluster 1');
  });
});

it('plots that could not be had while Jupyter was gone are had once it is back', async () => {
  const { rest, manager, dashboards } = aWorld();
  rest.listed = [aCluster()];
  rest.plots.mockRejectedValue(new UnreachableError('gone'));
  await manager.refresh();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(dashboards.state).toBe('failed');
  const { clusters } = rest;
  rest.clusters = jest.fn().mockRejectedValue(new UnreachableError('gone'));
  await manager.refresh().catch(() => undefined);
  rest.clusters = clusters;
  rest.plots.mockResolvedValue({ 'Individual Cpu': '/individual-cpu' });
  await manager.refresh();
  await settle();
  expect(dashboards.state).toBe('ready');
});

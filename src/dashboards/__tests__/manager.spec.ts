import { ActiveCluster } from '../../clusters/active';
import {
  aCluster,
  aManager,
  settle,
  trans
} from '../../clusters/__tests__/fixtures';
import { UnreachableError } from '../../restapi';
import { Dashboards } from '../manager';

const ORIGIN = 'https://hub.example/user/me/';
const BASE =
  'https://hub.example/purdue-dask-lab/clusters/slurm/one/dashboard/';

type World = ReturnType<typeof aManager> & { dashboards: Dashboards };

function aWorld(): World {
  const world = aManager();
  const { manager } = world;
  const active = new ActiveCluster({ manager });
  const dashboards = new Dashboards({
    manager,
    active,
    trans,
    origin: ORIGIN,
    retryDelay: 1000
  });
  return { ...world, dashboards };
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
  expect(rest.plots).toHaveBeenCalledWith(BASE);
  expect(dashboards.state).toBe('ready');
  expect(dashboards.plots.map(({ title }) => title)).toEqual(['Cpu']);
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
  expect(dashboards.state).toBe('lost');
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
    const page = `${ORIGIN}proxy/8787/`;
    await expect(dashboards.open(`${page}status`)).resolves.toEqual({
      kind: 'page'
    });
    expect(dashboards.base).toBe(page);
    tell({ changed: [aCluster({ cores: 12 })] });
    expect(dashboards.base).toBe(page);
    await dashboards.open(BASE);
    expect(dashboards.base).toBe(BASE);
  });

  it('of elsewhere or of nothing is refused, and nothing is asked there', async () => {
    const { rest, dashboards } = aWorld();
    await expect(
      dashboards.open('https://elsewhere.example/status')
    ).resolves.toEqual({ kind: 'foreign' });
    await expect(dashboards.open('gateway://x')).resolves.toEqual({
      kind: 'unreadable'
    });
    expect(rest.plots).not.toHaveBeenCalled();
  });
});

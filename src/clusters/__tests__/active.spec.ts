import { ActiveCluster } from '../active';
import type { FakeRest } from './fixtures';
import { aCluster, aManager } from './fixtures';

const two = (): FakeRest['listed'] => [
  aCluster({ name: 'old', label: 'Old' }),
  aCluster({ name: 'new', label: 'New', created_at: '2026-02-01T00:00:00Z' })
];

it('without a memory, the newest running cluster is chosen', async () => {
  const { rest, manager } = aManager();
  const active = new ActiveCluster({ manager });
  rest.listed = [
    ...two(),
    aCluster({
      name: 'x',
      status: 'failed',
      created_at: '2026-03-01T00:00:00Z'
    })
  ];
  await manager.refresh();
  expect(active.current?.name).toBe('new');
});

it('the remembered cluster is chosen, and a choice is remembered', async () => {
  const { rest, manager } = aManager();
  const store = jest.fn();
  const remembered = { gateway: 'slurm', name: 'old', label: 'Old' };
  const active = new ActiveCluster({ manager, remembered, store });
  rest.listed = two();
  await manager.refresh();
  expect(active.current?.name).toBe('old');
  expect(store).not.toHaveBeenCalled();
  active.choose({ gateway: 'slurm', name: 'new' });
  expect(store).toHaveBeenCalledWith({
    gateway: 'slurm',
    name: 'new',
    label: 'New'
  });
});

it('a remembered cluster that is gone is told as lost', async () => {
  const { manager } = aManager();
  const remembered = { gateway: 'slurm', name: 'gone', label: 'Gone' };
  const active = new ActiveCluster({ manager, remembered });
  await manager.refresh();
  expect(active.current).toBeNull();
  expect(active.lost).toBe('Gone');
});

it('a gateway that does not answer says nothing about the remembered cluster', async () => {
  const { rest, manager } = aManager();
  const remembered = { gateway: 'slurm', name: 'one', label: 'Cluster 1' };
  const active = new ActiveCluster({ manager, remembered });
  rest.clusters.mockResolvedValueOnce({
    clusters: [],
    gateways: [{ id: 'slurm', status: 'unavailable', reason: null }],
    problems: []
  });
  await manager.refresh();
  expect(active.lost).toBeNull();
  rest.listed = [aCluster()];
  await manager.refresh();
  expect(active.current?.name).toBe('one');
});

it('when the chosen one goes away, none that was there already takes its place', async () => {
  const { rest, manager, tell } = aManager();
  const active = new ActiveCluster({ manager });
  rest.listed = two();
  await manager.refresh();
  tell({ removed: [{ gateway: 'slurm', name: 'new' }] });
  expect(active.current).toBeNull();
  expect(active.lost).toBe('New');
  tell({ changed: [aCluster({ name: 'fresh' })] });
  expect(active.current?.name).toBe('fresh');
  expect(active.lost).toBeNull();
});

it('says that it changed once for each difference, and follows the cluster', async () => {
  const { rest, manager, tell } = aManager();
  const active = new ActiveCluster({ manager });
  const told = jest.fn();
  active.changed.connect(told);
  rest.listed = [aCluster()];
  await manager.refresh();
  expect(told).toHaveBeenCalledTimes(1);
  tell({ changed: [aCluster({ cores: 8 })] });
  expect(told).toHaveBeenCalledTimes(2);
  expect(active.current?.cores).toBe(8);
  tell({ changed: [aCluster({ cores: 8 })] });
  expect(told).toHaveBeenCalledTimes(2);
  active.dispose();
  tell({ changed: [aCluster({ cores: 9 })] });
  expect(told).toHaveBeenCalledTimes(2);
});

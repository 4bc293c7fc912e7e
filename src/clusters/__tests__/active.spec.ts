import { ActiveCluster } from '../active';
import type { ClusterRef } from '../../api/models';
import type { FakeRest } from './fixtures';
import { aCluster, aManager } from './fixtures';

const two = (): FakeRest['listed'] => [
  aCluster({ name: 'old', label: 'Old' }),
  aCluster({ name: 'new', label: 'New', created_at: '2026-02-01T00:00:00Z' })
];

it('without a memory, the newest running cluster is selected', async () => {
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

it('the remembered cluster is selected, and a selection is remembered', async () => {
  const { rest, manager } = aManager();
  const store = jest.fn();
  const remembered = { gateway: 'slurm', name: 'old', label: 'Old' };
  const active = new ActiveCluster({ manager, remembered, store });
  rest.listed = two();
  await manager.refresh();
  expect(active.current?.name).toBe('old');
  expect(store).not.toHaveBeenCalled();
  active.select({ gateway: 'slurm', name: 'new' });
  expect(store).toHaveBeenCalledWith({
    gateway: 'slurm',
    name: 'new',
    label: 'New'
  });
});

it('a remembered cluster that is gone is reported as lost', async () => {
  const { manager } = aManager();
  const remembered = { gateway: 'slurm', name: 'gone', label: 'Gone' };
  const active = new ActiveCluster({ manager, remembered });
  await manager.refresh();
  expect(active.current).toBeNull();
  expect(active.lostLabel).toBe('Gone');
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
  expect(active.lostLabel).toBeNull();
  rest.listed = [aCluster()];
  await manager.refresh();
  expect(active.current?.name).toBe('one');
});

describe('the selected cluster', () => {
  const one = aCluster({ name: 'one', label: 'One' });
  const two = aCluster({ name: 'two', label: 'Two' });
  const three = aCluster({ name: 'three', label: 'Three' });
  const refOf = ({ gateway, name }: typeof one): ClusterRef => ({
    gateway,
    name
  });
  const failed = (cluster: typeof one): typeof one => ({
    ...cluster,
    status: 'failed',
    failure: { reason: 'No.', hint: '', log: null, problems: [] }
  });

  async function selecting(
    ...listed: (typeof one)[]
  ): Promise<ReturnType<typeof aManager> & { active: ActiveCluster }> {
    const made = aManager();
    const active = new ActiveCluster({ manager: made.manager });
    made.rest.listed = listed;
    await made.manager.refresh();
    return { ...made, active };
  }

  it.each<[string, object[]]>([
    ['appears', [{ changed: [{ ...two, status: 'pending' }] }]],
    ['runs', [{ changed: [two] }]],
    ['starts and fails', [{ changed: [two] }, { changed: [failed(two)] }]],
    ['fails at once', [{ changed: [failed(two)] }]],
    ['goes', [{ changed: [two] }, { removed: [refOf(two)] }]],
    ['changes', [{ changed: [two] }, { changed: [{ ...two, cores: 9 }] }]]
  ])('stays while it lives when another one %s', async (_, events) => {
    const { active, tell } = await selecting(one);
    for (const event of events) {
      tell(event);
      expect(active.current?.name).toBe('one');
    }
  });

  it('stays while it is shut down, and is followed by the only one that runs', async () => {
    const { active, tell } = await selecting(one);
    tell({ changed: [two] });
    tell({ changed: [{ ...one, status: 'stopping' }] });
    expect(active.current?.name).toBe('one');
    tell({ removed: [refOf(one)] });
    expect(active.current?.name).toBe('two');
    expect(active.lostLabel).toBeNull();
  });

  it('is followed by the only one that runs also if all happens in one event', async () => {
    const { active, tell } = await selecting(one);
    tell({ changed: [two], removed: [refOf(one)] });
    expect(active.current?.name).toBe('two');
  });

  it('is followed by the only one that runs when it fails', async () => {
    const { active, tell } = await selecting(one);
    tell({ changed: [two] });
    tell({ changed: [failed(one)] });
    expect(active.current?.name).toBe('two');
  });

  it('is followed by none where several run, however these change', async () => {
    const { active, tell } = await selecting(one);
    tell({ changed: [two, three] });
    tell({ removed: [refOf(one)] });
    expect(active.current).toBeNull();
    expect(active.lostLabel).toBe('One');
    tell({ changed: [{ ...two, cores: 9 }] });
    expect(active.current).toBeNull();
    tell({ removed: [refOf(two)] });
    expect(active.current?.name).toBe('three');
  });

  it('is the next one that runs if none is left', async () => {
    const { active, tell } = await selecting(one);
    tell({ removed: [refOf(one)] });
    expect(active.lostLabel).toBe('One');
    tell({ changed: [{ ...two, status: 'pending' }] });
    expect(active.current).toBeNull();
    tell({ changed: [two] });
    expect(active.current?.name).toBe('two');
  });

  it('is one that the user creates here, as soon as that runs', async () => {
    const { active, tell } = await selecting(one);
    tell({ changed: [{ ...two, status: 'pending' }] });
    active.selectCreated(refOf(two));
    expect(active.current?.name).toBe('one');
    tell({ changed: [two] });
    expect(active.current?.name).toBe('two');
  });

  it('is not one that the user created here and that fails', async () => {
    const { active, tell } = await selecting(one);
    tell({ changed: [{ ...two, status: 'pending' }] });
    active.selectCreated(refOf(two));
    tell({ changed: [failed(two)] });
    tell({ removed: [refOf(two)] });
    expect(active.current?.name).toBe('one');
    expect(active.lostLabel).toBeNull();
  });

  it('is one that the user creates here at once if there is no other', async () => {
    const { active, tell } = await selecting();
    tell({ changed: [{ ...two, status: 'pending' }] });
    active.selectCreated(refOf(two));
    expect(active.current?.name).toBe('two');
  });

  it('is what the user selects while a new one starts', async () => {
    const { active, tell } = await selecting(one);
    tell({ changed: [{ ...two, status: 'pending' }, three] });
    active.selectCreated(refOf(two));
    active.select(refOf(three));
    tell({ changed: [two] });
    expect(active.current?.name).toBe('three');
  });
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

import { ActiveCluster } from '../../clusters/active';
import { aCluster, aManager } from '../../clusters/__tests__/fixtures';
import type { Cluster } from '../../api/models';
import type { CommandName } from '../../tokens';
import { allows, stateOf } from '../enabled';

const REF = { gateway: 'slurm', name: 'one', label: 'Cluster 1' };
const FAILURE = { reason: 'No.', hint: '', log: null, problems: [] };

const ALL: readonly CommandName[] = [
  'activate-cluster',
  'insert-client-code',
  'scale',
  'open-workers',
  'rename',
  'shut-down',
  'shut-down-all',
  'dismiss',
  'retry',
  'edit-and-retry'
];

async function knowing(
  ...listed: Cluster[]
): Promise<ReturnType<typeof aManager> & { active: ActiveCluster }> {
  const made = aManager();
  made.rest.listed = listed;
  await made.manager.refresh();
  return { ...made, active: new ActiveCluster({ manager: made.manager }) };
}

describe('commands for a cluster', () => {
  it.each<[Partial<Cluster>, CommandName[]]>([
    [{ status: 'pending' }, ['rename', 'shut-down', 'shut-down-all']],
    [
      { status: 'pending', overdue: true },
      ['rename', 'shut-down', 'shut-down-all', 'retry', 'edit-and-retry']
    ],
    [
      { status: 'running' },
      [
        'insert-client-code',
        'scale',
        'open-workers',
        'rename',
        'shut-down',
        'shut-down-all'
      ]
    ],
    [{ status: 'stopping' }, ['rename']],
    [
      { status: 'failed', failure: FAILURE },
      ['rename', 'dismiss', 'retry', 'edit-and-retry']
    ],
    [
      { status: 'stopped', failure: FAILURE },
      ['rename', 'dismiss', 'retry', 'edit-and-retry']
    ]
  ])('that is %j are those that can do something', async (over, names) => {
    const { manager, active } = await knowing(aCluster(over));
    const enabled = ALL.filter(name => allows(name, REF, manager, active));
    expect(enabled.sort()).toEqual(['activate-cluster', ...names].sort());
  });

  it('that is gone do nothing, and neither do those for no cluster', async () => {
    const { manager, active } = await knowing();
    expect(ALL.filter(name => allows(name, REF, manager, active))).toEqual([]);
    expect(ALL.filter(name => allows(name, null, manager, active))).toEqual([]);
  });

  it('are not grayed out before the clusters are known', () => {
    const { manager } = aManager();
    const active = new ActiveCluster({ manager });
    expect(ALL.filter(name => allows(name, null, manager, active))).toEqual(
      ALL
    );
  });

  it('without one are for the selected one', async () => {
    const { manager, active, tell } = await knowing(aCluster());
    expect(allows('scale', null, manager, active)).toBe(true);
    tell({ changed: [aCluster({ status: 'stopping' })] });
    expect(allows('scale', null, manager, active)).toBe(false);
  });
});

it('commands are asked again when a status or the selection changes, not with each number', async () => {
  const { manager, active, tell } = await knowing(aCluster());
  const before = stateOf(manager, active);
  tell({ changed: [aCluster({ cores: 99 })] });
  expect(stateOf(manager, active)).toBe(before);
  tell({ changed: [aCluster({ label: 'Analysis' })] });
  const renamed = stateOf(manager, active);
  expect(renamed).not.toBe(before);
  tell({ changed: [aCluster({ label: 'Analysis', status: 'stopping' })] });
  expect(stateOf(manager, active)).not.toBe(renamed);
});

it('commands that need no cluster are always there', async () => {
  const { manager, active } = await knowing();
  for (const name of ['new-cluster', 'refresh', 'open-layout'] as const) {
    expect(allows(name, null, manager, active)).toBe(true);
  }
});

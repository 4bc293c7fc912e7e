import { PromiseDelegate } from '@lumino/coreutils';

import { UnreachableError } from '../../api/errors';
import type { Cluster, Gateway } from '../../api/models';
import type { ClusterManager } from '../manager';
import { aCluster, aGateway, aManager } from './fixtures';

const REF = { gateway: 'slurm', name: 'one' };

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('slower answers never replace newer truth', () => {
  it('a shutdown that is refused does not bring back what an event has changed', async () => {
    const { rest, manager, tell } = aManager();
    rest.listed = [aCluster({ cores: 1 })];
    await manager.refresh();
    const answer = new PromiseDelegate<undefined>();
    rest.shutDown.mockReturnValueOnce(answer.promise);
    const shutDown = manager.shutDown({ gateway: 'slurm', name: 'one' });
    tell({ changed: [aCluster({ cores: 8 })] });
    answer.reject(new UnreachableError('gone'));
    await expect(shutDown).rejects.toThrow('gone');
    expect(manager.clusters[0]).toMatchObject({ status: 'running', cores: 8 });
  });

  it('a shutdown that is refused brings back what was there, if nothing else was heard', async () => {
    const { rest, manager } = aManager();
    rest.listed = [aCluster({ cores: 1 })];
    await manager.refresh();
    rest.shutDown.mockRejectedValueOnce(new UnreachableError('gone'));
    await expect(
      manager.shutDown({ gateway: 'slurm', name: 'one' })
    ).rejects.toThrow('gone');
    expect(manager.clusters[0]).toMatchObject({ status: 'running', cores: 1 });
  });

  it.each([
    ['scale', (manager: ClusterManager) => manager.scale(REF, { workers: 2 })],
    ['rename', (manager: ClusterManager) => manager.rename(REF, 'Mine')]
  ] as const)(
    'what a late answer to %s says is older than an event that came meanwhile',
    async (kind, ask) => {
      const { rest, manager, tell } = aManager();
      rest.listed = [aCluster()];
      await manager.refresh();
      const answer = new PromiseDelegate<Cluster>();
      rest[kind].mockReturnValueOnce(answer.promise);
      const asked = ask(manager);
      tell({ changed: [aCluster({ status: 'failed' })] });
      answer.resolve(aCluster());
      await asked;
      expect(manager.find(REF)?.status).toBe('failed');
    }
  );

  it.each([
    ['runs', { changed: [aCluster()] }, ['running']],
    ['is gone', { removed: [REF] }, []]
  ])(
    'what a late answer to a creation says is older than that the cluster %s',
    async (_, event, statuses) => {
      const { rest, manager, tell } = aManager();
      await manager.refresh();
      const answer = new PromiseDelegate<Cluster>();
      rest.create.mockReturnValueOnce(answer.promise);
      const created = manager.create({ gateway: 'slurm' });
      tell({ changed: [aCluster({ status: 'pending' })] });
      tell(event);
      answer.resolve(aCluster({ status: 'pending' }));
      await created;
      expect(manager.clusters.map(({ status }) => status)).toEqual(statuses);
    }
  );

  it('a list that fails says nothing against an event that came meanwhile', async () => {
    const { rest, manager, tell } = aManager();
    await manager.refresh();
    const answer = new PromiseDelegate<never>();
    rest.clusters.mockReturnValueOnce(answer.promise);
    const refreshed = manager.refresh();
    tell({ changed: [aCluster()] });
    answer.reject(new UnreachableError('late'));
    await expect(refreshed).rejects.toThrow('late');
    expect(manager.problem).toBeNull();
  });

  it('an event ends a problem', async () => {
    const { rest, manager, tell } = aManager();
    await manager.refresh();
    rest.clusters.mockRejectedValueOnce(new UnreachableError('gone'));
    await expect(manager.refresh()).rejects.toThrow('gone');
    expect(manager.problem).toBe('unreachable');
    tell({ changed: [aCluster()] });
    expect(manager.problem).toBeNull();
  });

  it('the newest status of a gateway wins over what is fetched later but was asked for before', async () => {
    const { rest, manager, tell } = aManager();
    await manager.refresh();
    const answer = new PromiseDelegate<Gateway[]>();
    rest.gateways.mockReturnValueOnce(answer.promise);
    const fetched = manager.fetchGateways();
    const down = { id: 'slurm', status: 'unavailable', reason: 'Down.' };
    tell({ gateways: [down] });
    answer.resolve([aGateway()]);
    await fetched;
    expect(manager.gateways.get('slurm')?.status).toBe('unavailable');
    expect(manager.gatewayStates).toEqual([down]);
  });
});

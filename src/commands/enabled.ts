import type { Cluster } from '../api/models';
import { isAlive, isFinal, keyOf } from '../clusters/cluster';
import type { CommandName, IActiveCluster, IClusterManager } from '../tokens';
import type { ITarget } from './args';

/**
 * What a cluster has to be for the commands that act on one.
 *
 * #### Notes
 * Dashboards and layouts are not among them: a tab that is opened without a
 * cluster says what to do, and shows the next one.
 */
const ACTS_ON: Readonly<
  Partial<Record<CommandName, (cluster: Cluster) => boolean>>
> = {
  'activate-cluster': () => true,
  'insert-client-code': ({ status }) => status === 'running',
  scale: ({ status }) => status === 'running',
  'open-workers': ({ status }) => status === 'running',
  rename: () => true,
  'shut-down': isAlive,
  dismiss: isFinal,
  retry: cluster => isFinal(cluster) || cluster.overdue,
  'edit-and-retry': cluster => isFinal(cluster) || cluster.overdue
};

/**
 * Whether a command has something to act on, as far as that is known.
 *
 * @param target - The cluster that it is called for; null for the selected one.
 */
export function allows(
  name: CommandName,
  target: ITarget | null,
  manager: Pick<IClusterManager, 'clusters' | 'find' | 'isLoaded'>,
  active: Pick<IActiveCluster, 'current'>
): boolean {
  if (!manager.isLoaded) {
    return true;
  }
  if (name === 'shut-down-all') {
    return manager.clusters.some(isAlive);
  }
  const isActedOn = ACTS_ON[name];
  if (!isActedOn) {
    return true;
  }
  const cluster = target ? manager.find(target) : active.current;
  return !!cluster && isActedOn(cluster);
}

/**
 * Return a text that changes whenever a command may have another label or state.
 */
export function stateOf(
  manager: Pick<IClusterManager, 'clusters' | 'isLoaded'>,
  active: Pick<IActiveCluster, 'current'>
): string {
  const { current } = active;
  return JSON.stringify([
    manager.isLoaded,
    current && [keyOf(current), current.label],
    manager.clusters.map(one => [keyOf(one), one.status, one.overdue])
  ]);
}

import type { Cluster, ClusterRef } from '../api/models';

/**
 * One text that names a cluster among all gateways' clusters.
 */
export function keyOf(ref: ClusterRef): string {
  return `${ref.gateway}/${ref.name}`;
}

/**
 * Whether a cluster will change by itself soon.
 */
export function isSettling(cluster: Cluster): boolean {
  return cluster.status === 'pending' || cluster.status === 'stopping';
}

/**
 * Whether a cluster is no more, and only its card tells of it.
 */
export function hasEnded(cluster: Cluster): boolean {
  return cluster.status === 'failed' || cluster.status === 'stopped';
}

/**
 * The clusters of a gateway that have not ended.
 */
export function livingAt(
  gateway: string | undefined,
  clusters: readonly Cluster[]
): readonly Cluster[] {
  return clusters.filter(
    cluster => cluster.gateway === gateway && !hasEnded(cluster)
  );
}

/**
 * Whether something would be lost if a cluster were shut down now.
 */
export function isBusy(cluster: Cluster): boolean {
  const { tasks, clients } = cluster;
  return (
    (clients ?? 0) > 0 ||
    (tasks !== null && tasks.processing + tasks.waiting > 0)
  );
}

/**
 * Whether a cluster's number of workers follows its load.
 */
export function isAdaptive(cluster: Cluster): boolean {
  const { minimum, maximum } = cluster.workers;
  return minimum !== null && maximum !== null && minimum !== maximum;
}

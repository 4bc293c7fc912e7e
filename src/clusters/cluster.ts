import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';
import { JSONExt } from '@lumino/coreutils';

import type { Cluster, ClusterRef } from '../api/models';

/**
 * The longest label that the server takes, in characters.
 */
export const MAX_LABEL = 80;

/**
 * Return a key that identifies a cluster on all gateways.
 */
export function keyOf(ref: ClusterRef): string {
  return `${ref.gateway}/${ref.name}`;
}

/**
 * Whether a cluster is starting or running.
 */
export function isAlive({ status }: Cluster): boolean {
  return status === 'pending' || status === 'running';
}

/**
 * Whether a cluster's status will change soon without anybody's doing.
 */
export function isChanging({ status }: Cluster): boolean {
  return status === 'pending' || status === 'stopping';
}

/**
 * Whether a cluster failed or stopped; only its card is left.
 */
export function isFinal({ status }: Cluster): boolean {
  return status === 'failed' || status === 'stopped';
}

/**
 * Whether a cluster's scheduler runs, but none of the workers that were requested has arrived.
 *
 * #### Notes
 * An adaptive cluster that requests no workers, because it has nothing to do,
 * waits for nothing. Before the scheduler has answered, nothing is known.
 */
export function isWaitingForWorkers(cluster: Cluster): boolean {
  const { running, requested, minimum } = cluster.workers;
  return (
    cluster.status === 'running' &&
    cluster.scheduler === 'responding' &&
    running === 0 &&
    (requested ?? minimum ?? 0) > 0
  );
}

/**
 * Whether a cluster's numbers are the last known ones, because its scheduler is busy, or that or the gateway does not respond.
 */
export function hasLastKnownNumbers(cluster: Cluster): boolean {
  const { status, scheduler, stale } = cluster;
  return (
    status === 'running' &&
    (stale || scheduler === 'busy' || scheduler === 'silent')
  );
}

/**
 * Whether a cluster's number of workers adapts to its load.
 */
export function isAdaptive(cluster: Cluster): boolean {
  const { minimum, maximum } = cluster.workers;
  return minimum !== null && maximum !== null && minimum !== maximum;
}

/**
 * List the clusters of a gateway that have not failed or stopped.
 */
export function unfinishedOn(
  gateway: string | undefined,
  clusters: readonly Cluster[]
): readonly Cluster[] {
  return clusters.filter(
    cluster => cluster.gateway === gateway && !isFinal(cluster)
  );
}

/**
 * Whether two JSON values are equal.
 */
export function isSame(one: unknown, other: unknown): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    JSONExt.deepEqual(
      one as ReadonlyPartialJSONValue,
      other as ReadonlyPartialJSONValue
    )
  );
}

/**
 * Format a cluster's status in one or a few words.
 */
export function formatStatus(
  cluster: Cluster,
  trans: TranslationBundle
): string {
  switch (cluster.status) {
    case 'pending':
      return trans.__('Pending');
    case 'running':
      return isWaitingForWorkers(cluster)
        ? trans.__('Waiting for workers')
        : trans.__('Running');
    case 'stopping':
      return trans.__('Stopping');
    case 'stopped':
      return trans.__('Stopped');
    case 'failed':
      return trans.__('Failed');
  }
}

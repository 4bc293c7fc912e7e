import type { ClusterChanges } from '../api/models';

/**
 * The schema of the events that carry changes of clusters.
 */
const EVENT_SCHEMA = 'https://purdue-dask-lab/events/clusters/v1';

/**
 * An event of the Jupyter server, ours or another one.
 */
export interface IServerEvent {
  readonly schema_id: string;
}

/**
 * Return the changes that an event carries; null if it is not ours.
 */
export function changesOf(event: IServerEvent): ClusterChanges | null {
  if (event.schema_id !== EVENT_SCHEMA) {
    return null;
  }
  const { changed, removed, gateways } =
    event as unknown as Partial<ClusterChanges>;
  return {
    changed: changed ?? [],
    removed: removed ?? [],
    gateways: gateways ?? []
  };
}

import { RefusedError } from '../../api/client';
import type { IClusterManager } from '../../tokens';
import type { Cluster, ClusterRef, NewCluster } from '../../api/models';
import { hasEnded } from '../cluster';

/**
 * The word of a refusal that is about how many clusters there are.
 */
export const LIMIT_REACHED = 'limit_reached';

/**
 * How long a gateway may go on counting a cluster that it no longer lists, and between two questions, in milliseconds.
 */
const GRACE = 20_000;
const PAUSE = 2000;

/**
 * Create a cluster in the place of another, as soon as that is gone.
 */
export async function replaceCluster(
  options: replaceCluster.IOptions
): Promise<Cluster> {
  const { manager, cluster, request, signal } = options;
  if (cluster.status !== 'stopping') {
    await manager.shutDown(cluster);
  }
  await untilGone(manager, cluster, signal);
  options.onGone();
  const until = Date.now() + GRACE;
  for (;;) {
    try {
      return await manager.create(request);
    } catch (error) {
      const isCounted =
        error instanceof RefusedError && error.reason === LIMIT_REACHED;
      if (!isCounted || Date.now() >= until) {
        throw error;
      }
    }
    await pause(PAUSE, signal);
  }
}

/**
 * A namespace for `replaceCluster` statics.
 */
export namespace replaceCluster {
  /**
   * What is replaced with what.
   */
  export interface IOptions {
    manager: IClusterManager;

    /**
     * The cluster that has to go.
     */
    cluster: Cluster;

    /**
     * The cluster to create then.
     */
    request: NewCluster;

    /**
     * Called when it has gone.
     */
    onGone: () => void;

    /**
     * Aborted when the user no longer wants it; nothing is created then.
     */
    signal: AbortSignal;
  }
}

/**
 * Wait until a cluster is gone.
 */
function untilGone(
  manager: IClusterManager,
  ref: ClusterRef,
  signal: AbortSignal
): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const cluster = manager.find(ref);
      if (!cluster || hasEnded(cluster)) {
        stop();
        resolve();
      }
    };
    const stop = (): void => {
      manager.changed.disconnect(check);
      signal.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      stop();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort);
    manager.changed.connect(check);
    check();
  });
}

/**
 * Wait a moment.
 */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = window.setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    const abort = (): void => {
      window.clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Cluster } from '../api/models';
import { isAlive } from '../clusters/cluster';
import { confirmShutDownAll } from '../clusters/shutdown';
import type { IServices } from '../services';
import type { IClusterManager } from '../tokens';
import { formatList } from '../ui/format';
import { SHORT_MESSAGE_MS, notifyFailure } from '../ui/notify';
import type { ICommandContext } from './context';

/**
 * Shut all clusters down, after one question if anything would be lost.
 */
export async function askAndShutDownAll(
  context: ICommandContext & IServices
): Promise<void> {
  const { manager, settings, trans } = context;
  // Also those that others made meanwhile; what goes wrong is shown with the clusters.
  await manager.refresh().catch(() => undefined);
  const clusters = manager.clusters.filter(isAlive);
  if (clusters.length === 0) {
    Notification.info(trans.__('No clusters running'), {
      autoClose: SHORT_MESSAGE_MS
    });
    return;
  }
  if (
    settings.values.shutDownWithoutAsking ||
    (await confirmShutDownAll(clusters, trans))
  ) {
    await shutDownAll(clusters, manager, trans);
  }
}

/**
 * Shut clusters down, each whatever becomes of the others, and tell how it went.
 */
export async function shutDownAll(
  clusters: readonly Cluster[],
  manager: Pick<IClusterManager, 'shutDown'>,
  trans: TranslationBundle
): Promise<void> {
  const results = await Promise.allSettled(
    clusters.map(cluster => manager.shutDown(cluster))
  );
  const failed = clusters.filter((_, at) => results[at].status === 'rejected');
  const reason = results.find(one => one.status === 'rejected')?.reason;
  if (failed.length > 0) {
    const labels = formatList(
      failed.map(({ label }) => label),
      trans
    );
    const failure = trans.__('%1 could not be shut down.', labels);
    notifyFailure(failure, reason, trans);
  }
  const count = clusters.length - failed.length;
  if (count > 0) {
    Notification.info(
      trans._n(
        '%1 cluster was shut down.',
        '%1 clusters were shut down.',
        count
      ),
      { autoClose: SHORT_MESSAGE_MS }
    );
  }
}

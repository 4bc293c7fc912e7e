import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Cluster } from '../api/models';
import { formatList, formatWorkers } from '../ui/format';

/**
 * Ask whether to shut a cluster down if anything would be lost.
 *
 * @returns Whether to shut it down.
 */
export async function confirmShutDown(
  cluster: Cluster,
  trans: TranslationBundle
): Promise<boolean> {
  const loss = describeLoss(cluster, trans);
  if (loss === '') {
    return true;
  }
  const result = await showDialog({
    title: trans.__('Shut down %1?', cluster.label),
    body: loss,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Shut down') })
    ]
  });
  return result.button.accept;
}

/**
 * Describe in one line what is lost when a cluster is shut down; empty if nothing is.
 */
export function describeLoss(
  cluster: Cluster,
  trans: TranslationBundle
): string {
  if (cluster.status !== 'running') {
    return '';
  }
  const { workers } = cluster;
  if (!isLossKnown(cluster)) {
    // Neither is it known that nothing would be.
    return workers.running > 0
      ? trans.__(
          '%1 will be lost. Tasks and results are not known: the scheduler has not responded yet.',
          formatWorkers(workers.running, trans)
        )
      : trans.__(
          'What will be lost is not known: the scheduler has not responded yet.'
        );
  }
  return describeCounts([cluster], trans);
}

/**
 * Ask once whether to shut clusters down if anything would be lost.
 *
 * @returns Whether to shut them down.
 */
export async function confirmShutDownAll(
  clusters: readonly Cluster[],
  trans: TranslationBundle
): Promise<boolean> {
  if (clusters.every(cluster => describeLoss(cluster, trans) === '')) {
    return true;
  }
  const result = await showDialog({
    title: trans.__('Shut down all Dask clusters?'),
    body: describeLossOfAll(clusters, trans),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Shut down all') })
    ]
  });
  return result.button.accept;
}

/**
 * Describe in one line how many clusters are shut down, and what is lost then.
 */
export function describeLossOfAll(
  clusters: readonly Cluster[],
  trans: TranslationBundle
): string {
  const unknown = clusters.filter(
    cluster => cluster.status === 'running' && !isLossKnown(cluster)
  );
  const sentences = [
    trans._n(
      '%1 cluster will be shut down.',
      '%1 clusters will be shut down.',
      clusters.length
    ),
    describeCounts(clusters, trans),
    unknown.length > 0
      ? trans.__(
          'Tasks and results of %1 are not known: the scheduler has not responded yet.',
          formatList(
            unknown.map(({ label }) => label),
            trans
          )
        )
      : ''
  ];
  return sentences.filter(Boolean).join(' ');
}

/**
 * Whether it is known what is lost with a running cluster.
 */
function isLossKnown({ tasks, scheduler }: Cluster): boolean {
  return tasks !== null || scheduler === 'responding';
}

/**
 * Describe what running clusters have, all together; empty for nothing.
 */
function describeCounts(
  clusters: readonly Cluster[],
  trans: TranslationBundle
): string {
  const running = clusters.filter(({ status }) => status === 'running');
  const sum = (
    count: (cluster: Cluster) => number | null | undefined
  ): number =>
    running.reduce((total, cluster) => total + (count(cluster) ?? 0), 0);
  const workers = sum(one => one.workers.running);
  const unfinished = sum(
    ({ tasks }) => tasks && tasks.processing + tasks.waiting
  );
  const results = sum(({ tasks }) => tasks?.memory);
  const clients = sum(one => one.clients);
  const lost = [
    workers > 0 ? formatWorkers(workers, trans) : '',
    unfinished > 0
      ? trans._n('%1 unfinished task', '%1 unfinished tasks', unfinished)
      : '',
    results > 0
      ? trans._n('%1 result in memory', '%1 results in memory', results)
      : ''
  ].filter(Boolean);
  const sentences = [
    lost.length > 0
      ? trans.__('%1 will be lost.', formatList(lost, trans))
      : '',
    clients > 0
      ? trans._n(
          '%1 client will be disconnected.',
          '%1 clients will be disconnected.',
          clients
        )
      : ''
  ];
  return sentences.filter(Boolean).join(' ');
}

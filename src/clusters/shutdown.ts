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
  const { workers, tasks, clients } = cluster;
  if (tasks === null && cluster.scheduler !== 'responding') {
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
  const unfinished = (tasks?.processing ?? 0) + (tasks?.waiting ?? 0);
  const results = tasks?.memory ?? 0;
  const lost = [
    workers.running > 0 ? formatWorkers(workers.running, trans) : '',
    unfinished > 0
      ? trans._n('%1 unfinished task', '%1 unfinished tasks', unfinished)
      : '',
    results > 0
      ? trans._n('%1 result in memory', '%1 results in memory', results)
      : ''
  ].filter(Boolean);
  const sentences = [
    lost.length > 0 ? trans.__('%1 will be lost.', formatList(lost)) : '',
    clients !== null && clients > 0
      ? trans._n(
          '%1 client will be disconnected.',
          '%1 clients will be disconnected.',
          clients
        )
      : ''
  ];
  return sentences.filter(Boolean).join(' ');
}

import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Cluster } from '../api/models';
import { isBusy } from './cluster';

/**
 * Whether a cluster may be shut down: asks the user when something would be lost.
 */
export async function mayShutDown(
  cluster: Cluster,
  trans: TranslationBundle
): Promise<boolean> {
  if (cluster.status !== 'running' || !isBusy(cluster)) {
    return true;
  }
  const result = await showDialog({
    title: trans.__('Shut down %1?', cluster.label),
    body: lossOf(cluster, trans),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Shut down') })
    ]
  });
  return result.button.accept;
}

/**
 * What would be lost, in words.
 */
export function lossOf(cluster: Cluster, trans: TranslationBundle): string {
  const { tasks, clients } = cluster;
  const unfinished = (tasks?.processing ?? 0) + (tasks?.waiting ?? 0);
  const held = tasks?.memory ?? 0;
  const sentences = [
    unfinished > 0
      ? trans._n(
          '%1 task is not finished and will be lost.',
          '%1 tasks are not finished and will be lost.',
          unfinished
        )
      : '',
    held > 0
      ? trans._n(
          '%1 result that its workers hold will be lost.',
          '%1 results that its workers hold will be lost.',
          held
        )
      : '',
    clients !== null && clients > 0
      ? trans._n(
          '%1 client, such as a notebook, is connected and will lose its connection.',
          '%1 clients, such as notebooks, are connected and will lose their connection.',
          clients
        )
      : ''
  ];
  return sentences.filter(Boolean).join(' ');
}

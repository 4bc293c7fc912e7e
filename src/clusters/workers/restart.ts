import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ClusterWorker } from '../../api/models';
import { notifyFailure } from '../../ui/notify';
import type { WorkersModel } from './model';

/**
 * Ask whether to restart a worker, do so, and say how it went.
 */
export async function restartWorker(
  model: WorkersModel,
  worker: ClusterWorker,
  trans: TranslationBundle
): Promise<void> {
  const { name } = worker;
  const result = await showDialog({
    title: trans.__('Restart worker %1?', name),
    body: describeLoss(worker, trans),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Restart') })
    ]
  });
  if (!result.button.accept) {
    return;
  }
  try {
    await model.restart(worker);
  } catch (error) {
    const failure = trans.__('Worker %1 could not be restarted.', name);
    notifyFailure(failure, error, trans);
    return;
  }
  model.message = trans.__('worker %1 was restarted', name);
}

/**
 * Describe in one line what a restart costs.
 */
function describeLoss(
  { processing, stored }: ClusterWorker,
  trans: TranslationBundle
): string {
  return [
    processing
      ? trans._n(
          '%1 task that it processes begins again.',
          '%1 tasks that it processes begin again.',
          processing
        )
      : '',
    stored
      ? trans._n(
          '%1 result that it stores is computed again.',
          '%1 results that it stores are computed again.',
          stored
        )
      : '',
    trans.__(
      'The gateway may replace it by a new worker, which may have to wait for its start.'
    )
  ]
    .filter(Boolean)
    .join(' ');
}

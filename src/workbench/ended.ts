import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { EndedCluster } from '../api/models';
import type { EndedModel } from '../clusters/ended';
import type { IEndedActions } from '../clusters/panel/ended';
import type { IServices } from '../services';
import { CommandIDs } from '../tokens/commands';
import { notifyFailure } from '../ui/notify';

/**
 * Return what can be done with the clusters that have ended.
 *
 * @param execute - Executes a command about a cluster.
 */
export function endedActions(
  ended: EndedModel,
  { manager, active }: Pick<IServices, 'manager' | 'active'>,
  trans: TranslationBundle,
  execute: (command: string, cluster: EndedCluster) => void
): IEndedActions {
  return {
    createAgain: cluster => {
      ended.createAgain(cluster).then(
        created => active.selectCreated(created),
        (error: unknown) =>
          notifyFailure(
            trans.__('%1 could not be created again.', cluster.label),
            error,
            trans
          )
      );
    },
    openLogs: cluster => execute(CommandIDs.openLogs, cluster),
    forget: async cluster => {
      if (cluster === null && !(await confirmClear(ended, trans))) {
        return;
      }
      await ended.forget(cluster).catch((error: unknown) => {
        const failure = cluster
          ? trans.__('%1 could not be dismissed.', cluster.label)
          : trans.__('The list could not be cleared.');
        notifyFailure(failure, error, trans);
      });
    },
    now: () => manager.now()
  };
}

/**
 * Ask before what is known of all clusters is lost.
 */
async function confirmClear(
  { clusters }: EndedModel,
  trans: TranslationBundle
): Promise<boolean> {
  const { button } = await showDialog({
    title: trans.__('Clear the list of ended clusters?'),
    body: trans._n(
      'What %1 cluster used, its last log lines and how to create it again are forgotten.',
      'What %1 clusters used, their last log lines and how to create them again are forgotten.',
      clusters.length
    ),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Clear') })
    ]
  });
  return button.accept;
}

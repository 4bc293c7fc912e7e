import { InputDialog } from '@jupyterlab/apputils';

import type { Cluster } from '../api/models';
import { MAX_LABEL } from '../clusters/cluster';
import type { IServices } from '../services';
import { notifyFailure } from '../ui/notify';
import { findTarget } from './clusters';
import type { ICommandContext } from './context';

/**
 * Give a cluster another label, which everything shows from then on.
 */
export async function renameCluster(
  context: ICommandContext & IServices
): Promise<Cluster | null> {
  const { args, manager, trans } = context;
  const cluster = await findTarget(context);
  if (!cluster) {
    return null;
  }
  const wanted =
    typeof args.to === 'string'
      ? args.to
      : (
          await InputDialog.getText({
            title: trans.__('Rename %1', cluster.label),
            label: trans.__('Name'),
            text: cluster.label,
            required: true,
            okLabel: trans.__('Rename')
          })
        ).value;
  // The server counts characters, of which some take two places in a string.
  const label = [...(wanted?.trim() ?? '')].slice(0, MAX_LABEL).join('');
  if (label === '' || label === cluster.label) {
    return null;
  }
  try {
    return await manager.rename(cluster, label);
  } catch (error) {
    const failure = trans.__('%1 could not be renamed.', cluster.label);
    notifyFailure(failure, error, trans);
    return null;
  }
}

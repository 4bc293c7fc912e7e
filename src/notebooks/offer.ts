import { InputDialog, Notification } from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IClusterManager, IDashboards } from '../tokens';
import type { IAsked, IFound } from './find';
import { findDashboards } from './find';

/**
 * How long an answer stays, in milliseconds.
 */
const SAID_FOR = 6000;

/**
 * Look for dashboards in open notebooks, and show the one that the user wants.
 */
export async function offerDashboards(
  options: offerDashboards.IOptions
): Promise<void> {
  const { tracker, manager, dashboards, trans } = options;
  const notebooks: IAsked[] = [];
  tracker.forEach(({ title, sessionContext }) => {
    notebooks.push({
      name: title.label,
      kernel: sessionContext.session?.kernel ?? null
    });
  });
  const { found, silent } = await findDashboards(notebooks);
  if (found.length === 0) {
    Notification.info(
      silent > 0
        ? trans._n(
            'No dashboard found; %1 notebook is busy and could not be asked.',
            'No dashboard found; %1 notebooks are busy and could not be asked.',
            silent
          )
        : trans.__('No open notebook has a connected Dask client.'),
      { autoClose: SAID_FOR }
    );
    return;
  }
  const chosen = found.length === 1 ? found[0] : await choose(found, trans);
  if (!chosen) {
    return;
  }
  // A cluster that a notebook has just made may not be listed yet.
  await manager.refresh().catch(() => undefined);
  const answer = await dashboards.open(chosen.address);
  if (answer.kind === 'cluster' || answer.kind === 'page') {
    Notification.success(
      trans.__(
        'Showing the dashboard of %1, found in %2.',
        answer.kind === 'cluster' ? answer.label : chosen.address,
        chosen.notebook
      ),
      { autoClose: SAID_FOR }
    );
    return;
  }
  Notification.warning(
    trans.__(
      'The dashboard %1, found in %2, is not reached through this Jupyter server, so it cannot be shown in here.',
      chosen.address,
      chosen.notebook
    ),
    {
      autoClose: false,
      actions: [
        {
          label: trans.__('Open in a new browser tab'),
          callback: () => {
            window.open(chosen.address, '_blank', 'noopener');
          }
        }
      ]
    }
  );
}

/**
 * A namespace for `offerDashboards` statics.
 */
export namespace offerDashboards {
  /**
   * What it needs.
   */
  export interface IOptions {
    tracker: INotebookTracker;
    manager: IClusterManager;
    dashboards: IDashboards;
    trans: TranslationBundle;
  }
}

async function choose(
  found: readonly IFound[],
  trans: TranslationBundle
): Promise<IFound | undefined> {
  const items = found.map(({ address, notebook }) => `${notebook}: ${address}`);
  const { value } = await InputDialog.getItem({
    title: trans.__('Dashboards in open notebooks'),
    label: trans.__('Show'),
    items,
    okLabel: trans.__('Show')
  });
  return value === null ? undefined : found[items.indexOf(value)];
}

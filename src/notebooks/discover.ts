import { InputDialog, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { showDashboardUrl } from '../dashboards/page';
import type { IDashboards } from '../tokens';
import { SHORT_MESSAGE_MS } from '../ui/notify';
import type { IFoundDashboard, ISearchResult } from './links';
import { searchKernels } from './links';
import type { SessionPanel, Sessions } from './sessions';

/**
 * Find dashboards in open notebooks and show the one that the user selects.
 *
 * @returns Whether one is shown.
 */
export async function discoverDashboards(
  options: discoverDashboards.IOptions
): Promise<boolean> {
  const { sessions, dashboards, isRecentFirst, trans } = options;
  const { recent } = sessions;
  const near = isRecentFirst && recent ? await search([recent]) : null;
  const { found, busy } = near?.found.length
    ? near
    : await search(sessions.all);
  if (found.length === 0) {
    Notification.info(
      busy > 0
        ? trans._n(
            'No dashboard found; %1 notebook is busy and could not be searched.',
            'No dashboard found; %1 notebooks are busy and could not be searched.',
            busy
          )
        : trans.__('No open notebook has a connected Dask client.'),
      { autoClose: SHORT_MESSAGE_MS }
    );
    return false;
  }
  const selected = found.length === 1 ? found[0] : await select(found, trans);
  if (
    !selected ||
    !(await showDashboardUrl(dashboards, selected.address, trans))
  ) {
    return false;
  }
  Notification.success(
    trans.__(
      'Showing the dashboard of %1, found in %2.',
      dashboards.label ?? selected.address,
      selected.notebook
    ),
    { autoClose: SHORT_MESSAGE_MS }
  );
  return true;
}

/**
 * A namespace for `discoverDashboards` statics.
 */
export namespace discoverDashboards {
  /**
   * The options of the search.
   */
  export interface IOptions {
    sessions: Sessions;
    dashboards: IDashboards;

    /**
     * Whether all notebooks are searched only if the last one has none.
     */
    isRecentFirst: boolean;

    trans: TranslationBundle;
  }
}

function search(panels: readonly SessionPanel[]): Promise<ISearchResult> {
  return searchKernels(
    panels.map(({ title, sessionContext }) => ({
      name: title.label,
      kernel: sessionContext.session?.kernel ?? null
    }))
  );
}

async function select(
  found: readonly IFoundDashboard[],
  trans: TranslationBundle
): Promise<IFoundDashboard | undefined> {
  const items = found.map(({ address, notebook }) => `${notebook}: ${address}`);
  const { value } = await InputDialog.getItem({
    title: trans.__('Dashboards in open notebooks'),
    label: trans.__('Show'),
    items,
    okLabel: trans.__('Show')
  });
  return value === null ? undefined : found[items.indexOf(value)];
}

import { InputDialog, Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { showAddress } from '../dashboards/show';
import type { IDashboards } from '../tokens';
import type { IAnswers, IFound } from './find';
import { findDashboards } from './find';
import type { SessionPanel, Sessions } from './sessions';

/**
 * How long an answer stays, in milliseconds.
 */
const SAID_FOR = 6000;

/**
 * Look for dashboards in open notebooks, and show the one that the user wants.
 *
 * @returns Whether one is shown.
 */
export async function offerDashboards(
  options: offerDashboards.IOptions
): Promise<boolean> {
  const { sessions, dashboards, isRecentFirst, trans } = options;
  const { recent } = sessions;
  const near = isRecentFirst && recent ? await ask([recent]) : null;
  const { found, silent } = near?.found.length ? near : await ask(sessions.all);
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
    return false;
  }
  const chosen = found.length === 1 ? found[0] : await choose(found, trans);
  if (!chosen || !(await showAddress(dashboards, chosen.address, trans))) {
    return false;
  }
  Notification.success(
    trans.__(
      'Showing the dashboard of %1, found in %2.',
      dashboards.label ?? chosen.address,
      chosen.notebook
    ),
    { autoClose: SAID_FOR }
  );
  return true;
}

/**
 * A namespace for `offerDashboards` statics.
 */
export namespace offerDashboards {
  /**
   * What it needs.
   */
  export interface IOptions {
    sessions: Sessions;
    dashboards: IDashboards;

    /**
     * Whether the others are asked only if the one that was used last knows none.
     */
    isRecentFirst: boolean;

    trans: TranslationBundle;
  }
}

function ask(panels: readonly SessionPanel[]): Promise<IAnswers> {
  return findDashboards(
    panels.map(({ title, sessionContext }) => ({
      name: title.label,
      kernel: sessionContext.session?.kernel ?? null
    }))
  );
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

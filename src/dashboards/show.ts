import type { TranslationBundle } from '@jupyterlab/translation';

import { notify } from '../ui/notify';
import type { IDashboards } from '../tokens';
import { isShown, wordsOf } from './messages';

/**
 * Show the dashboard at an address that came from elsewhere, or say why not.
 *
 * @returns Whether it is shown.
 */
export async function showAddress(
  dashboards: IDashboards,
  address: string,
  trans: TranslationBundle
): Promise<boolean> {
  const answer = await dashboards.open(address);
  if (isShown(answer)) {
    return true;
  }
  const inNewTab = {
    label: trans.__('Open in a new browser tab'),
    callback: () => {
      window.open(address, '_blank', 'noopener');
    }
  };
  const options = { autoClose: false as const, actions: [inNewTab] };
  notify(wordsOf(answer, trans), 'warning', options, trans);
  return false;
}

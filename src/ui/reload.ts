import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * Say that the extension was updated since the page was loaded.
 */
export function reloadMessage(trans: TranslationBundle): string {
  return trans.__('The Dask extension was updated. Reload this page.');
}

/**
 * Wait for a part of the extension; ask the user to reload the page if the server no longer has it.
 */
export async function orReload<T>(
  part: Promise<T>,
  trans: TranslationBundle
): Promise<T> {
  try {
    return await part;
  } catch (error) {
    const label = trans.__('Reload');
    const callback = (): void => location.reload();
    Notification.error(reloadMessage(trans), {
      autoClose: false,
      actions: [{ label, callback }]
    });
    throw error;
  }
}

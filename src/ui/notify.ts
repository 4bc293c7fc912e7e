import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { formatError } from '../api/errors';

/**
 * How many characters of a text JupyterLab's notifications show.
 */
const SHOWN = 140;

/**
 * As many whole sentences of a text as a notification shows; all of it if the first alone is too long.
 */
export function shortened(text: string): string {
  if (text.length <= SHOWN) {
    return text;
  }
  const end = text.lastIndexOf('. ', SHOWN - 1);
  return end < 0 ? text : text.slice(0, end + 1);
}

/**
 * Notify of something, with a way to read what a notification does not show.
 */
export function notify(
  text: string,
  type: Notification.TypeOptions,
  options: Omit<Notification.IOptions<never>, 'data'>,
  trans: TranslationBundle
): void {
  const message = shortened(text);
  const readAll = {
    label: trans.__('Read all'),
    callback: () =>
      void showDialog({ body: text, buttons: [Dialog.okButton()] })
  };
  Notification.emit(
    message,
    type,
    text.length > SHOWN
      ? { ...options, actions: [...(options.actions ?? []), readAll] }
      : options
  );
}

/**
 * Notify of a failure and its reason.
 */
export function notifyFailure(
  failure: string,
  error: unknown,
  trans: TranslationBundle
): void {
  notify(`${failure} ${formatError(error, trans)}`, 'error', {}, trans);
}

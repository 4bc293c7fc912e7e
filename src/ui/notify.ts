import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { formatError } from '../api/errors';

/**
 * How many characters JupyterLab shows of a notification.
 */
const MAX_CHARACTERS = 140;

/**
 * How long a message that needs no action stays.
 */
export const SHORT_MESSAGE_MS = 6000;

/**
 * Shorten a text to as many whole sentences as a notification shows; keep it if the first alone is too long.
 */
export function shorten(text: string): string {
  if (text.length <= MAX_CHARACTERS) {
    return text;
  }
  const end = text.lastIndexOf('. ', MAX_CHARACTERS - 1);
  return end < 0 ? text : text.slice(0, end + 1);
}

/**
 * Show a notification, with a button for the part that does not fit.
 *
 * @returns The id of the notification.
 */
export function notify(
  text: string,
  type: Notification.TypeOptions,
  options: Omit<Notification.IOptions<never>, 'data'>,
  trans: TranslationBundle
): string {
  const showAll = {
    label: trans.__('Show all'),
    callback: () =>
      void showDialog({ body: text, buttons: [Dialog.okButton()] })
  };
  return Notification.emit(
    shorten(text),
    type,
    text.length > MAX_CHARACTERS
      ? { ...options, actions: [...(options.actions ?? []), showAll] }
      : options
  );
}

/**
 * Show what failed and why.
 *
 * @returns The id of the notification.
 */
export function notifyFailure(
  failure: string,
  error: unknown,
  trans: TranslationBundle
): string {
  return notify(`${failure} ${formatError(error, trans)}`, 'error', {}, trans);
}

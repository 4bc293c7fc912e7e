import type { TranslationBundle } from '@jupyterlab/translation';

import type { AddressAnswer } from '../tokens';

/**
 * What became of an address, in words.
 */
export function wordsOf(
  answer: AddressAnswer,
  trans: TranslationBundle
): string {
  switch (answer.kind) {
    case 'cluster':
      return trans.__('This is the dashboard of %1.', answer.label);
    case 'page':
      return trans.__('Shown, though it is none of your clusters.');
    case 'browser':
      return trans.__(
        'Shown by your browser, not by Jupyter. Where plots stay empty, %1 wants a login, or does not let other pages show it: open it in a new browser tab.',
        answer.place
      );
    case 'unreadable':
      return trans.__('This is not the address of a dashboard.');
    case 'silent':
      return trans.__(
        'Nothing answers at %1 for the machine that Jupyter runs on. Is the cluster still there?',
        answer.place
      );
    case 'other':
      return trans.__(
        'What answers at %1 is not a Dask dashboard.',
        answer.place
      );
    case 'forbidden':
      return trans.__(
        'This Jupyter server does not pass %1 on: its administrator lists the machines that it may reach (ServerProxy.host_allowlist). Open the dashboard in a new browser tab.',
        answer.place
      );
    case 'others':
      return trans.__(
        'At %1 another user of this machine listens, who could act as you by what it shows here.',
        answer.place
      );
    case 'foreign':
      return trans.__(
        'This Jupyter server does not pass %1 on. Open it in a new browser tab, or switch on “Reach dashboards from the browser” in the Dask settings.',
        answer.place
      );
    case 'mixed':
      return trans.__(
        'A browser shows nothing from %1 within a page that came by https. Open it in a new browser tab.',
        answer.place
      );
  }
}

/**
 * Whether an address is shown now.
 */
export function isShown(answer: AddressAnswer): boolean {
  return ['cluster', 'page', 'browser'].includes(answer.kind);
}

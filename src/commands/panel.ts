import type { JupyterFrontEnd } from '@jupyterlab/application';

import { PANEL_ID } from '../tokens';

/**
 * Where the keyboard goes on in the panel: the newest cluster, or the button that creates one.
 */
const START = ['.jp-DaskCard-label', '.jp-DaskNewButton'];

/**
 * How long to wait for the panel to be filled when it is first shown.
 */
const FILL_TIMEOUT_MS = 30_000;

/**
 * Show the panel and put the focus into it.
 *
 * @param name - The name of the cluster to go to, which may be rendered in a moment; by default the newest.
 */
export function showPanel(
  { shell }: Pick<JupyterFrontEnd, 'shell'>,
  name?: string
): void {
  const panel = document.getElementById(PANEL_ID);
  if (!panel?.getClientRects().length) {
    // Notebook 7.2 would close what is shown already.
    shell.activateById(PANEL_ID);
  }
  const before = document.activeElement;
  const find = (): HTMLElement | null | undefined =>
    name === undefined
      ? START.map(selector => panel?.querySelector<HTMLElement>(selector)).find(
          node => !!node
        )
      : [...(panel?.querySelectorAll<HTMLElement>('.jp-DaskCard') ?? [])]
          .find(({ dataset }) => dataset.name === name)
          ?.querySelector<HTMLElement>('.jp-DaskCard-label');
  const focus = (): boolean => {
    const target = find();
    target?.focus();
    // A browser does not focus what is hidden yet.
    return !!target && target === document.activeElement;
  };
  if (!panel || focus()) {
    return;
  }
  const stop = (): void => {
    observer.disconnect();
    document.removeEventListener('keydown', stop, true);
  };
  const observer = new MutationObserver(() => {
    const { activeElement, body } = document;
    // Who has gone elsewhere meanwhile stays there; what was hidden loses the focus by itself.
    const isElsewhere = activeElement !== before && activeElement !== body;
    if (isElsewhere || focus()) {
      stop();
    }
  });
  // So does who goes on typing.
  document.addEventListener('keydown', stop, true);
  observer.observe(panel, {
    childList: true,
    subtree: true,
    attributeFilter: ['class', 'style']
  });
  window.setTimeout(stop, FILL_TIMEOUT_MS);
}

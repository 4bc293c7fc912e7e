import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { MainAreaWidget } from '@jupyterlab/apputils';
import { Widget } from '@lumino/widgets';

/**
 * Add a tab where the application has a place for it.
 *
 * #### Notes
 * The main area of Notebook 7 holds one document and takes nothing else without a word; its
 * sidebar does. What is restored has its place, which JupyterLab knows only later.
 *
 * @param isRestored - Whether the tab was open before the page was loaded.
 */
export function addTab(
  shell: JupyterFrontEnd['shell'],
  tab: MainAreaWidget,
  isRestored: boolean
): void {
  shell.add(tab, 'main', { mode: 'tab-after' });
  if (!tab.isAttached && !isRestored) {
    showTitle(tab);
    shell.add(tab, 'right');
  }
}

/**
 * Show the title of a tab above it: a sidebar has no tabs that would.
 */
function showTitle(tab: MainAreaWidget): void {
  const heading = new Widget({ node: document.createElement('h2') });
  heading.addClass('jp-DaskTabTitle');
  const update = (): void => {
    heading.node.textContent = tab.title.label;
  };
  update();
  tab.title.changed.connect(update);
  tab.toolbar.addItem('title', heading);
  tab.toolbar.show();
}

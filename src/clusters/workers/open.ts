import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import type { Widget } from '@lumino/widgets';

import { addTab } from '../addtab';
import { keyOf } from '../cluster';
import { WorkersTab } from './tab';

/**
 * Open the workers of a cluster as a tab, or activate the tab that they have.
 */
export async function openWorkers(
  options: openWorkers.IOptions
): Promise<WorkersTab> {
  const { app, tracker, cluster, id } = options;
  let tab: WorkersTab | undefined;
  tracker.forEach(one => {
    if (
      one instanceof WorkersTab &&
      (id ? one.id === id : keyOf(one.model.cluster) === keyOf(cluster))
    ) {
      tab = one;
    }
  });
  if (!tab) {
    tab = new WorkersTab(options);
    addTab(app.shell, tab, id !== undefined);
    await tracker.add(tab);
  }
  app.shell.activateById(tab.id);
  return tab;
}

/**
 * A namespace for `openWorkers` statics.
 */
export namespace openWorkers {
  /**
   * The options of opening a tab.
   */
  export interface IOptions extends WorkersTab.IOptions {
    app: Pick<JupyterFrontEnd, 'shell'>;

    /**
     * The open tabs.
     */
    tracker: Pick<WidgetTracker<Widget>, 'forEach' | 'add'>;
  }
}

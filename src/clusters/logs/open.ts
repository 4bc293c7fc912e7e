import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import type { Widget } from '@lumino/widgets';

import { addTab } from '../addtab';
import { isSame, keyOf } from '../cluster';
import { LogTab } from './tab';

/**
 * Open the logs of a cluster as a tab, or activate the tab that they have.
 */
export async function openLogs(options: openLogs.IOptions): Promise<LogTab> {
  const { app, tracker, cluster, id, source } = options;
  let tab: LogTab | undefined;
  tracker.forEach(one => {
    if (
      one instanceof LogTab &&
      (id ? one.id === id : keyOf(one.model.cluster) === keyOf(cluster))
    ) {
      tab = one;
    }
  });
  if (!tab) {
    const created = new LogTab(options);
    let saved = created.saved;
    created.model.changed.connect(() => {
      if (!isSame(saved, created.saved)) {
        saved = created.saved;
        // What cannot be saved is restored with its first log.
        void tracker.save(created);
      }
    });
    addTab(app.shell, created, id !== undefined);
    await tracker.add(created);
    tab = created;
  } else if (source) {
    tab.model.select(source);
  }
  app.shell.activateById(tab.id);
  return tab;
}

/**
 * A namespace for `openLogs` statics.
 */
export namespace openLogs {
  /**
   * The options of opening a tab.
   */
  export interface IOptions extends LogTab.IOptions {
    app: Pick<JupyterFrontEnd, 'shell'>;

    /**
     * The open tabs.
     */
    tracker: Pick<WidgetTracker<Widget>, 'forEach' | 'add' | 'save'>;
  }
}

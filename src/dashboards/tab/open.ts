import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import { Notification } from '@jupyterlab/apputils';

import type { LogTab } from '../../clusters/logs/tab';
import type { WorkersTab } from '../../clusters/workers/tab';
import type { Pin } from '../../tokens';
import { SHORT_MESSAGE_MS } from '../../ui/notify';
import type { ITabPlacement } from '../layout';
import { pinKey } from '../pinned';
import { plotNamed } from '../plots';
import { DashboardTab } from './tab';
import type { ITabOptions } from './types';

/**
 * Open a plot or page of the dashboard as a tab, or activate the tab that it has.
 */
export async function openDashboard(
  options: openDashboard.IOptions
): Promise<DashboardTab> {
  const { app, tracker, dashboards, trans, pin } = options;
  const plot = plotNamed(options.plot, dashboards.plots, trans);
  // A tab that is pinned to what the sidebar shows shows the same.
  const targets = pin ? [pinKey(pin)] : ['', pinKey(dashboards.pin)];
  const isWanted = (
    one: DashboardTab | LogTab | WorkersTab
  ): one is DashboardTab =>
    one instanceof DashboardTab &&
    (options.id
      ? one.id === options.id
      : one.plot.path === plot.path && targets.includes(pinKey(one.pin)));
  let tab = tracker.filter(isWanted).find(isWanted);
  if (!tab) {
    tab = new DashboardTab({ ...options, plot });
    tab.pinChanged.connect(changed => {
      // What cannot be saved is not restored.
      void tracker.save(changed);
    });
    const beside = tracker.currentWidget;
    const placement: ITabPlacement = beside
      ? { ref: beside.id, mode: 'tab-after' }
      : { mode: 'split-right' };
    app.shell.add(tab, 'main', options.placement ?? placement);
    if (!tab.isAttached && !options.id) {
      openInBrowser(tab, options);
      return tab;
    }
    await tracker.add(tab);
  }
  app.shell.activateById(tab.id);
  return tab;
}

/**
 * Open a page as a tab of the browser, where the application has no place for it, as Notebook 7.
 */
function openInBrowser(
  tab: DashboardTab,
  { trans }: openDashboard.IOptions
): void {
  const { url, plot } = tab;
  tab.dispose();
  if (url !== null && window.open(url, '_blank')) {
    Notification.info(
      trans.__(
        '%1 was opened in a new browser tab: this page has no place for dashboards.',
        plot.title
      ),
      { autoClose: SHORT_MESSAGE_MS }
    );
  } else {
    Notification.warning(
      trans.__('%1 cannot be shown here; open it in JupyterLab.', plot.title)
    );
  }
}

/**
 * A namespace for `openDashboard` statics.
 */
export namespace openDashboard {
  /**
   * The options of opening a tab.
   */
  export interface IOptions extends Omit<ITabOptions, 'plot'> {
    app: JupyterFrontEnd;

    /**
     * The open tabs.
     */
    tracker: WidgetTracker<DashboardTab | LogTab | WorkersTab>;

    /**
     * The plot's title or path.
     */
    plot: string;

    /**
     * What a new tab is pinned to; null to follow the selected cluster.
     */
    pin: Pin | null;

    /**
     * Where a new tab goes, if not next to the last one.
     */
    placement?: ITabPlacement;
  }
}

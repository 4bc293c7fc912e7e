import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import type { DockLayout } from '@lumino/widgets';

import { plotNamed } from './plots';
import { DashboardTab } from './panel';

/**
 * Open a plot or page of the dashboard as a tab, or show the tab that it has.
 */
export async function openDashboard(
  options: openDashboard.IOptions
): Promise<DashboardTab> {
  const { app, tracker, dashboards, trans } = options;
  const plot = plotNamed(options.plot, dashboards.plots, trans);
  let tab = tracker.find(one => one.plot.path === plot.path);
  if (!tab) {
    tab = new DashboardTab({ ...options, plot });
    const beside = tracker.currentWidget;
    const place: { ref?: string; mode: DockLayout.InsertMode } = beside
      ? { ref: beside.id, mode: 'tab-after' }
      : { mode: 'split-right' };
    app.shell.add(tab, 'main', options.place ?? place);
    await tracker.add(tab);
  }
  app.shell.activateById(tab.id);
  return tab;
}

/**
 * A namespace for `openDashboard` statics.
 */
export namespace openDashboard {
  /**
   * What it needs.
   */
  export interface IOptions extends Omit<DashboardTab.IOptions, 'plot'> {
    app: JupyterFrontEnd;

    /**
     * The tabs that are open.
     */
    tracker: WidgetTracker<DashboardTab>;

    /**
     * The plot's title or path.
     */
    plot: string;

    /**
     * Where a new tab goes, unless beside the last one.
     */
    place?: { ref?: string; mode: DockLayout.InsertMode };
  }
}

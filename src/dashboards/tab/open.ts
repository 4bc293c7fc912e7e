import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';

import type { Pin } from '../../tokens';
import type { IPlace } from '../layout';
import { keyOfPin } from '../pinned';
import { plotNamed } from '../plots';
import { DashboardTab } from './tab';

/**
 * Open a plot or page of the dashboard as a tab, or show the tab that it has.
 */
export async function openDashboard(
  options: openDashboard.IOptions
): Promise<DashboardTab> {
  const { app, tracker, dashboards, trans, pin } = options;
  const plot = plotNamed(options.plot, dashboards.plots, trans);
  // A tab that stays with what the sidebar shows shows the same.
  const wanted = pin ? [keyOfPin(pin)] : ['', keyOfPin(dashboards.pin)];
  const isWanted = (one: DashboardTab): boolean =>
    options.id
      ? one.id === options.id
      : one.plot.path === plot.path && wanted.includes(keyOfPin(one.pin));
  let tab = tracker.find(isWanted);
  if (!tab) {
    tab = new DashboardTab({ ...options, plot });
    tab.pinChanged.connect(changed => {
      // What cannot be kept is not restored.
      void tracker.save(changed);
    });
    const beside = tracker.currentWidget;
    const place: IPlace = beside
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
     * What a new tab stays with; null to follow.
     */
    pin: Pin | null;

    /**
     * Where a new tab goes, unless beside the last one.
     */
    place?: IPlace;
  }
}

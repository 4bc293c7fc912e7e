import type { ILabShell } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';

import type { ILabSettings } from '../../tokens';
import { SHORT_MESSAGE_MS, notifyFailure } from '../../ui/notify';
import { isSamePlot, layoutOf, stepsOf } from '../layout';
import { openDashboard } from './open';
import { DashboardTab } from './tab';

/**
 * Open the dashboards of the user's layout, each in its place.
 */
export async function openLayout(
  options: Omit<openDashboard.IOptions, 'plot' | 'pin' | 'placement'> & {
    settings: ILabSettings;
  }
): Promise<void> {
  const { app, settings } = options;
  const before = app.shell.currentWidget;
  const placed: [string, DashboardTab][] = [];
  for (const { plot, mode, ref } of stepsOf(settings.values.defaultLayout)) {
    const beside = placed.find(
      ([name]) => ref !== null && isSamePlot(name, ref)
    );
    const placement = { mode, ref: beside?.[1].id };
    // Each is placed next to one that is already there.
    const tab = await openDashboard({ ...options, plot, pin: null, placement });
    placed.push([plot, tab]);
  }
  if (before) {
    app.shell.activateById(before.id);
  }
}

/**
 * Save the layout of the dashboards that are open as the user's layout.
 */
export async function saveLayout(
  options: Pick<openDashboard.IOptions, 'trans'> & {
    shell: ILabShell | null;
    settings: ILabSettings;
  }
): Promise<void> {
  const { shell, settings, trans } = options;
  const area = shell?.saveLayout().mainArea?.dock?.main ?? null;
  const layout = layoutOf(area, widget =>
    widget instanceof DashboardTab ? widget.plot.path : null
  );
  const count = Object.keys(layout).length;
  if (count === 0) {
    Notification.info(
      trans.__('No Dask dashboard is open. Open and arrange some first.'),
      { autoClose: SHORT_MESSAGE_MS }
    );
    return;
  }
  try {
    await settings.set('defaultLayout', layout);
    Notification.success(
      trans._n(
        'Layout saved (%1 dashboard).',
        'Layout saved (%1 dashboards).',
        count
      ),
      { autoClose: SHORT_MESSAGE_MS }
    );
  } catch (error) {
    notifyFailure(trans.__('The layout could not be saved.'), error, trans);
  }
}

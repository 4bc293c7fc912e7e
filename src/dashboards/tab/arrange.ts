import type { ILabShell } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';

import { notifyFailure } from '../../ui/notify';
import type { ILabSettings } from '../../tokens';
import { isSame, layoutOf, stepsOf } from '../layout';
import { openDashboard } from './open';
import type { DashboardTab } from './tab';

/**
 * Open the dashboards of the user's layout, each at its place.
 */
export async function openLayout(
  options: Omit<openDashboard.IOptions, 'plot' | 'pin' | 'place'> & {
    settings: ILabSettings;
  }
): Promise<void> {
  const { app, settings } = options;
  const before = app.shell.currentWidget;
  const placed: [string, DashboardTab][] = [];
  for (const { plot, mode, ref } of stepsOf(settings.values.defaultLayout)) {
    const beside = placed.find(([name]) => ref !== null && isSame(name, ref));
    const place = { mode, ref: beside?.[1].id };
    // Each is put beside one that is there already.
    const tab = await openDashboard({ ...options, plot, pin: null, place });
    placed.push([plot, tab]);
  }
  if (before) {
    app.shell.activateById(before.id);
  }
}

/**
 * Keep the arrangement that dashboards have now as the user's layout.
 */
export async function saveLayout(
  options: Pick<openDashboard.IOptions, 'tracker' | 'trans'> & {
    shell: ILabShell | null;
    settings: ILabSettings;
  }
): Promise<void> {
  const { shell, tracker, settings, trans } = options;
  const area = shell?.saveLayout().mainArea?.dock?.main ?? null;
  const layout = layoutOf(
    area,
    widget => tracker.find(tab => tab === widget)?.plot.path ?? null
  );
  const count = Object.keys(layout).length;
  if (count === 0) {
    Notification.info(
      trans.__('No Dask dashboard is open. Arrange some, then save them.'),
      { autoClose: 5000 }
    );
    return;
  }
  try {
    await settings.set('defaultLayout', layout);
    Notification.success(
      trans._n(
        'Saved where %1 dashboard is.',
        'Saved where %1 dashboards are.',
        count
      ),
      { autoClose: 4000 }
    );
  } catch (error) {
    const failure = trans.__('The arrangement could not be saved.');
    notifyFailure(failure, error, trans);
  }
}

import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { DASK_COMMANDS } from '../tokens/ids';
import type { DashboardTab } from '../dashboards/tab/tab';
import { daskIcon } from '../ui/icons';
import { CommandIDs } from '../tokens';
import { addCommands, bundleOf } from './commands';

/**
 * Opens dashboards as tabs of the main area, and brings them back after a reload.
 */
export const tabsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'purdue-dask-lab:dashboard-tabs',
  description: 'Opens Dask dashboards as tabs.',
  autoStart: true,
  optional: [ILayoutRestorer, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = bundleOf(translator);
    const command = CommandIDs.openDashboard;
    const tracker = new WidgetTracker<DashboardTab>({
      namespace: 'purdue-dask-lab-dashboards'
    });
    const extras = { tracker };
    addCommands(
      { app, palette, trans, extras },
      {
        [command]: {
          label: args => trans.__('Open Dask Dashboard: %1', titleOf(args)),
          icon: daskIcon
        },
        [CommandIDs.openLayout]: {
          label: trans.__('Open Dask Dashboard Layout')
        },
        [CommandIDs.saveLayout]: {
          label: trans.__('Save the Present Dask Dashboard Arrangement')
        },
        ...oldCommands(app)
      }
    );
    const category = trans.__('Dask');
    for (const plot of [
      'Status',
      'Task Stream',
      'Progress',
      'Workers Memory',
      'Cluster Map'
    ]) {
      palette?.addItem({ command, args: { plot }, category });
    }
    void restorer?.restore(tracker, {
      command,
      args: tab => tab.saved,
      name: tab => tab.id
    });
  }
};

/**
 * The commands of dask-labextension: named as ours are, for who puts them into menus, yet not in the palette beside ours.
 */
function oldCommands(
  app: JupyterFrontEnd
): Readonly<Record<string, addCommands.ICommand>> {
  const { commands } = app;
  return Object.fromEntries(
    Object.entries(DASK_COMMANDS).map(([id, ours]) => {
      const label = (args: ReadonlyPartialJSONObject): string =>
        commands.label(ours, args);
      const isToggled = (): boolean => commands.isToggled(ours);
      return [
        `dask:${id}`,
        ours === CommandIDs.toggleAutoStart ? { label, isToggled } : { label }
      ];
    })
  );
}

/**
 * What a dashboard is called by a command's arguments, which may be those of dask-labextension.
 */
function titleOf({ plot, item }: ReadonlyPartialJSONObject): string {
  const { label } = (item ?? {}) as ReadonlyPartialJSONObject;
  return String(plot ?? label ?? 'Status');
}

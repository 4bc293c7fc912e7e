import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { LogTab } from '../clusters/logs/tab';
import type { WorkersTab } from '../clusters/workers/tab';
import type { DashboardTab } from '../dashboards/tab/tab';
import type { LegacyCommand } from '../tokens';
import { ID_PREFIX, LEGACY_COMMANDS } from '../tokens';
import { daskIcon } from '../ui/icons';
import { addCommands } from './commands';
import { loadTranslation } from './lazy';

/**
 * Opens dashboards as tabs of the main area, and restores them after a reload.
 */
export const tabsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'purdue-dask-lab:dashboard-tabs',
  description: 'Opens Dask dashboards as tabs.',
  autoStart: true,
  optional: [ILayoutRestorer, ICommandPalette, ITranslator, ILabShell],
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
    labShell: ILabShell | null
  ): void => {
    const trans = loadTranslation(translator);
    const command = `${ID_PREFIX}open-dashboard`;
    const saveLayout = `${ID_PREFIX}save-layout`;
    const tracker = new WidgetTracker<DashboardTab | LogTab | WorkersTab>({
      namespace: 'purdue-dask-lab-dashboards'
    });
    const shared = { app, trans, extras: { tracker } };
    addCommands(
      { ...shared, palette: null },
      {
        'open-dashboard': {
          label: args => trans.__('Open Dask Dashboard: %1', titleOf(args)),
          icon: daskIcon
        },
        ...legacyCommands(app)
      }
    );
    addCommands(
      { ...shared, palette },
      {
        'open-layout': { label: trans.__('Open Dask Dashboard Layout') },
        'save-layout': {
          label: trans.__('Save Dask Dashboard Layout'),
          isEnabled: () => tracker.size > 0,
          // In Notebook each dashboard has a browser tab of its own.
          isVisible: () => labShell !== null
        }
      }
    );
    // A palette is told when the first tab is opened and the last one is closed.
    const update = (): void => app.commands.notifyCommandChanged(saveLayout);
    tracker.widgetAdded.connect((_, { disposed }) => {
      disposed.connect(update);
      update();
    });
    // The other dashboards follow when the sidebar is shown.
    palette?.addItem({ command, category: trans.__('Dask') });
    void restorer?.restore(tracker, {
      command,
      args: tab => tab.saved,
      name: tab => tab.id
    });
  }
};

/**
 * Return the commands of dask-labextension, with the labels of ours.
 */
function legacyCommands({
  commands
}: JupyterFrontEnd): Record<LegacyCommand, addCommands.ICommand> {
  return Object.fromEntries(
    Object.entries(LEGACY_COMMANDS).map(([name, ours]) => {
      const id = ID_PREFIX + ours;
      const command: addCommands.ICommand = {
        label: args => commands.label(id, args),
        isEnabled: args => commands.isEnabled(id, args)
      };
      if (name === ours) {
        // The only one that both have under the same name is a switch.
        command.isToggled = () => commands.isToggled(id);
      }
      return [`dask:${name}`, command];
    })
  ) as Record<LegacyCommand, addCommands.ICommand>;
}

/**
 * Return the title of a dashboard in a command's arguments, which may be those of dask-labextension.
 */
function titleOf({ plot, item }: ReadonlyPartialJSONObject): string {
  const { label } = (item ?? {}) as ReadonlyPartialJSONObject;
  return `${plot ?? label ?? 'Status'}`;
}

import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';

import { daskIcon } from '../ui/icons';
import { CommandIDs, SETTINGS_ID } from '../tokens';
import { addCommands, bundleOf } from './commands';
import { loadWorkbench } from './lazy';

/**
 * Puts client code into notebooks, and finds the dashboards that they know.
 */
export const notebooksPlugin: JupyterFrontEndPlugin<void> = {
  id: 'purdue-dask-lab:notebooks',
  description: 'Connects notebooks with Dask clusters.',
  autoStart: true,
  optional: [ICommandPalette, ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    palette: ICommandPalette | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = bundleOf(translator);
    let isOn = false;
    let isStarted = false;
    // Settings that cannot be loaded switch nothing on.
    void registry?.load(SETTINGS_ID).then(
      settings => {
        const update = (): void => {
          isOn = settings.composite.autoStartClient === true;
          app.commands.notifyCommandChanged(CommandIDs.toggleAutoStart);
          if (isOn && !isStarted) {
            isStarted = true;
            void loadWorkbench().then(({ startClients }) =>
              startClients(app, trans)
            );
          }
        };
        settings.changed.connect(update);
        update();
      },
      () => undefined
    );
    addCommands(
      { app, palette, trans },
      {
        [CommandIDs.insertClientCode]: {
          label: trans.__('Insert Dask Client Code'),
          icon: daskIcon
        },
        [CommandIDs.findDashboards]: {
          label: trans.__('Find Dask Dashboards in Open Notebooks')
        },
        [CommandIDs.toggleAutoStart]: {
          label: trans.__('Auto-Start Dask Client in Notebooks'),
          isToggled: () => isOn
        }
      }
    );
  }
};

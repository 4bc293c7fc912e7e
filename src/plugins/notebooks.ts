import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';

import { SETTINGS_ID } from '../tokens';
import { daskIcon } from '../ui/icons';
import { addCommands, labelWithCluster } from './commands';
import { loadTranslation, loadWorkbench } from './lazy';

/**
 * Inserts client code into notebooks, and finds the dashboards that they use.
 */
export const notebooksPlugin: JupyterFrontEndPlugin<void> = {
  id: 'purdue-dask-lab:notebooks',
  description: 'Adds Dask clients to notebooks.',
  autoStart: true,
  optional: [ICommandPalette, ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    palette: ICommandPalette | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = loadTranslation(translator);
    let isOn = false;
    let clients: Promise<void> | undefined;
    // In its list of all settings, JupyterLab's server translates none of extensions.
    const language = translator?.languageCode ?? 'en';
    const load = language.startsWith('en') ? 'load' : 'reload';
    // Settings that cannot be loaded turn nothing on.
    void registry?.[load](SETTINGS_ID).then(
      settings => {
        const update = (): void => {
          isOn = settings.composite.autoStartClient === true;
          app.commands.notifyCommandChanged();
          if (isOn) {
            clients ??= loadWorkbench().then(({ startClients }) =>
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
        'insert-client-code': {
          label: labelWithCluster(app, trans.__('Insert Dask Client Code')),
          icon: daskIcon
        },
        'find-dashboards': {
          label: trans.__('Find Dask Dashboards in Open Notebooks')
        },
        'toggle-auto-start-client': {
          label: trans.__('Auto-Start Dask Client in Notebooks'),
          isToggled: () => isOn
        }
      }
    );
  }
};

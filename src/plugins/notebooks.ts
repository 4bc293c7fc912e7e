import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';

import { daskIcon } from '../icons';
import { CommandIDs } from '../tokens';
import { addCommands, bundleOf } from './commands';

/**
 * Puts client code into notebooks, and finds the dashboards that they know.
 */
export const notebooksPlugin: JupyterFrontEndPlugin<void> = {
  id: 'purdue-dask-lab:notebooks',
  description: 'Connects notebooks with Dask clusters.',
  autoStart: true,
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = bundleOf(translator);
    addCommands(
      { app, palette, trans },
      {
        [CommandIDs.insertClientCode]: {
          label: trans.__('Insert Dask Client Code'),
          icon: daskIcon
        },
        [CommandIDs.findDashboards]: {
          label: trans.__('Find Dask Dashboards in Open Notebooks')
        }
      }
    );
  }
};

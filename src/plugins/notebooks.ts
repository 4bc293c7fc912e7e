import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';

import { daskIcon } from '../icons';
import { CommandIDs } from '../tokens';
import {
  CLUSTER_ARGS,
  NO_ARGS,
  addCommands,
  bundleOf,
  clusterOf
} from './commands';
import { loadServices, loadWorkbench } from './lazy';

/**
 * Puts client code into notebooks, and finds the dashboards that they know.
 */
export const notebooksPlugin: JupyterFrontEndPlugin<void> = {
  id: 'purdue-dask-lab:notebooks',
  description: 'Connects notebooks with Dask clusters.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = bundleOf(translator);
    addCommands(app, palette, trans, {
      [CommandIDs.insertClientCode]: {
        label: trans.__('Insert Dask Client Code'),
        icon: daskIcon,
        describedBy: CLUSTER_ARGS,
        execute: async args => {
          const ref = clusterOf(app, args);
          const services = await loadServices(app);
          const { insertClientCode } = await loadWorkbench();
          await insertClientCode({ ...services, app, tracker, ref, trans });
        }
      },
      [CommandIDs.findDashboards]: {
        label: trans.__('Find Dask Dashboards in Open Notebooks'),
        describedBy: NO_ARGS,
        execute: async () => {
          const services = await loadServices(app);
          const { offerDashboards } = await loadWorkbench();
          await offerDashboards({ ...services, tracker, trans });
        }
      }
    });
  }
};

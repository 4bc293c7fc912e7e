import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';

import type { DashboardTab } from '../dashboards/panel';
import { daskIcon } from '../icons';
import { CommandIDs } from '../tokens';
import { addCommands, bundleOf } from './commands';
import { loadServices, loadWorkbench } from './lazy';

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
    addCommands(app, palette, trans, {
      [command]: {
        label: args =>
          trans.__('Open Dask Dashboard: %1', args.plot ?? 'Status'),
        icon: daskIcon,
        describedBy: {
          args: {
            type: 'object',
            properties: {
              plot: {
                type: 'string',
                description: "A plot's title or path; else the status page"
              }
            }
          }
        },
        execute: async args => {
          const [services, { openDashboard }] = await Promise.all([
            loadServices(app),
            loadWorkbench()
          ]);
          return openDashboard({
            ...services,
            app,
            tracker,
            plot: String(args.plot ?? 'status'),
            showClusters: () => void app.commands.execute(CommandIDs.openPanel),
            trans
          });
        }
      }
    });
    for (const plot of [
      'Status',
      'Task Stream',
      'Progress',
      'Workers Memory',
      'Cluster Map'
    ]) {
      palette?.addItem({
        command,
        args: { plot },
        category: trans.__('Dask')
      });
    }
    void restorer?.restore(tracker, {
      command,
      args: tab => ({ plot: tab.plot.path }),
      name: tab => tab.plot.path
    });
  }
};

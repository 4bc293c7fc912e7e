import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator } from '@jupyterlab/translation';

import { IActiveCluster, IClusterManager, IDashboards } from '../tokens';
import { bundleOf } from './commands';
import { loadWorkbench } from './lazy';

/**
 * Provides the dashboard that is shown.
 */
export const dashboardsPlugin: JupyterFrontEndPlugin<IDashboards> = {
  id: 'purdue-dask-lab:dashboards',
  description: 'Provides the Dask dashboard that is shown, and its plots.',
  provides: IDashboards,
  requires: [IClusterManager, IActiveCluster],
  optional: [ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    manager: IClusterManager,
    active: IActiveCluster,
    translator: ITranslator | null
  ) => {
    const { Dashboards } = await loadWorkbench();
    return new Dashboards({
      manager,
      active,
      origin: app.serviceManager.serverSettings.baseUrl,
      trans: bundleOf(translator)
    });
  }
};

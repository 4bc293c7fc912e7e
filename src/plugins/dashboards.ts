import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator } from '@jupyterlab/translation';

import {
  IActiveCluster,
  IClusterManager,
  IDashboards,
  ILabSettings
} from '../tokens';
import { bundleOf } from './commands';
import { loadWorkbench } from './lazy';

/**
 * Provides the dashboard that is shown.
 */
export const dashboardsPlugin: JupyterFrontEndPlugin<IDashboards> = {
  id: 'purdue-dask-lab:dashboards',
  description: 'Provides the Dask dashboard that is shown, and its plots.',
  provides: IDashboards,
  requires: [IClusterManager, IActiveCluster, ILabSettings],
  optional: [IStateDB, ITranslator],
  activate: async (
    app: JupyterFrontEnd,
    manager: IClusterManager,
    active: IActiveCluster,
    settings: ILabSettings,
    state: IStateDB | null,
    translator: ITranslator | null
  ) => {
    const { createDashboards } = await loadWorkbench();
    const trans = bundleOf(translator);
    return createDashboards(app, { manager, active, settings, state, trans });
  }
};

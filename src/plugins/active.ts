import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';

import { IActiveCluster, IClusterManager } from '../tokens';
import { loadWorkbench } from './lazy';

/**
 * Provides the chosen cluster.
 */
export const activePlugin: JupyterFrontEndPlugin<IActiveCluster> = {
  id: 'purdue-dask-lab:active',
  description: 'Provides the Dask cluster whose dashboards are shown.',
  provides: IActiveCluster,
  requires: [IClusterManager],
  optional: [IStateDB],
  activate: async (_, manager: IClusterManager, state: IStateDB | null) =>
    (await loadWorkbench()).createActiveCluster(manager, state)
};

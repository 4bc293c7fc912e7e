import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { IActiveCluster } from '../tokens';
import { loadWorkbench } from './lazy';

/**
 * Provides the chosen cluster.
 */
export const activePlugin: JupyterFrontEndPlugin<IActiveCluster> = {
  id: 'purdue-dask-lab:active',
  description: 'Provides the chosen Dask cluster.',
  provides: IActiveCluster,
  activate: async app => (await loadWorkbench()).createActiveCluster(app)
};

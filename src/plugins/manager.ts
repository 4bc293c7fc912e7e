import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { IClusterManager } from '../tokens';
import { loadWorkbench } from './lazy';

/**
 * Provides the clusters, to whoever asks first.
 *
 * #### Notes
 * It does not start by itself: as long as nobody wants to know, its code is
 * not loaded and the server is not asked.
 */
export const managerPlugin: JupyterFrontEndPlugin<IClusterManager> = {
  id: 'purdue-dask-lab:manager',
  description: 'Provides the Dask clusters of the user.',
  provides: IClusterManager,
  activate: async app => (await loadWorkbench()).createManager(app)
};

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { IDashboards } from '../tokens';
import { loadWorkbench } from './lazy';

/**
 * Provides the dashboard that is shown.
 */
export const dashboardsPlugin: JupyterFrontEndPlugin<IDashboards> = {
  id: 'purdue-dask-lab:dashboards',
  description: 'Provides the shown Dask dashboard.',
  provides: IDashboards,
  activate: async app => (await loadWorkbench()).createDashboards(app)
};

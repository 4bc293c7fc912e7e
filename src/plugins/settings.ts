import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { ILabSettings } from '../tokens';
import { loadWorkbench } from './lazy';

/**
 * Provides the settings of this extension.
 */
export const settingsPlugin: JupyterFrontEndPlugin<ILabSettings> = {
  id: 'purdue-dask-lab:settings',
  description: 'Provides the settings.',
  provides: ILabSettings,
  activate: async app => (await loadWorkbench()).createSettings(app)
};

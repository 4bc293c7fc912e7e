import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { ILabSettings } from '../tokens';
import { loadWorkbench } from './lazy';

/**
 * Provides the settings of this extension.
 */
export const settingsPlugin: JupyterFrontEndPlugin<ILabSettings> = {
  id: 'purdue-dask-lab:settings',
  description: 'Provides the settings of the Dask extension.',
  provides: ILabSettings,
  optional: [ISettingRegistry],
  activate: async (_, registry: ISettingRegistry | null) =>
    (await loadWorkbench()).createSettings(registry)
};

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import {
  IActiveCluster,
  IClusterManager,
  IDashboards,
  ILabSettings
} from '../tokens';

/**
 * The texts of this extension.
 */
export async function bundleOf(
  app: JupyterFrontEnd
): Promise<TranslationBundle> {
  const translator = await app.resolveOptionalService(ITranslator);
  return (translator ?? nullTranslator).load('purdue_dask_lab');
}

/**
 * What all parts of the extension work with.
 */
export interface IServices {
  readonly manager: IClusterManager;
  readonly active: IActiveCluster;
  readonly dashboards: IDashboards;
  readonly settings: ILabSettings;
}

/**
 * Activate, with the first use, what all parts of the extension work with.
 */
export async function loadServices(app: JupyterFrontEnd): Promise<IServices> {
  const [manager, active, dashboards, settings] = await Promise.all([
    app.resolveRequiredService(IClusterManager),
    app.resolveRequiredService(IActiveCluster),
    app.resolveRequiredService(IDashboards),
    app.resolveRequiredService(ILabSettings)
  ]);
  return { manager, active, dashboards, settings };
}

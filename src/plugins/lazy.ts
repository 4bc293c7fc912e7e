import type { JupyterFrontEnd } from '@jupyterlab/application';

import { IActiveCluster, IClusterManager, IDashboards } from '../tokens';
import type * as workbench from '../workbench';

/**
 * What all parts of the extension work with.
 */
export interface IServices {
  readonly manager: IClusterManager;
  readonly active: IActiveCluster;
  readonly dashboards: IDashboards;
}

/**
 * Load what is not needed before somebody uses the extension.
 */
export function loadWorkbench(): Promise<typeof workbench> {
  return import('../workbench');
}

/**
 * Activate, with the first use, what all parts of the extension work with.
 */
export async function loadServices(app: JupyterFrontEnd): Promise<IServices> {
  const [manager, active, dashboards] = await Promise.all([
    app.resolveRequiredService(IClusterManager),
    app.resolveRequiredService(IActiveCluster),
    app.resolveRequiredService(IDashboards)
  ]);
  return { manager, active, dashboards };
}

import type { JupyterFrontEnd } from '@jupyterlab/application';

import {
  IActiveCluster,
  IClusterManager,
  IDashboards,
  ILabSettings
} from '../tokens';

/**
 * The services that commands and widgets work with.
 */
export interface IServices {
  readonly manager: IClusterManager;
  readonly active: IActiveCluster;
  readonly dashboards: IDashboards;
  readonly settings: ILabSettings;
}

/**
 * Resolve the services, which activates those that nobody needed before.
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

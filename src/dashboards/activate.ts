import type { JupyterFrontEnd } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';

import { translationOf } from '../ui/translation';
import { IActiveCluster, IClusterManager, ILabSettings } from '../tokens';
import { DashboardManager } from './manager';

/**
 * The key of a dashboard at an address in the state database.
 */
const STATE_KEY = 'purdue-dask-lab:dashboard';

/**
 * Create the dashboards from what a state database remembers.
 */
export async function createDashboards(
  app: JupyterFrontEnd
): Promise<DashboardManager> {
  const [manager, active, settings, state, trans] = await Promise.all([
    app.resolveRequiredService(IClusterManager),
    app.resolveRequiredService(IActiveCluster),
    app.resolveRequiredService(ILabSettings),
    app.resolveOptionalService(IStateDB),
    translationOf(app)
  ]);
  // What cannot be restored is not shown again.
  const remembered = await state?.fetch(STATE_KEY).catch(() => undefined);
  return new DashboardManager({
    manager,
    active,
    settings,
    trans,
    server: app.serviceManager.serverSettings.baseUrl,
    remembered: typeof remembered === 'string' ? remembered : undefined,
    store: base => {
      const stored =
        base === null ? state?.remove(STATE_KEY) : state?.save(STATE_KEY, base);
      stored?.catch(() => undefined);
    }
  });
}

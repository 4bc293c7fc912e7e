import type { JupyterFrontEnd } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';

import { bundleOf } from '../services';
import { IActiveCluster, IClusterManager, ILabSettings } from '../tokens';
import { Dashboards } from './manager';

/**
 * Under which name a dashboard of no cluster is remembered.
 */
const STATE_KEY = 'purdue-dask-lab:dashboard';

/**
 * Create the dashboards, with what a state database remembers.
 */
export async function createDashboards(
  app: JupyterFrontEnd
): Promise<Dashboards> {
  const [manager, active, settings, state, trans] = await Promise.all([
    app.resolveRequiredService(IClusterManager),
    app.resolveRequiredService(IActiveCluster),
    app.resolveRequiredService(ILabSettings),
    app.resolveOptionalService(IStateDB),
    bundleOf(app)
  ]);
  // What cannot be remembered is not shown again.
  const remembered = await state?.fetch(STATE_KEY).catch(() => undefined);
  return new Dashboards({
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

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IActiveCluster, IClusterManager, ILabSettings } from '../tokens';
import { Dashboards } from './manager';

/**
 * Under which name a dashboard of no cluster is remembered.
 */
const STATE_KEY = 'purdue-dask-lab:dashboard';

/**
 * Create the dashboards, with what a state database remembers.
 */
export async function createDashboards(
  app: JupyterFrontEnd,
  options: {
    manager: IClusterManager;
    active: IActiveCluster;
    settings: ILabSettings;
    state: IStateDB | null;
    trans: TranslationBundle;
  }
): Promise<Dashboards> {
  const { state } = options;
  // What cannot be remembered is not shown again.
  const remembered = await state?.fetch(STATE_KEY).catch(() => undefined);
  return new Dashboards({
    ...options,
    server: app.serviceManager.serverSettings.baseUrl,
    remembered: typeof remembered === 'string' ? remembered : undefined,
    store: base => {
      const stored =
        base === null ? state?.remove(STATE_KEY) : state?.save(STATE_KEY, base);
      stored?.catch(() => undefined);
    }
  });
}

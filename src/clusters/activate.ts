import type { JupyterFrontEnd } from '@jupyterlab/application';

import { addCardCommands } from '../commands';
import { RestClient } from '../api/client';
import { bundleOf } from '../services';
import type { IClusterManager } from '../tokens';
import { CommandIDs } from '../tokens';
import { EndingNotices } from './notifications/expiry';
import { ClusterManager } from './manager';
import { ClusterNotices } from './notifications/status';

/**
 * Create the manager of the clusters that this page's server tells of.
 */
export async function createManager(
  app: JupyterFrontEnd
): Promise<IClusterManager> {
  const trans = await bundleOf(app);
  addCardCommands(app, trans);
  const { serverSettings, events } = app.serviceManager;
  const manager = new ClusterManager({
    rest: new RestClient({ serverSettings }),
    events: events.stream,
    isVisible: () => !document.hidden
  });
  const notices = new ClusterNotices({
    manager,
    commands: app.commands,
    trans
  });
  const endings = new EndingNotices({
    manager,
    // The command shows its own failures.
    show: () => void app.commands.execute(CommandIDs.openPanel),
    trans
  });
  const attend = (): void => manager.attend();
  document.addEventListener('visibilitychange', attend);
  window.addEventListener('online', attend);
  manager.disposed.connect(() => {
    notices.dispose();
    endings.dispose();
    document.removeEventListener('visibilitychange', attend);
    window.removeEventListener('online', attend);
  });
  return manager;
}

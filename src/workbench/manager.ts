import type { JupyterFrontEnd } from '@jupyterlab/application';

import { RestClient } from '../api/client';
import { addCardCommands } from '../commands';
import type { IClusterManager } from '../tokens';
import { translationOf } from '../ui/translation';
import { ClusterManager } from '../clusters/manager';
import { ExpiryNotifications } from '../clusters/notifications/expiry';
import { StatusNotifications } from '../clusters/notifications/status';
import { addRunning } from './running';

/**
 * Create the manager of the user's clusters, what notifies of their status, and the commands of cards.
 */
export async function createManager(
  app: JupyterFrontEnd
): Promise<IClusterManager> {
  const trans = await translationOf(app);
  const { commands } = app;
  const { serverSettings, events } = app.serviceManager;
  const manager = new ClusterManager({
    rest: new RestClient({ serverSettings }),
    events: events.stream,
    isVisible: () => !document.hidden
  });
  addCardCommands(app, manager, trans);
  const notifications = [
    new StatusNotifications({ manager, commands, trans }),
    new ExpiryNotifications({ manager, commands, trans })
  ];
  const wake = (): void => manager.wake();
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('online', wake);
  manager.disposed.connect(() => {
    notifications.forEach(one => one.dispose());
    document.removeEventListener('visibilitychange', wake);
    window.removeEventListener('online', wake);
  });
  await addRunning(app, manager, trans);
  return manager;
}

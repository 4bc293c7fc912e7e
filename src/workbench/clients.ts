import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';

import { loadNotebooks } from '../commands/context';
import { loadServices } from '../services';

/**
 * Start clients in notebooks and consoles, those that are open and those to come.
 */
export async function startClients(
  app: JupyterFrontEnd,
  trans: TranslationBundle
): Promise<void> {
  const [{ AutoStart, sessionsOf }, services] = await Promise.all([
    loadNotebooks(trans),
    loadServices(app)
  ]);
  const sessions = await sessionsOf(app);
  // The clusters are needed whether anybody watches them or not.
  await services.manager.refresh().catch(() => undefined);
  new AutoStart({ ...services, sessions, trans });
}

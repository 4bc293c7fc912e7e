import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import type { Token } from '@lumino/coreutils';

import type { IKnown } from '../commands/args';
import {
  ID_PREFIX,
  IActiveCluster,
  IClusterManager,
  IDashboards,
  ILabSettings
} from '../tokens';
import type * as workbench from '../workbench';
import { setKnown } from './commands';
import { loadWorkbench } from './lazy';

/**
 * Creates a service; may tell what is known of the clusters, for the labels and states of commands.
 */
type Create<T> = (
  app: JupyterFrontEnd,
  onKnown: (known: IKnown) => void
) => Promise<T>;

/**
 * Return a plugin that provides a service to whoever asks first.
 *
 * #### Notes
 * Providers do not start by themselves: as long as nobody asks, their code is
 * not loaded and the server is not polled.
 */
function provider<T>(
  name: string,
  provides: Token<T>,
  choose: (from: typeof workbench) => Create<T>
): JupyterFrontEndPlugin<T> {
  return {
    id: ID_PREFIX + name,
    description: `Provides ${provides.name}.`,
    provides,
    activate: async app =>
      choose(await loadWorkbench())(app, known => setKnown(app, known))
  };
}

/**
 * The plugins that provide the services of `tokens/`.
 */
export const providers: JupyterFrontEndPlugin<unknown>[] = [
  provider('manager', IClusterManager, from => from.createManager),
  provider('active', IActiveCluster, from => from.createActiveCluster),
  provider('dashboards', IDashboards, from => from.createDashboards),
  provider('settings', ILabSettings, from => from.createSettings)
];

import type { JupyterFrontEnd } from '@jupyterlab/application';

import * as clusters from '../clusters/active';
import type { IKnown } from '../commands/args';
import { allows, stateOf } from '../commands/enabled';
import type { IActiveCluster } from '../tokens';
import { IClusterManager } from '../tokens';

/**
 * Create the selected cluster, and tell commands what is known of it and the others.
 *
 * @param onKnown - Called whenever a command may have another label or state.
 */
export async function createActiveCluster(
  app: JupyterFrontEnd,
  onKnown: (known: IKnown) => void
): Promise<IActiveCluster> {
  const [manager, active] = await Promise.all([
    app.resolveRequiredService(IClusterManager),
    clusters.createActiveCluster(app)
  ]);
  let told = '';
  const tell = (): void => {
    const state = stateOf(manager, active);
    // Numbers change each second, which is nothing to commands.
    if (state !== told) {
      told = state;
      onKnown({
        label: active.current?.label ?? '',
        allows: (name, target) => allows(name, target, manager, active)
      });
    }
  };
  active.changed.connect(tell);
  manager.changed.connect(tell);
  manager.stateChanged.connect(tell);
  tell();
  return active;
}

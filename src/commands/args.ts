import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CARD_CLASS } from '../tokens';
import type { ClusterRef } from '../api/models';

/**
 * The cluster that a command's arguments name; null for the chosen one.
 */
export function clusterOf(
  app: JupyterFrontEnd,
  args: ReadonlyPartialJSONObject
): ClusterRef | null {
  const { gateway, name } = args.context
    ? (app.contextMenuHitTest(node => node.classList.contains(CARD_CLASS))
        ?.dataset ?? {})
    : args;
  return typeof gateway === 'string' && typeof name === 'string'
    ? { gateway, name }
    : null;
}

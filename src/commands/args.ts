import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { ClusterRef } from '../api/models';
import { CARD_CLASS } from '../tokens';

/**
 * The cluster that a command acts on, with its label; empty where that is not known.
 */
export interface ITarget extends ClusterRef {
  readonly label: string;
}

/**
 * Return the cluster that a command's arguments name; null for the selected one.
 */
export function targetOf(
  app: JupyterFrontEnd,
  args: ReadonlyPartialJSONObject
): ITarget | null {
  const { gateway, name, label } = args.context
    ? (app.contextMenuHitTest(node => node.classList.contains(CARD_CLASS))
        ?.dataset ?? {})
    : args;
  return gateway && name
    ? { gateway: `${gateway}`, name: `${name}`, label: `${label ?? ''}` }
    : null;
}

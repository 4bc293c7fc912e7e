import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { ClusterRef } from '../api/models';
import type { CommandName } from '../tokens';
import { CARD_CLASS } from '../tokens';

/**
 * The cluster that a command acts on, with its label; empty where that is not known.
 */
export interface ITarget extends ClusterRef {
  readonly label: string;
}

/**
 * What is known of the clusters, once somebody has asked for them.
 */
export interface IKnown {
  /**
   * The label of the selected cluster; empty for none.
   */
  readonly label: string;

  /**
   * Whether a command has something to act on.
   *
   * @param name - Its id without the extension's name.
   * @param target - The cluster that it is called for; null for the selected one.
   */
  readonly allows: (name: CommandName, target: ITarget | null) => boolean;
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

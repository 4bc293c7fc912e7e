import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { CARD_CLASS } from '../tokens';
import type { ClusterRef } from '../wire';

/**
 * The arguments of a command that is about a cluster; without them it is about the chosen one.
 */
export const CLUSTER_ARGS = {
  args: {
    type: 'object',
    properties: {
      gateway: { type: 'string' },
      name: { type: 'string' },
      context: {
        type: 'boolean',
        description: 'Take the cluster under the context menu'
      },
      again: {
        type: 'boolean',
        description: 'Name it as what is done with a cluster that ended'
      }
    }
  }
};

/**
 * Describes the arguments of a command that takes none.
 */
export const NO_ARGS = { args: { type: 'object', properties: {} } };

/**
 * The texts of this extension.
 */
export function bundleOf(translator: ITranslator | null): TranslationBundle {
  return (translator ?? nullTranslator).load('purdue_dask_lab');
}

/**
 * Add commands, and those with a name of their own to the palette.
 */
export function addCommands(
  app: JupyterFrontEnd,
  palette: ICommandPalette | null,
  trans: TranslationBundle,
  commands: Readonly<Record<string, CommandRegistry.ICommandOptions>>
): void {
  for (const [command, options] of Object.entries(commands)) {
    app.commands.addCommand(command, options);
    if (typeof options.label === 'string') {
      palette?.addItem({ command, category: trans.__('Dask') });
    }
  }
}

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

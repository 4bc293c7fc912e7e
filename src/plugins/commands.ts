import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { IKnown } from '../commands/args';
import { targetOf } from '../commands/args';
import type { IExtras } from '../commands/context';
import type { CommandName, LegacyCommand } from '../tokens';
import { ID_PREFIX } from '../tokens';
import { loadWorkbench } from './lazy';

/**
 * What is known of the clusters; before anything is, nothing is grayed out.
 */
let known: IKnown = { label: '', allows: () => true };

/**
 * Name the selected cluster in the labels of commands, and gray out those that have nothing to act on.
 */
export function setKnown(app: JupyterFrontEnd, next: IKnown): void {
  known = next;
  app.commands.notifyCommandChanged();
}

/**
 * Return a label that names the cluster that the command acts on, if that is known.
 *
 * @param general - The label without a cluster.
 */
export function labelWithCluster(
  app: JupyterFrontEnd,
  general: string
): (args: ReadonlyPartialJSONObject) => string {
  return args => {
    const label = (targetOf(app, args) ?? known).label;
    // What asks for more says so at the end.
    return label ? general.replace(/…?$/, end => `: ${label}${end}`) : general;
  };
}

/**
 * Add commands, also to the palette if there is one.
 *
 * #### Notes
 * Only labels are here: what a command does, and which arguments it takes, is
 * loaded when somebody wants it.
 *
 * @param commands - The commands by their names, or by the ids of dask-labextension.
 */
export function addCommands(
  options: addCommands.IOptions,
  commands: Partial<
    Readonly<Record<CommandName | LegacyCommand, addCommands.ICommand>>
  >
): void {
  const { app, palette, trans, extras } = options;
  for (const [name, command] of Object.entries(commands)) {
    const id = name.includes(':') ? name : ID_PREFIX + name;
    app.commands.addCommand(id, {
      isEnabled: args => known.allows(name as CommandName, targetOf(app, args)),
      describedBy: async () => (await loadWorkbench()).describeArguments(id),
      execute: async args => {
        // The context menu is gone once the first promise is awaited.
        const target = targetOf(app, args);
        const { execute } = await loadWorkbench();
        return execute(id, { ...extras, app, args, target, trans });
      },
      ...command
    });
    palette?.addItem({ command: id, category: trans.__('Dask') });
  }
}

/**
 * A namespace for `addCommands` statics.
 */
export namespace addCommands {
  /**
   * What all commands share.
   */
  export interface IOptions {
    app: JupyterFrontEnd;
    palette: ICommandPalette | null;
    trans: TranslationBundle;

    /**
     * What only some commands need.
     */
    extras?: IExtras;
  }

  /**
   * What is known of a command before it is executed.
   */
  export type ICommand = Omit<
    CommandRegistry.ICommandOptions,
    'execute' | 'describedBy'
  >;
}

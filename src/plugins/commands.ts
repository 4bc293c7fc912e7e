import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { clusterOf } from '../commands/args';
import type { IExtras } from '../commands';
import { loadWorkbench } from './lazy';

/**
 * The texts of this extension.
 */
export function bundleOf(translator: ITranslator | null): TranslationBundle {
  return (translator ?? nullTranslator).load('purdue_dask_lab');
}

/**
 * Add commands, and those with a name of their own to the palette.
 *
 * #### Notes
 * Only names are here: what a command does, and which arguments it takes, is
 * loaded when somebody wants it.
 */
export function addCommands(
  options: addCommands.IOptions,
  commands: Readonly<Record<string, addCommands.ICommand>>
): void {
  const { app, palette, trans, extras } = options;
  for (const [id, command] of Object.entries(commands)) {
    app.commands.addCommand(id, {
      describedBy: async () => (await loadWorkbench()).argumentsOf(id),
      execute: async args => {
        // The context menu is gone once the first promise is waited for.
        const ref = clusterOf(app, args);
        const { perform } = await loadWorkbench();
        return perform(id, { ...extras, app, args, ref, trans });
      },
      ...command
    });
    if (typeof command.label === 'string') {
      palette?.addItem({ command: id, category: trans.__('Dask') });
    }
  }
}

/**
 * A namespace for `addCommands` statics.
 */
export namespace addCommands {
  /**
   * What commands are added to, and what they share.
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
   * What is known of a command before it is used.
   */
  export type ICommand = Omit<
    CommandRegistry.ICommandOptions,
    'execute' | 'describedBy'
  >;
}

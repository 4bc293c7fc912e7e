import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { loadServices } from '../services';
import type { CommandName, IClusterManager } from '../tokens';
import { ID_PREFIX } from '../tokens';
import { CommandIDs } from '../tokens/commands';
import { targetOf } from './args';
import { clusterHandlers } from './clusters';
import type { Handler, ICommandContext } from './context';
import { loadNotebooks } from './context';
import { dashboardHandlers } from './dashboards';
import { allows } from './enabled';
import { legacyHandlers } from './legacy';
import { once } from './once';
import { showLogs } from './logs';
import { renameCluster } from './rename';
import { describeArguments } from './schemas';
import { askAndShutDownAll } from './shutdownall';
import { showWorkers } from './workers';

export { describeArguments } from './schemas';

/**
 * The commands of this extension.
 */
const own: Readonly<Record<string, Handler>> = {
  ...clusterHandlers,
  ...dashboardHandlers,
  [CommandIDs.rename]: renameCluster,
  [CommandIDs.openLogs]: showLogs,
  [CommandIDs.openWorkers]: showWorkers,
  [CommandIDs.shutDownAll]: askAndShutDownAll,
  [CommandIDs.insertClientCode]: async context => {
    const { insertClientCode, sessionsOf } = await loadNotebooks(context.trans);
    const sessions = await sessionsOf(context.app);
    return insertClientCode({ ...context, sessions });
  },
  [CommandIDs.toggleAutoStart]: ({ settings }) =>
    settings.set('autoStartClient', !settings.values.autoStartClient)
};

const handlers: Readonly<Record<string, Handler>> = {
  ...own,
  ...legacyHandlers(own)
};

/**
 * Execute a command.
 *
 * @param id - The command's id.
 */
export async function execute(
  id: string,
  context: ICommandContext
): Promise<unknown> {
  const services = await loadServices(context.app);
  return once(id, context.target ?? services.active.current, () =>
    handlers[id]({ ...context, ...services })
  );
}

/**
 * Add the commands of cards, which nobody calls before there are any.
 */
export function addCardCommands(
  app: JupyterFrontEnd,
  manager: IClusterManager,
  trans: TranslationBundle
): void {
  const labels: Readonly<
    Record<string, CommandRegistry.ICommandOptions['label']>
  > = {
    [CommandIDs.dismiss]: args =>
      withName(trans.__('Dismiss'), name => trans.__('Dismiss %1', name), args),
    [CommandIDs.retry]: args =>
      args.again
        ? withName(
            trans.__('Create Again'),
            name => trans.__('Create %1 Again', name),
            args
          )
        : withName(trans.__('Retry'), name => trans.__('Retry %1', name), args),
    [CommandIDs.editAndRetry]: args =>
      withName(
        trans.__('Edit and Retry…'),
        name => trans.__('Edit and Retry %1…', name),
        args
      ),
    [CommandIDs.rename]: args =>
      withName(trans.__('Rename…'), name => trans.__('Rename %1…', name), args),
    [CommandIDs.openLogs]: args =>
      withName(
        trans.__('Show Logs'),
        name => trans.__('Show Logs of %1', name),
        args
      ),
    [CommandIDs.openWorkers]: args =>
      withName(
        trans.__('Show Workers'),
        name => trans.__('Show Workers of %1', name),
        args
      ),
    [CommandIDs.activate]: args =>
      withName(
        trans.__('Show Dashboards'),
        name => trans.__('Show Dashboards of %1', name),
        args
      )
  };
  const withName = (
    general: string,
    named: (name: string) => string,
    args: Parameters<typeof targetOf>[1]
  ): string => {
    const label = targetOf(app, args)?.label;
    return label ? named(label) : general;
  };
  for (const [id, label] of Object.entries(labels)) {
    const name = id.slice(ID_PREFIX.length) as CommandName;
    // A card names its cluster; whoever calls without one is told what is missing.
    const isEnabled = (args: Parameters<typeof targetOf>[1]): boolean => {
      const target = targetOf(app, args);
      return !target || allows(name, target, manager, { current: null });
    };
    app.commands.addCommand(id, {
      label,
      isEnabled,
      isVisible: isEnabled,
      describedBy: describeArguments(id),
      execute: args =>
        execute(id, { app, args, target: targetOf(app, args), trans })
    });
  }
}

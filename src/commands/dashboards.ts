import { ILabShell } from '@jupyterlab/application';

import { openLayout, saveLayout } from '../dashboards/tab/arrange';
import { openDashboard } from '../dashboards/tab/open';
import { toPin } from '../dashboards/pinned';
import type { IServices } from '../services';
import { CommandIDs } from '../tokens/commands';
import type { Handler, ICommandContext } from './context';
import { loadNotebooks } from './context';
import { openSavedLogs } from './logs';
import { openSavedWorkers } from './workers';

type Context = ICommandContext & IServices;

/**
 * The options that all commands about tabs share.
 */
type TabOptions = Omit<openDashboard.IOptions, 'plot' | 'pin'> & IServices;

/**
 * The commands about dashboards and their tabs.
 */
export const dashboardHandlers: Readonly<Record<string, Handler>> = {
  [CommandIDs.findDashboards]: context => findDashboards(context, false),
  [CommandIDs.openDashboard]: context => {
    const { args } = context;
    if (args.logs) {
      return openSavedLogs(context, args.logs);
    }
    if (args.workers) {
      return openSavedWorkers(context, args.workers);
    }
    return openDashboard({
      ...tabOptions(context),
      plot: String(args.plot ?? 'status'),
      pin: toPin(args.pin),
      id: typeof args.id === 'string' ? args.id : undefined
    });
  },
  [CommandIDs.openLayout]: context => openLayout(tabOptions(context)),
  [CommandIDs.saveLayout]: async context =>
    saveLayout({
      ...tabOptions(context),
      shell: await context.app.resolveOptionalService(ILabShell)
    })
};

/**
 * Return the options of tabs.
 */
export function tabOptions(context: Context): TabOptions {
  const { app, tracker } = context;
  if (!tracker) {
    throw new Error('This command has no tracker of tabs');
  }
  const showClusters = (): void =>
    void app.commands.execute(CommandIDs.openPanel);
  return { ...context, tracker, showClusters };
}

/**
 * Find dashboards in open notebooks and show one.
 *
 * @param isRecentFirst - Whether to search all notebooks only if the last one has none.
 * @returns Whether one is shown.
 */
export async function findDashboards(
  context: Context,
  isRecentFirst: boolean
): Promise<boolean> {
  const { discoverDashboards, sessionsOf } = await loadNotebooks(context.trans);
  const sessions = await sessionsOf(context.app);
  return discoverDashboards({ ...context, sessions, isRecentFirst });
}

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';

import type { IServices } from '../services';
import { CommandIDs } from '../tokens/commands';
import type { ITarget } from './args';
import { findTarget } from './clusters';
import type { ICommandContext } from './context';
import { loadDialogs } from './context';

/**
 * Open the logs of a cluster, also of one that is gone from the list.
 *
 * #### Notes
 * The command for dashboards knows the open tabs, and is the one that JupyterLab
 * restores tabs with: a second one would be loaded at each start.
 */
export async function showLogs(
  context: ICommandContext & IServices
): Promise<unknown> {
  const { app, args, target } = context;
  const cluster: ITarget | null = target?.label
    ? target
    : await findTarget(context);
  if (!cluster) {
    return null;
  }
  const { gateway, name, label } = cluster;
  const source = typeof args.source === 'string' ? args.source : null;
  return app.commands.execute(CommandIDs.openDashboard, {
    logs: { gateway, name, label, source }
  });
}

/**
 * Open the tab of logs that arguments describe, as `showLogs` and JupyterLab's restorer do.
 */
export async function openSavedLogs(
  context: ICommandContext & IServices,
  logs: ReadonlyPartialJSONValue
): Promise<unknown> {
  const { app, tracker, manager, trans, args } = context;
  const { gateway, name, label, source } = logs as Partial<
    Record<string, ReadonlyPartialJSONValue>
  >;
  if (!tracker || typeof gateway !== 'string' || typeof name !== 'string') {
    throw new Error('These arguments name no logs');
  }
  const { openLogs } = await loadDialogs(trans);
  return openLogs({
    app: app as Pick<JupyterFrontEnd, 'shell'>,
    tracker,
    manager,
    trans,
    cluster: { gateway, name, label: typeof label === 'string' ? label : name },
    source: typeof source === 'string' ? source : null,
    id: typeof args.id === 'string' ? args.id : undefined
  });
}

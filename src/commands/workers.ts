import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ReadonlyPartialJSONValue } from '@lumino/coreutils';

import type { IServices } from '../services';
import { CommandIDs } from '../tokens/commands';
import { findTarget } from './clusters';
import type { ICommandContext } from './context';
import { loadDialogs } from './context';

/**
 * Open the workers of a cluster.
 *
 * #### Notes
 * As for logs, the command for dashboards opens the tab.
 */
export async function showWorkers(
  context: ICommandContext & IServices
): Promise<unknown> {
  const cluster = await findTarget(context);
  if (!cluster) {
    return null;
  }
  const { gateway, name, label } = cluster;
  return context.app.commands.execute(CommandIDs.openDashboard, {
    workers: { gateway, name, label }
  });
}

/**
 * Open the tab of workers that arguments describe, as `showWorkers` and JupyterLab's restorer do.
 */
export async function openSavedWorkers(
  context: ICommandContext & IServices,
  workers: ReadonlyPartialJSONValue
): Promise<unknown> {
  const { app, tracker, manager, trans, args } = context;
  const { gateway, name, label } = workers as Partial<
    Record<string, ReadonlyPartialJSONValue>
  >;
  if (!tracker || typeof gateway !== 'string' || typeof name !== 'string') {
    throw new Error('These arguments name no cluster');
  }
  const { openWorkers } = await loadDialogs(trans);
  return openWorkers({
    app: app as Pick<JupyterFrontEnd, 'shell'>,
    tracker,
    manager,
    trans,
    cluster: { gateway, name, label: typeof label === 'string' ? label : name },
    id: typeof args.id === 'string' ? args.id : undefined
  });
}

import { Notification } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';

import type { INotebookContext } from '../api/client';
import { formatError } from '../api/errors';
import type { Cluster, NewCluster } from '../api/models';
import { isFinal } from '../clusters/cluster';
import { openConfigFile } from '../clusters/configfile/open';
import { confirmShutDown } from '../clusters/shutdown';
import type { IServices } from '../services';
import { CommandIDs } from '../tokens/commands';
import { SHORT_MESSAGE_MS, notifyFailure } from '../ui/notify';
import type { Handler, ICommandContext } from './context';
import { loadDialogs } from './context';
import type * as dialogs from './dialogs';
import { showPanel } from './panel';

/**
 * How long the offer to create a cluster again stays.
 */
const CREATE_AGAIN_MS = 15_000;

/**
 * The form that was left, once the dialogs are loaded.
 */
let savedForm: dialogs.SavedForm | null = null;

/**
 * The sizes of earlier clusters, once the dialogs are loaded.
 */
let lastSizes: ReturnType<typeof dialogs.loadLastSizes> | null = null;

type Context = ICommandContext & IServices;

/**
 * The commands about clusters.
 */
export const clusterHandlers: Readonly<Record<string, Handler>> = {
  [CommandIDs.openPanel]: ({ app }) => showPanel(app),
  [CommandIDs.newCluster]: context => create(context, null),
  [CommandIDs.editVariables]: ({ app, trans }) => openConfigFile(app, trans),
  [CommandIDs.refresh]: refresh,
  [CommandIDs.checkSetup]: async context => {
    const { openDoctorDialog } = await loadDialogs(context.trans);
    await openDoctorDialog(() => context.manager.fetchReport(), context.trans);
  },
  [CommandIDs.scale]: scale,
  [CommandIDs.shutDown]: shutDown,
  [CommandIDs.dismiss]: shutDown,
  [CommandIDs.retry]: retry,
  [CommandIDs.editAndRetry]: editAndRetry,
  [CommandIDs.activate]: ({ active, target }) => {
    if (target) {
      active.select(target);
    }
  }
};

/**
 * Fetch the clusters and gateways now.
 */
async function refresh({ manager }: Context): Promise<void> {
  // What goes wrong is shown with the clusters.
  await manager.refresh().catch(() => undefined);
}

/**
 * Open the dialog for a new cluster, create it and show it.
 *
 * @param like - What to begin with; null for the form that was left, if any.
 */
async function create(
  context: Context,
  like: NewCluster | null
): Promise<Cluster | null> {
  const { app, active, manager, settings, trans } = context;
  const { OwnPresets, SavedForm, formOf, loadLastSizes, openCreateDialog } =
    await loadDialogs(trans);
  savedForm ??= new SavedForm();
  lastSizes ??= loadLastSizes(app);
  const execute = (id: string): void => void app.commands.execute(id);
  const created = await openCreateDialog({
    manager,
    trans,
    savedForm,
    saved: like ? formOf(like) : null,
    lastSizes: await lastSizes,
    presets: new OwnPresets(settings),
    context: await notebookContext(context),
    editFile: () => execute(CommandIDs.editVariables),
    reopen: () => execute(CommandIDs.newCluster)
  });
  if (created) {
    active.selectCreated(created);
    showPanel(app, created.name);
  }
  return created;
}

/**
 * Return what is known of the notebook in front, which is most likely to connect.
 */
async function notebookContext({ app }: Context): Promise<INotebookContext> {
  const tracker = await app.resolveOptionalService(INotebookTracker);
  const panel: NotebookPanel | null | undefined = tracker?.currentWidget;
  const session = panel?.sessionContext;
  return {
    kernel:
      session?.session?.kernel?.name ?? session?.kernelPreference.name ?? null,
    notebook: panel?.context.path ?? null
  };
}

/**
 * Open the dialog that scales a cluster.
 */
async function scale(context: Context): Promise<void> {
  const { manager, trans } = context;
  const cluster = await findTarget(context);
  if (cluster?.status === 'running') {
    const { openScaleDialog } = await loadDialogs(context.trans);
    await openScaleDialog({ manager, cluster, trans });
  } else if (cluster) {
    Notification.warning(
      trans.__('%1 can be scaled once it is running.', cluster.label),
      { autoClose: SHORT_MESSAGE_MS }
    );
  }
}

/**
 * Shut a cluster down, cancel its start or dismiss it; ask if anything would be lost.
 */
async function shutDown(context: Context): Promise<void> {
  const { manager, settings, trans } = context;
  const cluster = await findTarget(context);
  if (!cluster) {
    return;
  }
  const isConfirmed =
    settings.values.shutDownWithoutAsking ||
    (await confirmShutDown(cluster, trans));
  const present = manager.find(cluster);
  if (!isConfirmed || (present && isFinal(present) && !isFinal(cluster))) {
    // What failed during the question stays, with its reason.
    return;
  }
  try {
    await manager.shutDown(cluster);
  } catch (error) {
    const failure = isFinal(cluster)
      ? trans.__('%1 could not be dismissed.', cluster.label)
      : trans.__('%1 could not be shut down.', cluster.label);
    notifyFailure(failure, error, trans);
    return;
  }
  if (cluster.status === 'running') {
    offerAgain(context, cluster);
  }
}

/**
 * Tell that a cluster was shut down, and offer to create it again or, if its request is not known, one like it.
 */
function offerAgain(context: Context, cluster: Cluster): void {
  const { manager, trans } = context;
  const { label } = cluster;
  const isKnown = manager.requestOf(cluster) !== null;
  const message = isKnown
    ? trans.__('%1 was shut down.', label)
    : trans.__(
        '%1 was shut down. A similar cluster has the same workers, options and environment; environment variables are those of a new cluster.',
        label
      );
  Notification.info(message, {
    autoClose: CREATE_AGAIN_MS,
    actions: [
      {
        label: isKnown
          ? trans.__('Create again')
          : trans.__('Create a similar cluster'),
        callback: () => createLike(context, cluster)
      }
    ]
  });
}

/**
 * Create a cluster like one that was shut down.
 */
function createLike(context: Context, cluster: Cluster): void {
  const { manager, active, trans } = context;
  const { label } = cluster;
  const create = async (): Promise<null> => {
    const request = await requestOf(context, cluster);
    active.selectCreated(await manager.create(request));
    return null;
  };
  // It is asked for in a notification, so one says how it goes.
  Notification.promise<null>(create(), {
    pending: { message: trans.__('Creating %1 again…', label) },
    success: {
      message: () => trans.__('%1 is starting.', label),
      options: { autoClose: SHORT_MESSAGE_MS }
    },
    error: {
      message: error =>
        `${trans.__('%1 could not be created again.', label)} ${formatError(error, trans)}`,
      options: { autoClose: false }
    }
  });
}

/**
 * Create a cluster that failed or stopped again.
 */
async function retry(context: Context): Promise<void> {
  const { manager, active, trans } = context;
  const cluster = await findTarget(context);
  if (!cluster || !(isFinal(cluster) || cluster.overdue)) {
    return;
  }
  try {
    active.selectCreated(await manager.retry(cluster));
  } catch (error) {
    const failure = trans.__('%1 could not be created again.', cluster.label);
    notifyFailure(failure, error, trans);
  }
}

/**
 * Open the dialog with what a failed or stopped cluster was created with, and replace it.
 */
async function editAndRetry(context: Context): Promise<Cluster | null> {
  const cluster = await findTarget(context);
  if (!cluster) {
    return null;
  }
  const created = await create(context, await requestOf(context, cluster));
  if (created && isFinal(cluster)) {
    // Its card is of no use beside that of the new one; a failure leaves it.
    await context.manager.shutDown(cluster).catch(() => undefined);
  }
  return created;
}

/**
 * Return the request that created a cluster, or would create one like it.
 */
async function requestOf(
  context: Context,
  cluster: Cluster
): Promise<NewCluster> {
  return (
    context.manager.requestOf(cluster) ??
    (await loadDialogs(context.trans)).requestLike(cluster)
  );
}

/**
 * Find the cluster to act on, or tell why there is none.
 */
export async function findTarget(context: Context): Promise<Cluster | null> {
  const { manager, active, target, trans } = context;
  if (!manager.isLoaded) {
    await refresh(context);
  }
  const cluster = target ? manager.find(target) : active.current;
  if (!cluster) {
    Notification.info(
      target
        ? trans.__('%1 no longer exists.', target.label || target.name)
        : trans.__('No Dask cluster is selected. Select one in the sidebar.'),
      { autoClose: SHORT_MESSAGE_MS }
    );
  }
  return cluster ?? null;
}

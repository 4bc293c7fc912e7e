import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { formatError } from '../problems';
import type { IActiveCluster, IClusterManager } from '../tokens';
import type { ClusterRef } from '../wire';
import { insertCode, isForeign } from './insert';

/**
 * Put Python that connects to a cluster into the current notebook.
 */
export async function insertClientCode(
  options: insertClientCode.IOptions
): Promise<void> {
  const { app, tracker, manager, active, trans } = options;
  if (!manager.isLoaded) {
    // What goes wrong is shown with the clusters.
    await manager.refresh().catch(() => undefined);
  }
  const ref = options.ref ?? active.current;
  if (ref === null) {
    Notification.info(
      trans.__('No Dask cluster is chosen. Click one in the sidebar first.'),
      { autoClose: 5000 }
    );
    return;
  }
  try {
    const [code, panel] = await Promise.all([
      manager.clientCode(ref),
      tracker.currentWidget ??
        openNotebook(app, manager.find(ref)?.environment?.name, trans)
    ]);
    if (panel === null) {
      return;
    }
    app.shell.activateById(panel.id);
    await insertCode(panel, code);
    if (isForeign(panel)) {
      Notification.warning(
        trans.__(
          'The client code is Python, but this notebook has another language.'
        ),
        { autoClose: 8000 }
      );
    }
  } catch (error) {
    Notification.error(
      `${trans.__('The client code could not be inserted.')} ${formatError(error, trans)}`
    );
  }
}

/**
 * A namespace for `insertClientCode` statics.
 */
export namespace insertClientCode {
  /**
   * What it needs.
   */
  export interface IOptions {
    app: JupyterFrontEnd;
    tracker: INotebookTracker;
    manager: IClusterManager;
    active: IActiveCluster;

    /**
     * The cluster; null for the chosen one.
     */
    ref: ClusterRef | null;

    trans: TranslationBundle;
  }
}

/**
 * Offer to open a notebook.
 */
async function openNotebook(
  app: JupyterFrontEnd,
  environment: string | undefined,
  trans: TranslationBundle
): Promise<NotebookPanel | null> {
  const result = await showDialog({
    title: trans.__('No notebook is open'),
    body: trans.__(
      'The client code goes into a notebook. Open a new one for it?'
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('New notebook') })
    ]
  });
  if (!result.button.accept) {
    return null;
  }
  // A kernel with what the workers have, if there is one of that name.
  const specs = app.serviceManager.kernelspecs.specs;
  const kernelName =
    environment !== undefined && specs?.kernelspecs[environment]
      ? environment
      : specs?.default;
  return app.commands.execute('notebook:create-new', { kernelName });
}

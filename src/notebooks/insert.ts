import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { notify, notifyFailure } from '../ui/notify';
import type { IActiveCluster, IClusterManager } from '../tokens';
import type { ClusterRef } from '../api/models';
import { misfitOf } from './compatibility';
import { insertIntoConsole, insertIntoNotebook } from './insertinto';
import type { SessionPanel, Sessions } from './sessions';

/**
 * Put Python that connects to a cluster into the notebook or console that was used last.
 */
export async function insertClientCode(
  options: insertClientCode.IOptions
): Promise<void> {
  const { app, sessions, manager, active, trans } = options;
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
    const cluster = manager.find(ref);
    const [code, panel] = await Promise.all([
      manager.clientCode(ref),
      sessions.recent ?? openNotebook(app, cluster?.environment?.name, trans)
    ]);
    if (panel === null) {
      return;
    }
    app.shell.activateById(panel.id);
    if (sessions.isConsole(panel)) {
      await insertIntoConsole(panel, code);
    } else {
      await insertIntoNotebook(panel, code);
    }
    const misfit = await misfitOf({ panel, cluster, code, manager, trans });
    if (misfit !== null) {
      warn(options, panel, misfit);
    }
  } catch (error) {
    const failure = trans.__('The client code could not be inserted.');
    notifyFailure(failure, error, trans);
  }
}

/**
 * Say what speaks against it before it fails.
 */
function warn(
  { app, sessions, trans }: insertClientCode.IOptions,
  panel: SessionPanel,
  misfit: string
): void {
  const command = sessions.isConsole(panel)
    ? 'console:change-kernel'
    : 'notebook:change-kernel';
  const changeKernel = {
    label: trans.__('Change kernel…'),
    callback: () => {
      app.shell.activateById(panel.id);
      void app.commands.execute(command);
    }
  };
  const options = { autoClose: false as const, actions: [changeKernel] };
  notify(misfit, 'warning', options, trans);
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
    sessions: Sessions;
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

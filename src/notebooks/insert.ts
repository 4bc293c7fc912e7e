import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { ConsolePanel } from '@jupyterlab/console';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ClusterRef } from '../api/models';
import type { IActiveCluster, IClusterManager } from '../tokens';
import { SHORT_MESSAGE_MS, notify, notifyFailure } from '../ui/notify';
import { kernelMismatch } from './compatibility';
import { watchHands } from './hands';
import type { SessionPanel, Sessions } from './sessions';

/**
 * Insert Python code that connects to a cluster into the notebook or console that was used last.
 */
export async function insertClientCode(
  options: insertClientCode.IOptions
): Promise<void> {
  const { app, sessions, manager, active, target, trans } = options;
  if (!manager.isLoaded) {
    // A failure is shown with the clusters.
    await manager.refresh().catch(() => undefined);
  }
  const ref = target ?? active.current;
  if (ref === null) {
    Notification.info(
      trans.__('No Dask cluster is selected. Select one in the sidebar.'),
      { autoClose: SHORT_MESSAGE_MS }
    );
    return;
  }
  const cluster = manager.find(ref);
  try {
    // Whoever is asked for a notebook meanwhile, and cancels, waits for no answer.
    const asked = manager.clientCode(ref);
    asked.catch(() => undefined);
    const panel =
      sessions.recent ??
      (await openNotebook(app, cluster?.environment?.name, trans));
    if (panel === null) {
      return;
    }
    const haveActed = watchHands();
    let isElsewhere = false;
    const code = await asked.finally(() => {
      isElsewhere = haveActed();
    });
    if (!isElsewhere) {
      app.shell.activateById(panel.id);
    }
    if (sessions.isConsole(panel)) {
      await insertIntoConsole(panel, code, !isElsewhere);
    } else {
      await insertIntoNotebook(panel, code, !isElsewhere);
    }
    if (isElsewhere) {
      Notification.info(
        trans.__(
          'The client code of %1 was inserted into %2.',
          cluster?.label ?? ref.name,
          panel.title.label
        ),
        { autoClose: SHORT_MESSAGE_MS }
      );
    }
    const mismatch = await kernelMismatch({
      panel,
      cluster,
      code,
      manager,
      trans
    });
    if (mismatch !== null) {
      warn(options, panel, mismatch);
    }
  } catch (error) {
    const failure = trans.__(
      'The client code of %1 could not be inserted.',
      cluster?.label ?? ref.name
    );
    notifyFailure(failure, error, trans);
  }
}

/**
 * A namespace for `insertClientCode` statics.
 */
export namespace insertClientCode {
  /**
   * The options of the insertion.
   */
  export interface IOptions {
    app: JupyterFrontEnd;
    sessions: Sessions;
    manager: IClusterManager;
    active: IActiveCluster;

    /**
     * The cluster; null for the selected one.
     */
    target: ClusterRef | null;

    trans: TranslationBundle;
  }
}

/**
 * Insert code into a notebook: into its active cell if that is empty, else into a new one below.
 *
 * @param isAwaited - Whether the user is brought to it; who types on stays in the cell and its mode.
 */
export async function insertIntoNotebook(
  panel: NotebookPanel,
  code: string,
  isAwaited = true
): Promise<void> {
  await panel.context.ready;
  const notebook = panel.content;
  const { model } = notebook;
  if (panel.isDisposed || model === null) {
    return;
  }
  const shared = model.sharedModel;
  const active = notebook.activeCell?.model.sharedModel;
  if (active?.cell_type === 'code' && active.getSource().trim() === '') {
    active.setSource(code);
  } else {
    const index = notebook.activeCellIndex + 1;
    shared.insertCell(index, { cell_type: 'code', source: code, metadata: {} });
    if (isAwaited) {
      notebook.activeCellIndex = index;
    }
  }
  if (!isAwaited) {
    return;
  }
  notebook.deselectAll();
  notebook.mode = 'command';
  const cell = notebook.activeCell;
  if (cell) {
    await notebook.scrollToCell(cell);
  }
}

/**
 * Insert code at a console's prompt, below what is already there.
 *
 * @param isAwaited - Whether the user is brought to it.
 */
export async function insertIntoConsole(
  panel: ConsolePanel,
  code: string,
  isAwaited = true
): Promise<void> {
  await panel.sessionContext.ready;
  const prompt = panel.console.promptCell?.model.sharedModel;
  if (prompt) {
    const before = prompt.getSource().trimEnd();
    prompt.setSource(before === '' ? code : `${before}\n${code}`);
    if (isAwaited) {
      panel.console.promptCell?.editor?.focus();
    }
  }
}

/**
 * Warn of what will fail before it does.
 */
function warn(
  { app, sessions, trans }: insertClientCode.IOptions,
  panel: SessionPanel,
  mismatch: string
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
  notify(mismatch, 'warning', options, trans);
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
      'The client code is inserted into a notebook. Open a new one?'
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('New notebook') })
    ]
  });
  if (!result.button.accept) {
    return null;
  }
  // A kernel with the workers' packages, if there is one of that name.
  const specs = app.serviceManager.kernelspecs.specs;
  const kernelName =
    environment !== undefined && specs?.kernelspecs[environment]
      ? environment
      : specs?.default;
  return app.commands.execute('notebook:create-new', { kernelName });
}

import type { ConsolePanel } from '@jupyterlab/console';
import type { NotebookPanel } from '@jupyterlab/notebook';

/**
 * Put code into a notebook: into its active cell if that is empty, else into a new one below.
 */
export async function insertIntoNotebook(
  panel: NotebookPanel,
  code: string
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
    notebook.activeCellIndex = index;
  }
  notebook.deselectAll();
  notebook.mode = 'command';
  const cell = notebook.activeCell;
  if (cell) {
    await notebook.scrollToCell(cell);
  }
}

/**
 * Put code at a console's prompt, below what is there already.
 */
export async function insertIntoConsole(
  panel: ConsolePanel,
  code: string
): Promise<void> {
  await panel.sessionContext.ready;
  const prompt = panel.console.promptCell?.model.sharedModel;
  if (prompt) {
    const before = prompt.getSource().trimEnd();
    prompt.setSource(before === '' ? code : `${before}\n${code}`);
    panel.console.promptCell?.editor?.focus();
  }
}

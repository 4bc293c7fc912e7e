import type { NotebookPanel } from '@jupyterlab/notebook';

/**
 * Put code into a notebook: into its active cell if that is empty, else into a new one below.
 */
export async function insertCode(
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
 * Whether a notebook's kernel, or its wish for one, is of another language than Python.
 */
export function isForeign(panel: NotebookPanel): boolean {
  const language =
    panel.content.model?.defaultKernelLanguage.toLowerCase() ?? '';
  return language !== '' && !language.includes('python');
}

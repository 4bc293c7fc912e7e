import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, Notification } from '@jupyterlab/apputils';
import type { ConsolePanel } from '@jupyterlab/console';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { aCluster, trans } from '../../clusters/__tests__/fixtures';
import type { IActiveCluster, IClusterManager } from '../../tokens';
import {
  insertClientCode,
  insertIntoConsole,
  insertIntoNotebook
} from '../insert';
import { someSessions } from './fixtures';

const CODE = 'client = cluster.get_client()';

/**
 * A notebook of some cells, the first of which is active.
 */
function aNotebook(...sources: string[]): {
  panel: NotebookPanel;
  sources: () => string[];
} {
  const cells = sources.map(text => ({
    cell_type: 'code',
    text,
    getSource(): string {
      return this.text;
    },
    setSource(source: string) {
      this.text = source;
    }
  }));
  const content = {
    activeCellIndex: 0,
    mode: 'edit',
    deselectAll: () => undefined,
    scrollToCell: async () => undefined,
    get activeCell() {
      const cell = cells[this.activeCellIndex];
      return cell ? { model: { sharedModel: cell } } : null;
    },
    model: {
      sharedModel: {
        insertCell: (index: number, { source }: { source: string }) => {
          cells.splice(index, 0, { ...cells[0], text: source });
        }
      }
    }
  };
  const panel = { context: { ready: Promise.resolve() }, content };
  return {
    panel: panel as unknown as NotebookPanel,
    sources: () => cells.map(cell => cell.text)
  };
}

const said = (): string[] =>
  Notification.manager.notifications.map(({ message }) => message);

beforeEach(() => {
  Notification.manager.dismiss();
});

describe('client code goes', () => {
  it('into the active cell if that is empty', async () => {
    const { panel, sources } = aNotebook('  ', 'below');
    await insertIntoNotebook(panel, CODE);
    expect(sources()).toEqual([CODE, 'below']);
  });

  it('into a new cell below one that is not', async () => {
    const { panel, sources } = aNotebook('import dask', 'below');
    await insertIntoNotebook(panel, CODE);
    expect(sources()).toEqual(['import dask', CODE, 'below']);
    expect(panel.content.activeCellIndex).toBe(1);
    expect(panel.content.mode).toBe('command');
  });

  it('below what stands at the prompt of a console', async () => {
    let source = 'x = 1\n';
    const prompt = {
      getSource: () => source,
      setSource: (text: string) => {
        source = text;
      }
    };
    const panel = {
      sessionContext: { ready: Promise.resolve() },
      console: { promptCell: { model: { sharedModel: prompt } } }
    } as unknown as ConsolePanel;
    await insertIntoConsole(panel, CODE);
    expect(source).toBe(`x = 1\n${CODE}`);
  });

  it('nowhere while a notebook is gone', async () => {
    const { panel, sources } = aNotebook('');
    Object.assign(panel, { isDisposed: true });
    await insertIntoNotebook(panel, CODE);
    expect(sources()).toEqual(['']);
  });
});

describe('without what is needed', () => {
  const insert = (
    current: ReturnType<typeof aCluster> | null,
    clientCode: () => Promise<string>,
    recent: NotebookPanel | null = aNotebook('').panel
  ): Promise<void> =>
    insertClientCode({
      app: {} as JupyterFrontEnd,
      sessions: Object.assign(someSessions(), { recent }),
      manager: {
        isLoaded: true,
        find: () => current ?? undefined,
        clientCode
      } as unknown as IClusterManager,
      active: { current } as IActiveCluster,
      target: null,
      trans
    });

  it('it is said that no cluster is selected', async () => {
    await insert(null, async () => CODE);
    expect(said()).toEqual([
      'No Dask cluster is selected. Select one in the sidebar.'
    ]);
  });

  it('the cluster is named whose code cannot be had', async () => {
    const cluster = aCluster({ label: 'Analysis' });
    await insert(cluster, () => Promise.reject(new Error('offline')));
    expect(said()[0]).toMatch(
      /^The client code of Analysis could not be inserted\./
    );
  });

  it('whoever cancels may ask again while the code is still on its way', async () => {
    const opened = jest.spyOn(Dialog.prototype, 'launch');
    const never = new Promise<string>(() => undefined);
    const inserted = insert(aCluster({}), () => never, null);
    (opened.mock.contexts[0] as Dialog<unknown>).reject();
    await inserted;
    expect(said()).toEqual([]);
  });
});

describe('who has gone on working while the server was slow', () => {
  async function insertSlowly(
    meanwhile: () => void
  ): Promise<ReturnType<typeof aNotebook> & { activateById: jest.Mock }> {
    const made = aNotebook('import dask');
    Object.assign(made.panel, {
      id: 'notebook',
      title: { label: 'Untitled.ipynb' },
      sessionContext: { kernelPreference: {}, specsManager: {} }
    });
    const activateById = jest.fn();
    const cluster = aCluster();
    let answer: (code: string) => void = () => undefined;
    const inserted = insertClientCode({
      app: { shell: { activateById } } as unknown as JupyterFrontEnd,
      sessions: Object.assign(someSessions(), { recent: made.panel }),
      manager: {
        isLoaded: true,
        find: () => cluster,
        fetchEnvironments: async () => [],
        clientCode: () =>
          new Promise<string>(resolve => {
            answer = resolve;
          })
      } as unknown as IClusterManager,
      active: { current: cluster } as unknown as IActiveCluster,
      target: null,
      trans
    });
    meanwhile();
    answer(CODE);
    await inserted;
    return { ...made, activateById };
  }

  it('finds the code, told where it is, and every key where it belongs', async () => {
    const { panel, sources, activateById } = await insertSlowly(() =>
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'd', bubbles: true })
      )
    );
    expect(sources()).toEqual(['import dask', CODE]);
    // In command mode, d d would delete a cell.
    expect(panel.content.mode).toBe('edit');
    expect(panel.content.activeCellIndex).toBe(0);
    expect(activateById).not.toHaveBeenCalled();
    expect(said()).toEqual([
      'The client code of Cluster 1 was inserted into Untitled.ipynb.'
    ]);
  });

  it('but is brought to it as long as nothing else was done', async () => {
    const { panel, activateById } = await insertSlowly(() => undefined);
    expect(activateById).toHaveBeenCalledWith('notebook');
    expect(panel.content.activeCellIndex).toBe(1);
    expect(said()).toEqual([]);
  });
});

import { Dialog, Notification } from '@jupyterlab/apputils';

import { trans } from '../../clusters/__tests__/fixtures';
import type { IDashboards, OpenResult } from '../../tokens';
import { discoverDashboards } from '../discover';
import type { SessionPanel } from '../sessions';
import { aKernel, aPanel, reply, someSessions } from './fixtures';

const said = (): string[] =>
  Notification.manager.notifications.map(({ message }) => message);

function aNotebook(name: string, ...links: string[]): SessionPanel {
  const kernel = aKernel(name);
  kernel.requestExecute.mockImplementation(() => ({
    done: Promise.resolve(reply(links)),
    isDisposed: true
  }));
  const { panel } = aPanel(kernel);
  panel.title.label = name;
  return panel;
}

function someDashboards(kind: OpenResult['kind'] = 'page'): {
  open: jest.Mock;
  dashboards: IDashboards;
} {
  const open = jest.fn(async () => ({ kind, place: 'host:1' }));
  return {
    open,
    dashboards: { open, label: 'host:1' } as unknown as IDashboards
  };
}

async function discover(
  panels: SessionPanel[],
  more: { recent?: SessionPanel; isRecentFirst?: boolean } = {},
  shown = someDashboards()
): Promise<{ isShown: boolean; open: jest.Mock }> {
  const sessions = Object.assign(someSessions(...panels), {
    recent: more.recent ?? null
  });
  const isShown = await discoverDashboards({
    sessions,
    dashboards: shown.dashboards,
    isRecentFirst: more.isRecentFirst ?? false,
    trans
  });
  return { isShown, open: shown.open };
}

beforeEach(() => {
  Notification.manager.dismiss();
});

afterEach(() => {
  Dialog.flush();
});

it('the only dashboard is shown, and it is said where it was found', async () => {
  const { isShown, open } = await discover([
    aNotebook('empty.ipynb'),
    aNotebook('fit.ipynb', 'http://127.0.0.1:8787/status')
  ]);
  expect(isShown).toBe(true);
  expect(open).toHaveBeenCalledWith('http://127.0.0.1:8787/status');
  expect(said()).toEqual([
    'Showing the dashboard of host:1, found in fit.ipynb.'
  ]);
});

it('of several the user selects one', async () => {
  const found = discover([
    aNotebook('one.ipynb', 'http://127.0.0.1:1/status'),
    aNotebook('two.ipynb', 'http://127.0.0.1:2/status')
  ]);
  await new Promise(resolve => setTimeout(resolve, 50));
  const dialog = document.querySelector('.jp-Dialog')!;
  const select = dialog.querySelector('select')!;
  expect([...select.options].map(({ text }) => text)).toEqual([
    'one.ipynb: http://127.0.0.1:1/status',
    'two.ipynb: http://127.0.0.1:2/status'
  ]);
  select.selectedIndex = 1;
  dialog.querySelector<HTMLElement>('.jp-mod-accept')!.click();
  const { open } = await found;
  expect(open).toHaveBeenCalledWith('http://127.0.0.1:2/status');
});

it('the last notebook comes first where that is wanted', async () => {
  const recent = aNotebook('last.ipynb', 'http://127.0.0.1:3/status');
  const other = aNotebook('other.ipynb', 'http://127.0.0.1:4/status');
  const { open } = await discover([other, recent], {
    recent,
    isRecentFirst: true
  });
  expect(open).toHaveBeenCalledWith('http://127.0.0.1:3/status');
});

it('the others are searched where the last notebook has none', async () => {
  const recent = aNotebook('last.ipynb');
  const other = aNotebook('other.ipynb', 'http://127.0.0.1:4/status');
  const { open } = await discover([other, recent], {
    recent,
    isRecentFirst: true
  });
  expect(open).toHaveBeenCalledWith('http://127.0.0.1:4/status');
});

it('nothing to show is said, and busy notebooks are counted', async () => {
  const busy = aKernel('busy');
  busy.status = 'busy';
  const { isShown } = await discover([aPanel(busy).panel]);
  expect(isShown).toBe(false);
  expect(said()[0]).toMatch('1 notebook is busy and could not be searched.');

  Notification.manager.dismiss();
  await discover([aNotebook('empty.ipynb')]);
  expect(said()).toEqual(['No open notebook has a connected Dask client.']);
});

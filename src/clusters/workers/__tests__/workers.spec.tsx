import { Notification, WidgetTracker } from '@jupyterlab/apputils';
import '@testing-library/jest-dom';
import { act, fireEvent, screen, within } from '@testing-library/react';
import { Widget } from '@lumino/widgets';

import { RefusedError } from '../../../api/errors';
import type { ClusterWorker, ClusterWorkers } from '../../../api/models';
import { FakeRest, aCluster, aManager, trans } from '../../__tests__/fixtures';
import { openWorkers } from '../open';
import type { WorkersTab } from '../tab';

function aWorker(over: Partial<ClusterWorker> = {}): ClusterWorker {
  return {
    address: `tls://10.0.0.1/${over.name ?? 'w-1'}`,
    name: 'w-1',
    threads: 2,
    cpu_percent: null,
    memory_gib: 1,
    memory_limit_gib: 4,
    processing: 0,
    stored: 0,
    seconds_since_seen: 0.4,
    ...over
  };
}

const THREE = [
  aWorker({ name: 'w-10', processing: 7, stored: 1 }),
  aWorker({ name: 'w-2', memory_gib: 3.5, processing: 0 }),
  aWorker({ name: 'w-1', processing: 3, stored: null, seconds_since_seen: 75 })
];

function told(
  workers: ClusterWorker[],
  over: Partial<ClusterWorkers> = {}
): ClusterWorkers {
  return {
    status: 'running',
    workers,
    left_out: 0,
    problem: null,
    cpu_problem: null,
    ...over
  };
}

/** Let what was asked for be answered and shown. */
async function settle(milliseconds = 20): Promise<void> {
  await act(() => jest.advanceTimersByTimeAsync(milliseconds));
}

let report: (isIntersecting: boolean) => void = () => undefined;

beforeEach(() => {
  jest.useFakeTimers();
  document.body.innerHTML = '';
  window.IntersectionObserver = class {
    constructor(private readonly _report: IntersectionObserverCallback) {}
    observe = (): void => {
      report = isIntersecting =>
        this._report(
          [{ isIntersecting } as IntersectionObserverEntry],
          this as unknown as IntersectionObserver
        );
      report(true);
    };
    disconnect = jest.fn();
  } as unknown as typeof IntersectionObserver;
});

afterEach(() => {
  jest.useRealTimers();
});

async function open(first = told(THREE)): Promise<{
  rest: FakeRest;
  tab: WorkersTab;
  again: () => Promise<WorkersTab>;
}> {
  const rest = new FakeRest();
  rest.workers.mockResolvedValue(first);
  const { manager } = aManager(rest);
  const tracker = new WidgetTracker<WorkersTab>({ namespace: 'tests' });
  const app = {
    shell: {
      add: (widget: Widget) => Widget.attach(widget, document.body),
      activateById: jest.fn()
    }
  } as unknown as openWorkers.IOptions['app'];
  const again = (): Promise<WorkersTab> =>
    openWorkers({ app, tracker, manager, trans, cluster: aCluster() });
  const tab = await again();
  await settle();
  return { rest, tab, again };
}

const rows = (): HTMLElement[] => screen.getAllByRole('row').slice(1);

const names = (): (string | null)[] =>
  rows().map(
    row => within(row).getByRole('rowheader').firstElementChild!.textContent
  );

const cellsOf = (name: string): (string | null)[] =>
  within(screen.getByRole('row', { name: new RegExp(`^${name} `) }))
    .getAllByRole('cell')
    .map(cell => cell.textContent);

const title = (name: string): HTMLElement =>
  screen.getByRole('button', { name });

const state = (): HTMLElement => screen.getAllByRole('status').at(-1)!;

it('each worker is a row that says what it does and uses', async () => {
  const { tab, again } = await open();
  expect(tab.title.label).toBe('Workers: Cluster 1');
  expect(
    screen.getByRole('table', { name: 'Workers of Cluster 1' })
  ).toBeVisible();
  expect(names()).toEqual(['w-1', 'w-2', 'w-10']);
  expect(cellsOf('w-1')).toEqual([
    '2',
    '–',
    '1 of 4 GB',
    '3',
    '–',
    '1 min 15 s ago',
    ''
  ]);
  expect(cellsOf('w-2')).toEqual([
    '2',
    '–',
    '⚠ 3.5 of 4 GB',
    '0',
    '0',
    'now',
    ''
  ]);
  // Who cannot see the color hears it.
  expect(
    screen.getByRole('progressbar', { name: 'Memory of w-2' })
  ).toHaveAttribute('aria-valuetext', '3.5 of 4 GB, nearly full');
  expect(state()).toHaveTextContent('3 workers · 1 has nearly no memory left');
  // A cluster has one such tab, which is back after a reload.
  expect(await again()).toBe(tab);
  expect(tab.saved).toEqual({
    id: tab.id,
    workers: { gateway: 'slurm', name: 'one', label: 'Cluster 1' }
  });
});

it('a click on a title sorts, and says so to who hears it', async () => {
  await open();
  const header = (name: string): HTMLElement =>
    screen.getByRole('columnheader', { name });
  expect(header('Worker')).toHaveAttribute('aria-sort', 'ascending');
  fireEvent.click(title('Processing'));
  expect(names()).toEqual(['w-10', 'w-1', 'w-2']);
  expect(header('Processing')).toHaveAttribute('aria-sort', 'descending');
  expect(header('Worker')).not.toHaveAttribute('aria-sort');
  fireEvent.click(title('Processing'));
  expect(names()).toEqual(['w-2', 'w-1', 'w-10']);
  fireEvent.click(title('Memory'));
  expect(names()).toEqual(['w-2', 'w-1', 'w-10']);
  // What is not known is less than anything.
  fireEvent.click(title('Stored'));
  expect(names()).toEqual(['w-10', 'w-2', 'w-1']);
});

it('CPU is told as Dask does, beside what the threads of a worker could use', async () => {
  const { rest } = await open(
    told([
      aWorker({ name: 'w-1', threads: 4, cpu_percent: 312.4 }),
      aWorker({ name: 'w-2', threads: 1, cpu_percent: 104.6 }),
      aWorker({ name: 'w-3', threads: null, cpu_percent: 0 }),
      aWorker({ name: 'w-4' })
    ])
  );
  const cpu = (): (string | null)[] => names().map(name => cellsOf(name!)[1]);
  expect(cpu()).toEqual(['312 %', '105 %', '0 %', '–']);
  const meter = screen.getByRole('progressbar', { name: 'CPU of w-1' });
  expect(meter).toHaveAttribute('aria-valuemax', '400');
  expect(meter).toHaveAttribute('aria-valuetext', '312 %');
  // More than all of its threads is written, and fills the bar.
  const full = screen.getByRole('progressbar', { name: 'CPU of w-2' });
  expect(full).toHaveAttribute('aria-valuenow', '100');
  expect(full).toHaveAttribute('aria-valuetext', '105 %');
  // Of a worker whose threads are not known nobody knows how much it could use.
  expect(screen.queryByRole('progressbar', { name: 'CPU of w-3' })).toBeNull();
  fireEvent.click(title('CPU'));
  expect(names()).toEqual(['w-1', 'w-2', 'w-3', 'w-4']);
  fireEvent.click(title('CPU'));
  expect(names()).toEqual(['w-4', 'w-3', 'w-2', 'w-1']);
  // Where it is not known, the cell says why.
  expect(screen.getByTitle('The CPU is not known yet.')).toBe(
    screen.getAllByRole('cell', { name: '–' })[0]
  );
  rest.workers.mockResolvedValue(
    told([aWorker()], { cpu_problem: 'The scheduler could not be asked.' })
  );
  await settle(3000);
  expect(
    screen.getByTitle('The scheduler could not be asked.')
  ).toHaveTextContent('–');
});

it('rows keep their places while somebody is among them', async () => {
  const { rest } = await open();
  fireEvent.click(title('Processing'));
  const button = within(rows()[0]).getByRole('button');
  act(() => button.focus());
  rest.workers.mockResolvedValue(
    told([
      aWorker({ name: 'w-2', processing: 50 }),
      aWorker({ name: 'w-3', processing: 60 }),
      aWorker({ name: 'w-10', processing: 1 })
    ])
  );
  await settle(3000);
  expect(names()).toEqual(['w-10', 'w-2', 'w-3']);
  expect(button).toHaveFocus();
  act(() => button.blur());
  await settle(3000);
  expect(names()).toEqual(['w-3', 'w-2', 'w-10']);
});

it('a scheduler that is silent leaves the last numbers, marked as such', async () => {
  const { rest } = await open();
  rest.workers.mockResolvedValue(
    told([], { problem: 'SLURM did not answer within 5 s.' })
  );
  await settle(3000);
  expect(screen.getByRole('alert')).toHaveTextContent(
    'SLURM did not answer within 5 s. Last known numbers.'
  );
  expect(names()).toHaveLength(3);
  expect(screen.getByRole('table')).toHaveClass('jp-mod-lastKnown');
  rest.workers.mockResolvedValue(told(THREE));
  await settle(3000);
  expect(screen.queryByRole('alert')).toBeNull();
});

it.each<[string, ClusterWorkers, string]>([
  ['starts', told([], { status: 'pending' }), 'Cluster 1 is starting.'],
  ['has none', told([]), 'Cluster 1 has no workers now.'],
  ['has stopped', told([], { status: 'stopped' }), 'Cluster 1 is not running']
])('a cluster that %s says so', async (_, answer, text) => {
  await open(answer);
  expect(screen.queryByRole('table')).toBeNull();
  expect(
    screen.getByRole('group', { name: 'Workers of Cluster 1' })
  ).toHaveTextContent(text);
});

it('nobody asks for a cluster that has ended, nor while nobody looks', async () => {
  const { rest } = await open();
  act(() => report(false));
  const asked = rest.workers.mock.calls.length;
  await settle(30_000);
  expect(rest.workers).toHaveBeenCalledTimes(asked);
  rest.workers.mockRejectedValue(
    new RefusedError(404, {
      message: 'SLURM has no cluster one; it may have ended.',
      reason: 'unknown_cluster',
      field: null
    })
  );
  act(() => report(true));
  await settle(3000);
  expect(screen.getByRole('group')).toHaveTextContent('is not running');
  const last = rest.workers.mock.calls.length;
  await settle(120_000);
  expect(rest.workers).toHaveBeenCalledTimes(last);
});

it('a worker is restarted once that is confirmed, and a failure is told', async () => {
  const { rest } = await open();
  const name = 'Restart worker w-10';
  const confirm = async (): Promise<void> => {
    fireEvent.click(screen.getByRole('button', { name }));
    await settle();
    const dialog = document.querySelector<HTMLElement>('.jp-Dialog')!;
    expect(dialog).toHaveTextContent(
      '7 tasks that it processes begin again. 1 result that it stores is computed again.'
    );
    fireEvent.click(dialog.querySelector('.jp-mod-accept')!);
    await settle();
  };
  let answer: () => void = () => undefined;
  rest.restartWorker.mockImplementationOnce(
    () => new Promise(resolve => (answer = () => resolve(undefined)))
  );
  await confirm();
  expect(rest.restartWorker).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'one' }),
    { address: 'tls://10.0.0.1/w-10' }
  );
  expect(
    screen.getByRole('button', { name: 'Restarting worker w-10' })
  ).toBeDisabled();
  await act(async () => answer());
  await settle();
  expect(state()).toHaveTextContent('worker w-10 was restarted');
  rest.restartWorker.mockRejectedValueOnce(
    new RefusedError(502, {
      message: 'The scheduler could not be asked.',
      reason: 'unreachable',
      field: null
    })
  );
  await confirm();
  expect(Notification.manager.notifications.at(-1)!.message).toBe(
    'Worker w-10 could not be restarted. The scheduler could not be asked.'
  );
});

it('of a hundred workers only those that change are drawn anew', async () => {
  const hundred = [...Array(100).keys()].map(number =>
    aWorker({ name: `w-${number}` })
  );
  const { rest } = await open(told(hundred));
  expect(rows()).toHaveLength(100);
  const changes: MutationRecord[] = [];
  const observer = new MutationObserver(found => changes.push(...found));
  observer.observe(screen.getByRole('table'), {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true
  });
  rest.workers.mockResolvedValue(
    told(
      hundred.map((one, at) => (at === 41 ? { ...one, processing: 5 } : one))
    )
  );
  await settle(3000);
  observer.disconnect();
  expect(changes).toHaveLength(1);
  expect(cellsOf('w-41')[3]).toBe('5');
});

import { WidgetTracker } from '@jupyterlab/apputils';
import '@testing-library/jest-dom';
import { act, fireEvent, screen, within } from '@testing-library/react';
import { Widget } from '@lumino/widgets';

import { RefusedError } from '../../../api/errors';
import type { ClusterLog, LogEntry } from '../../../api/models';
import {
  FakeRest,
  aCluster,
  aLog,
  aManager,
  trans
} from '../../__tests__/fixtures';
import { openLogs } from '../open';
import type { LogTab } from '../tab';

const SOURCES: ClusterLog['sources'] = [
  { id: 'scheduler', kind: 'scheduler', name: '' },
  { id: 'worker:tcp://a', kind: 'worker', name: 'w-1' },
  { id: 'file:dask-scheduler.log', kind: 'file', name: 'dask-scheduler.log' }
];

function anEntry(message: string, over: Partial<LogEntry> = {}): LogEntry {
  return { time: null, level: 'info', logger: null, message, ...over };
}

const FIRST = aLog({
  sources: SOURCES,
  source: 'scheduler',
  cursor: 'a',
  entries: [
    anEntry('Register worker', { time: '08:00', logger: 'distributed.core' }),
    anEntry('Event loop was unresponsive', { level: 'warning' }),
    anEntry('printed', { level: null }),
    anEntry('Traceback\n  ValueError: no', { level: 'error' })
  ]
});

/** Let what was asked for be answered and shown. */
async function settle(milliseconds = 20): Promise<void> {
  await act(() => jest.advanceTimersByTimeAsync(milliseconds));
}

beforeEach(() => {
  jest.useFakeTimers();
  document.body.innerHTML = '';
  window.IntersectionObserver = class {
    constructor(private readonly _report: IntersectionObserverCallback) {}
    observe = (): void =>
      this._report(
        [{ isIntersecting: true } as IntersectionObserverEntry],
        this as unknown as IntersectionObserver
      );
    disconnect = jest.fn();
  } as unknown as typeof IntersectionObserver;
});

afterEach(() => {
  jest.useRealTimers();
});

async function open(
  first: ClusterLog = FIRST,
  places = ['main']
): Promise<{ rest: FakeRest; tab: LogTab; again: () => Promise<LogTab> }> {
  const rest = new FakeRest();
  rest.log.mockResolvedValue(first);
  const { manager } = aManager(rest);
  const tracker = new WidgetTracker<LogTab>({ namespace: 'tests' });
  const app = {
    shell: {
      add: (widget: Widget, area: string) => {
        if (places.includes(area)) {
          Widget.attach(widget, document.body);
        }
      },
      activateById: jest.fn()
    }
  } as unknown as openLogs.IOptions['app'];
  const again = (): Promise<LogTab> =>
    openLogs({ app, tracker, manager, trans, cluster: aCluster() });
  const tab = await again();
  await settle();
  return { rest, tab, again };
}

const lines = (): (string | null)[] =>
  [...screen.getByRole('log').querySelectorAll('.jp-DaskLog-line')].map(
    line => line.querySelector('.jp-DaskLog-message')!.textContent
  );

/** How much is shown, beside what the button that copies says. */
const state = (): HTMLElement => screen.getAllByRole('status').at(-1)!;

const choose = (name: string, value: string): void => {
  fireEvent.change(screen.getByRole('combobox', { name }), {
    target: { value }
  });
};

it('a log has its name, its entries and the other logs to choose from', async () => {
  const { tab, again } = await open();
  expect(tab.title.label).toBe('Logs: Cluster 1');
  expect(screen.getByRole('log', { name: 'Log of Cluster 1' })).toBeVisible();
  expect(lines()).toEqual(FIRST.entries.map(({ message }) => message));
  // Whoever copies a line has its words apart.
  expect(screen.getByRole('log').firstChild).toHaveTextContent(
    '08:00 Info distributed.core Register worker'
  );
  const select = screen.getByRole('combobox', { name: 'Log' });
  expect(
    within(select)
      .getAllByRole('option')
      .map(option => option.textContent)
  ).toEqual(['Scheduler', 'Worker w-1', 'File dask-scheduler.log']);
  // A cluster has one such tab.
  expect(await again()).toBe(tab);
});

it('where the main area takes no tab, as in Notebook, the sidebar does', async () => {
  await open(FIRST, ['left', 'right']);
  expect(screen.getByRole('log', { name: 'Log of Cluster 1' })).toBeVisible();
  expect(
    screen.getByRole('heading', { name: 'Logs: Cluster 1' })
  ).toBeVisible();
});

it('search and level show what fits, and say how much that is', async () => {
  await open();
  choose('Level', 'warning');
  expect(lines()).toEqual([
    'Event loop was unresponsive',
    'Traceback\n  ValueError: no'
  ]);
  fireEvent.change(screen.getByRole('searchbox'), {
    target: { value: 'valueerror' }
  });
  expect(lines()).toEqual(['Traceback\n  ValueError: no']);
  expect(screen.getByRole('log').querySelector('mark')).toHaveTextContent(
    'ValueError'
  );
  expect(state()).toHaveTextContent('1 of 4 entries');
  fireEvent.change(screen.getByRole('searchbox'), {
    target: { value: 'nothing of it' }
  });
  expect(screen.getByRole('log')).toHaveTextContent('No entry fits');
});

it('what is newer is added while it is followed, and asked for by no one else', async () => {
  const { rest } = await open();
  rest.log.mockResolvedValue(
    aLog({
      ...FIRST,
      cursor: 'b',
      follows: true,
      entries: [anEntry('newer')]
    })
  );
  await settle(4000);
  expect(rest.log).toHaveBeenLastCalledWith(expect.anything(), {
    source: 'scheduler',
    since: 'a'
  });
  expect(lines()).toHaveLength(5);
  fireEvent.click(screen.getByRole('button', { name: 'Follow' }));
  const asked = rest.log.mock.calls.length;
  await settle(30_000);
  expect(rest.log).toHaveBeenCalledTimes(asked);
  expect(state()).toHaveTextContent('new entries are not read');
});

it('who scrolls up is left alone', async () => {
  await open();
  const log = screen.getByRole('log');
  const follow = screen.getByRole('button', { name: 'Follow' });
  log.scrollTop = 400;
  fireEvent.scroll(log);
  expect(follow).toHaveAttribute('aria-pressed', 'true');
  log.scrollTop = 100;
  fireEvent.scroll(log);
  expect(follow).toHaveAttribute('aria-pressed', 'false');
});

it('another log replaces the first, and its answer is that of the one asked last', async () => {
  const { rest, tab } = await open();
  let answer: (log: ClusterLog) => void = () => undefined;
  rest.log.mockImplementationOnce(
    () => new Promise(resolve => (answer = resolve))
  );
  choose('Log', 'worker:tcp://a');
  await settle();
  rest.log.mockResolvedValue(
    aLog({
      sources: SOURCES,
      source: 'file:dask-scheduler.log',
      cursor: 'f',
      entries: [anEntry('of the file')]
    })
  );
  choose('Log', 'file:dask-scheduler.log');
  answer(aLog({ ...FIRST, source: 'worker:tcp://a' }));
  await settle(1000);
  expect(lines()).toEqual(['of the file']);
  // After a reload the same log is shown.
  expect(tab.saved).toEqual({
    id: tab.id,
    logs: {
      gateway: 'slurm',
      name: 'one',
      label: 'Cluster 1',
      source: 'file:dask-scheduler.log'
    }
  });
});

it('a cluster that has gone leaves what was read, and says so', async () => {
  const { rest } = await open();
  rest.log.mockRejectedValue(
    new RefusedError(404, {
      message: 'SLURM has no cluster one; it may have ended.',
      reason: 'unknown_cluster',
      field: null
    })
  );
  await settle(4000);
  expect(screen.getByRole('alert')).toHaveTextContent('it may have ended');
  expect(lines()).toHaveLength(4);
  expect(state()).toHaveTextContent('has ended');
  const asked = rest.log.mock.calls.length;
  await settle(120_000);
  expect(rest.log).toHaveBeenCalledTimes(asked);
});

it.each([
  ['worker:tcp://b', 'Worker tcp://b'],
  ['scheduler', 'Scheduler'],
  ['file:of/old.log', 'File of/old.log'],
  ['nonsense', 'File nonsense']
])('the log %s that has gone is still called %s', async (source, name) => {
  const sources = SOURCES.filter(({ id }) => id !== source);
  await open(aLog({ sources, source, cursor: 'a' }));
  const chosen = screen.getByRole<HTMLSelectElement>('combobox', {
    name: 'Log'
  });
  expect(chosen.selectedOptions[0].textContent).toBe(name);
});

it('a server that is slow for a moment has not ended the cluster', async () => {
  const { rest } = await open();
  rest.log.mockRejectedValueOnce(
    new RefusedError(504, {
      message: 'The log did not answer within 3 s.',
      reason: 'disk_too_slow',
      field: null
    })
  );
  await settle(4000);
  expect(screen.getByRole('alert')).toHaveTextContent('did not answer');
  expect(lines()).toHaveLength(4);
  expect(state()).not.toHaveTextContent('has ended');
  await settle(60_000);
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

it('what is searched for is marked where it stands, a few times in a line', async () => {
  const long = 'e'.repeat(8000);
  const messages = [long, 'İİİ made by e', 'a.*[b'];
  await open(aLog({ cursor: 'a', entries: messages.map(one => anEntry(one)) }));
  const find = (text: string): (string | null)[] => {
    fireEvent.change(screen.getByRole('searchbox'), {
      target: { value: text }
    });
    return [...document.querySelectorAll('mark')].map(
      ({ textContent }) => textContent
    );
  };
  const marks = find('e');
  expect(new Set(marks)).toEqual(new Set(['e']));
  expect(marks.length).toBeLessThan(100);
  expect(lines()).toEqual(messages.slice(0, 2));
  expect(find('A.*[')).toEqual(['a.*[']);
  expect(lines()).toEqual(messages.slice(2));
});

it('what is shown can be saved as a file', async () => {
  const blobs: Blob[] = [];
  URL.createObjectURL = jest.fn((blob: Blob) => {
    blobs.push(blob);
    return 'blob:1';
  });
  URL.revokeObjectURL = jest.fn();
  const names: string[] = [];
  jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement
  ) {
    names.push(this.download);
  });
  await open();
  choose('Level', 'error');
  fireEvent.click(screen.getByRole('button', { name: 'Download the log' }));
  expect(names).toEqual(['Cluster-1-scheduler.log']);
  expect(blobs[0].size).toBe('ERROR Traceback\n  ValueError: no\n'.length);
});

/** Give the lines the sizes that jsdom does not know. */
function resize(clientHeight: number, scrollTop: number): void {
  const log = screen.getByRole('log');
  Object.defineProperties(log, {
    scrollHeight: { value: 1000, configurable: true },
    clientHeight: { value: clientHeight, configurable: true }
  });
  log.scrollTop = scrollTop;
  fireEvent.scroll(log);
}

it('a tab that grows has not been scrolled up: its end is still followed', async () => {
  const { tab } = await open();
  resize(200, 800);
  resize(500, 500);
  expect(tab.model.isFollowing).toBe(true);
  resize(500, 400);
  expect(tab.model.isFollowing).toBe(false);
});

it('whoever hears the page is not told every few seconds how long a followed log is', async () => {
  const { tab } = await open();
  expect(state()).toHaveAttribute('aria-live', 'off');
  await act(async () => {
    tab.model.isFollowing = false;
  });
  expect(state()).toHaveAttribute('aria-live', 'polite');
});

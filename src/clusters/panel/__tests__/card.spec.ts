import '@testing-library/jest-dom';
import { fireEvent, screen } from '@testing-library/react';

import { aCluster } from '../../__tests__/fixtures';
import { buttons, show } from './show';

it('a running cluster says what it has, and offers what can be done', () => {
  const cluster = aCluster({
    workers: { running: 1, requested: 2, minimum: 1, maximum: 4 },
    cores: 2,
    memory_gib: 4,
    tasks: { processing: 2, memory: 3, erred: 1, waiting: 4, released: 0 },
    expires_at: '2026-01-01T14:30:42Z',
    clients: 1
  });
  const actions = show(cluster, true);
  const item = screen.getByRole('listitem', { name: 'Cluster 1' });
  expect(item).toHaveAttribute('aria-current', 'true');
  for (const text of [
    'Running',
    'Dask Gateway + SLURM',
    '1 / 2 workers',
    'adaptive 1 to 4',
    '2 cores, 4 GB',
    '3 / 10 tasks',
    '1 erred',
    '1 client connected',
    'ends in 2 h 30 min'
  ]) {
    expect(item).toHaveTextContent(text);
  }
  expect(screen.getByRole('progressbar', { name: 'Workers' })).toHaveAttribute(
    'aria-valuenow',
    '1'
  );
  expect(buttons()).toEqual([
    'Cluster 1',
    '1 / 2 workers',
    'Insert client code',
    'Scale',
    'Shut down'
  ]);
  fireEvent.click(screen.getByRole('button', { name: '1 / 2 workers' }));
  expect(actions.openWorkers).toHaveBeenCalledWith(cluster);
  fireEvent.click(screen.getByRole('button', { name: 'Insert client code' }));
  fireEvent.click(screen.getByRole('button', { name: 'Scale' }));
  fireEvent.click(screen.getByRole('button', { name: 'Shut down' }));
  expect(actions.insert).toHaveBeenCalledWith(cluster);
  expect(actions.scale).toHaveBeenCalledWith(cluster);
  expect(actions.shutDown).toHaveBeenCalledWith(cluster);
  expect(actions.activate).not.toHaveBeenCalled();
});

it('a click anywhere else on it chooses it', () => {
  const actions = show(aCluster());
  fireEvent.click(screen.getByText('Running'));
  expect(actions.activate).toHaveBeenCalledTimes(1);
  fireEvent.click(screen.getByRole('button', { name: 'Cluster 1' }));
  expect(actions.activate).toHaveBeenCalledTimes(2);
});

it('who selects some of its text selects nothing else', () => {
  const actions = show(aCluster());
  const text = screen.getByText('Running');
  window.getSelection()!.selectAllChildren(text);
  fireEvent.click(text);
  expect(actions.activate).not.toHaveBeenCalled();
  window.getSelection()!.removeAllRanges();
  fireEvent.click(text);
  expect(actions.activate).toHaveBeenCalledTimes(1);
});

it('a pending cluster counts its seconds against the time it may take', () => {
  const actions = show(aCluster({ status: 'pending' }));
  expect(screen.getByRole('listitem')).toHaveTextContent('Pending');
  expect(screen.getByRole('listitem')).toHaveTextContent(
    'Starting: 42 s (limit 2 min)'
  );
  expect(buttons()).toEqual(['Cluster 1', 'Cancel']);
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(actions.shutDown).toHaveBeenCalledTimes(1);
});

it('a cluster made elsewhere is shown with what is known of it', () => {
  show(
    aCluster({
      workers: { running: 3, requested: null, minimum: null, maximum: null }
    })
  );
  const item = screen.getByRole('listitem');
  expect(item).toHaveTextContent('Workers: 3 running');
  expect(item).not.toHaveTextContent('3 / 3');
  expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
  expect(item).not.toHaveTextContent('adaptive');
  expect(screen.queryByText('Environment')).not.toBeInTheDocument();
});

it('a cluster whose gateway is silent says that it is the last known', () => {
  show(aCluster({ stale: true }));
  expect(screen.getByRole('listitem')).toHaveTextContent(
    'The gateway is not responding'
  );
  // Its numbers look like those of a scheduler that does not respond.
  expect(
    screen
      .getByRole('button', { name: /workers$/ })
      .closest('.jp-mod-lastKnown')
  ).not.toBeNull();
});

it('a cluster that ended by itself says why, and can be made again', () => {
  const actions = show(
    aCluster({
      status: 'stopped',
      jobs: { groups: [], command: 'squeue' },
      failure: {
        reason: 'Nothing was computed on it for 1 h.',
        hint: 'Create it again when you need it.',
        log: null,
        problems: []
      }
    })
  );
  const item = screen.getByRole('listitem');
  expect(item).toHaveTextContent('Stopped');
  expect(item).toHaveTextContent('Nothing was computed on it for 1 h.');
  expect(item).toHaveTextContent('Create it again when you need it.');
  expect(item).not.toHaveTextContent('squeue');
  expect(buttons()).toEqual([
    'Cluster 1',
    'Create again',
    'Edit and create',
    'Dismiss'
  ]);
  fireEvent.click(screen.getByRole('button', { name: 'Create again' }));
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(actions.retry).toHaveBeenCalledTimes(1);
  expect(actions.dismiss).toHaveBeenCalledTimes(1);
});

it.each([
  [
    'the end of its time',
    { expires_at: '2026-01-01T12:05:42Z' },
    'ends in 5 min',
    true
  ],
  [
    'a far end of its time',
    { expires_at: '2026-01-01T18:00:42Z' },
    'ends in 6 h',
    false
  ],
  [
    'a short patience',
    { idle_ends_at: '2026-01-01T12:20:42Z' },
    'Idle timeout in 20 min',
    false
  ],
  [
    'whichever comes first',
    {
      expires_at: '2026-01-01T18:00:00Z',
      idle_ends_at: '2026-01-01T12:09:42Z'
    },
    'Idle timeout in 9 min',
    true
  ]
])('tells %s', (_, ends, words, isWarning) => {
  show(aCluster({ created_at: '2026-01-01T00:00:00Z', ...ends }));
  const line = screen.getByText(words);
  expect(line.classList.contains('jp-mod-warning')).toBe(isWarning);
});

describe('truth', () => {
  const busy = aCluster({
    scheduler: 'busy',
    workers: { running: 3, requested: 3, minimum: 3, maximum: 3 },
    cores: 6,
    memory_gib: 12,
    tasks: { processing: 2, memory: 3, erred: 0, waiting: 4, released: 0 }
  });

  it.each([
    ['busy', 'The scheduler is busy. Last known numbers.'],
    ['silent', 'Last known numbers.']
  ] as const)(
    'a scheduler that is %s has its last known numbers, grayed',
    (scheduler, words) => {
      show({ ...busy, scheduler });
      const item = screen.getByRole('listitem');
      expect(item).toHaveTextContent('3 / 3 workers');
      expect(item).toHaveTextContent('6 cores, 12 GB');
      expect(item).toHaveTextContent('3 / 9 tasks');
      expect(item).toHaveTextContent(words);
      expect(item.querySelector('.jp-mod-lastKnown')).toHaveTextContent(
        '3 / 3 workers'
      );
    }
  );

  it('a scheduler that responds has present ones', () => {
    show({ ...busy, scheduler: 'responding' });
    const item = screen.getByRole('listitem');
    expect(item).not.toHaveTextContent('Last known');
    expect(item.querySelector('.jp-mod-lastKnown')).toBeNull();
  });

  it.each([
    ['waits for the workers it wants', 2, 'Waiting for workers'],
    ['waits for none if it wants none', 0, 'Running']
  ])('a cluster without workers %s', (_, requested, words) => {
    show(
      aCluster({
        workers: { running: 0, requested, minimum: 0, maximum: 2 }
      })
    );
    const item = screen.getByRole('listitem');
    expect(item.querySelector('.jp-DaskCard-status')).toHaveTextContent(words);
    expect(item.classList.contains('jp-mod-waiting')).toBe(requested > 0);
  });
});

it('a cluster that never starts may be created again in its place', () => {
  const pending = { status: 'pending' as const, can_retry: true };
  const late = aCluster({ ...pending, overdue: true, notice: 'Not started.' });
  const actions = show(late);
  expect(screen.getByText('Not started.')).toBeInTheDocument();
  fireEvent.click(screen.getByRole('button', { name: 'Create again' }));
  expect(actions.retry).toHaveBeenCalledWith(late);
  expect(screen.getByRole('button', { name: 'Cancel' })).toBeInTheDocument();
});

it('a cluster that still may start has nothing to create again', () => {
  show(aCluster({ status: 'pending', can_retry: true }));
  expect(buttons()).not.toContain('Create again');
});

it('a cluster that was to stop with Jupyter says so', () => {
  show(aCluster({ stop_with_session: true }));
  expect(screen.getByText(/stops with Jupyter/)).toBeInTheDocument();
});

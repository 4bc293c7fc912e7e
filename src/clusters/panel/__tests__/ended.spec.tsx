import '@testing-library/jest-dom';
import {
  act,
  fireEvent,
  render,
  screen,
  waitFor,
  within
} from '@testing-library/react';
import * as React from 'react';

import type { EndedCluster } from '../../../api/models';
import { TransContext } from '../../../ui/hooks';
import {
  FakeRest,
  aCluster,
  aGateway,
  aManager,
  trans
} from '../../__tests__/fixtures';
import { ActivityModel } from '../../activity';
import { EndedModel } from '../../ended';
import type { IEndedActions } from '../ended';
import { EndedClusters } from '../ended';
import { LastHour, pathOf } from '../lasthour';

const NOW = Date.UTC(2026, 0, 1, 12);

function anEnded(over: Partial<EndedCluster> = {}): EndedCluster {
  return {
    gateway: 'slurm',
    name: 'old',
    label: 'Cluster 7',
    environment: null,
    created_at: '2026-01-01T08:00:00Z',
    started_at: '2026-01-01T08:01:00Z',
    ended_at: '2026-01-01T10:00:00Z',
    ending: 'shut_down',
    reason: null,
    usage: {
      worker_hours: 12.34,
      peak_workers: 8,
      peak_memory_gib: 20,
      at_least: false
    },
    can_create: true,
    has_log: true,
    ...over
  };
}

async function show(
  past: EndedCluster[],
  stored: unknown = undefined
): Promise<{
  rest: FakeRest;
  ended: EndedModel;
  save: jest.Mock;
  world: ReturnType<typeof aManager>;
  actions: Record<keyof IEndedActions, jest.Mock>;
}> {
  const rest = new FakeRest();
  rest.past = past;
  const world = aManager(rest);
  const save = jest.fn(async () => undefined);
  const state = { fetch: async () => stored as undefined, save };
  const ended = new EndedModel({ manager: world.manager, state });
  const actions = {
    createAgain: jest.fn(),
    openLogs: jest.fn(),
    forget: jest.fn(),
    now: jest.fn(() => NOW)
  };
  render(
    <TransContext.Provider value={trans}>
      <EndedClusters
        ended={ended}
        activity={new ActivityModel(world.manager)}
        gateways={new Map([['slurm', aGateway()]])}
        actions={actions}
      />
    </TransContext.Provider>
  );
  await act(async () => {
    await Promise.resolve();
  });
  return { rest, ended, save, world, actions };
}

const unfold = async (): Promise<void> => {
  const details = await waitFor(() =>
    screen.getByText(/^Ended clusters/).closest('details')!
  );
  act(() => {
    details.open = true;
    fireEvent(details, new Event('toggle'));
  });
};

afterEach(() => {
  jest.useRealTimers();
});

it('without any there is nothing to see', async () => {
  const { rest } = await show([]);
  await waitFor(() => expect(rest.ended).toHaveBeenCalled());
  expect(screen.queryByText(/Ended clusters/)).toBeNull();
});

it('the list is folded at first, and how it was left is remembered', async () => {
  const { save } = await show([anEnded()]);
  expect(await screen.findByText('Ended clusters (1)')).toBeVisible();
  expect(screen.queryByRole('group', { name: 'Cluster 7' })).toBeNull();
  await unfold();
  expect(screen.getByRole('group', { name: 'Cluster 7' })).toBeVisible();
  expect(save).toHaveBeenCalledWith('purdue-dask-lab:ended-open', true);
});

it('it is unfolded where it was left so', async () => {
  await show([anEnded()], true);
  expect(await screen.findByRole('group', { name: 'Cluster 7' })).toBeVisible();
});

it('each says what it used, when and why it ended, and what can be done', async () => {
  const { actions } = await show([anEnded()], true);
  const one = await screen.findByRole('group', { name: 'Cluster 7' });
  for (const text of [
    'Dask Gateway + SLURM',
    '2 h ago',
    'You shut it down.',
    '12.3 worker hours · up to 8 workers · up to 20 GB of memory'
  ]) {
    expect(one).toHaveTextContent(text);
  }
  for (const name of ['Create again', 'Show log', 'Dismiss']) {
    fireEvent.click(within(one).getByRole('button', { name }));
  }
  expect(actions.createAgain).toHaveBeenCalledTimes(1);
  expect(actions.openLogs).toHaveBeenCalledTimes(1);
  expect(actions.forget).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'old' })
  );
});

it('what was not seen is called a minimum, and why it ended is the server’s word', async () => {
  await show(
    [
      anEnded({
        ending: 'failed',
        reason: '/opt/x has no dask.',
        can_create: false,
        has_log: false,
        usage: {
          worker_hours: 0.5,
          peak_workers: 1,
          peak_memory_gib: null,
          at_least: true
        }
      })
    ],
    true
  );
  const one = await screen.findByRole('group', { name: 'Cluster 7' });
  expect(one).toHaveTextContent('/opt/x has no dask.');
  expect(one).toHaveTextContent('at least 30 worker minutes · up to 1 worker');
  expect(
    within(one)
      .getAllByRole('button')
      .map(button => button.textContent)
  ).toEqual(['Dismiss']);
});

it('two clicks create one cluster again, a later one another', async () => {
  const { ended, rest } = await show([anEnded()]);
  const [first, second] = [
    ended.createAgain(anEnded()),
    ended.createAgain(anEnded())
  ];
  expect(await second).toBe(await first);
  expect(rest.createAgain).toHaveBeenCalledTimes(1);
  await ended.createAgain(anEnded());
  expect(rest.createAgain).toHaveBeenCalledTimes(2);
});

it('another that ends is there at once, and nothing is asked for otherwise', async () => {
  const { rest, world, ended } = await show([anEnded()], true);
  await screen.findByRole('group', { name: 'Cluster 7' });
  rest.listed = [aCluster()];
  await act(() => world.manager.refresh());
  expect(rest.ended).toHaveBeenCalledTimes(1);
  rest.past = [anEnded({ name: 'one', label: 'Cluster 1' }), ...rest.past];
  act(() =>
    world.tell({ changed: [], removed: [{ gateway: 'slurm', name: 'one' }] })
  );
  expect(await screen.findByRole('group', { name: 'Cluster 1' })).toBeVisible();
  expect(rest.ended).toHaveBeenCalledTimes(2);
  await act(() => ended.forget(null));
  expect(screen.queryByText(/Ended clusters/)).toBeNull();
});

it('the last hour has a plot for each number, which is also told as a text', async () => {
  const rest = new FakeRest();
  rest.lately = {
    at: [0, 30, 60],
    step: 30,
    workers: [1, 4, 2],
    cores: [2, 8, 4],
    tasks: [0, 100, 7],
    memory_gib: [null, 1.5, 0.5]
  };
  const { manager } = aManager(rest);
  const activity = new ActivityModel(manager);
  const hour = (
    <TransContext.Provider value={trans}>
      <LastHour cluster={aCluster()} activity={activity} isLive={true} />
    </TransContext.Provider>
  );
  const { rerender } = render(hour);
  // At a glance workers and tasks, the rest on demand.
  const [glance, ...plots] = await screen.findAllByRole('img');
  expect(glance).toHaveAttribute(
    'aria-label',
    'Tasks in the last 1 min: 0 to 100, at the end 7. ' +
      'Workers in the last 1 min: 1 to 4, at the end 2'
  );
  expect(glance).toBeVisible();
  expect(plots[0]).not.toBeVisible();
  expect(plots.map(plot => plot.getAttribute('aria-label'))).toEqual([
    'Workers in the last 1 min: 1 to 4, at the end 2',
    'Cores in the last 1 min: 2 to 8, at the end 4',
    'Memory in the last 1 min: 512 MB to 1.5 GB, at the end 512 MB',
    'Tasks in the last 1 min: 0 to 100, at the end 7'
  ]);
  // However often the card is rendered, it is asked for once a minute.
  rerender(hour);
  rerender(hour);
  expect(rest.activity).toHaveBeenCalledTimes(1);
});

it('the last hour is asked for again soon while it has too little to show', async () => {
  jest.useFakeTimers();
  const rest = new FakeRest();
  const one = {
    step: 30,
    at: [NOW / 1000],
    workers: [1],
    cores: [1],
    tasks: [0],
    memory_gib: [1]
  };
  rest.activity.mockResolvedValue(one);
  const { manager } = aManager(rest);
  jest.spyOn(manager, 'now').mockImplementation(() => Date.now());
  render(
    <TransContext.Provider value={trans}>
      <LastHour
        cluster={aCluster()}
        activity={new ActivityModel(manager)}
        isLive={true}
      />
    </TransContext.Provider>
  );
  for (const calls of [2, 3]) {
    await act(() => jest.advanceTimersByTimeAsync(15_000));
    expect(rest.activity).toHaveBeenCalledTimes(calls);
  }
});

it('where nobody looked, the line has a gap', () => {
  const hour = {
    at: [0, 30, 600, 630],
    step: 30,
    workers: [],
    cores: [],
    tasks: [],
    memory_gib: []
  };
  const path = pathOf(hour, [1, 2, 2, 1], 2);
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path).toMatch(
    /^M0\.0 9\.0H2\.7V1\.0H5\.5M54\.5 1\.0H57\.3V9\.0H60\.0$/
  );
});

it('the second half of a double click dismisses none that has moved up', async () => {
  const { actions } = await show([anEnded()]);
  await unfold();
  const dismiss = screen.getByRole('button', { name: 'Dismiss' });
  fireEvent.click(dismiss, { detail: 1 });
  fireEvent.click(dismiss, { detail: 2 });
  expect(actions.forget).toHaveBeenCalledTimes(1);
});

it('the keyboard goes on at the next one when one is dismissed', async () => {
  const { ended } = await show([
    anEnded(),
    anEnded({ name: 'older', label: 'Cluster 6' })
  ]);
  await unfold();
  const dismiss = (): HTMLElement[] =>
    screen.getAllByRole('button', { name: 'Dismiss' });
  dismiss()[0].focus();
  await act(() => ended.forget({ gateway: 'slurm', name: 'old' }));
  expect(dismiss()).toHaveLength(1);
  expect(document.activeElement).toBe(dismiss()[0]);
});

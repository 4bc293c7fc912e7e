import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, Notification } from '@jupyterlab/apputils';
import { waitFor } from '@testing-library/react';

import { RefusedError } from '../../api/errors';
import type { Cluster } from '../../api/models';
import { ActiveCluster } from '../../clusters/active';
import { aCluster, aManager, trans } from '../../clusters/__tests__/fixtures';
import type { IServices } from '../../services';
import { LabSettings } from '../../services/settings';
import type { IDashboards } from '../../tokens';
import { CommandIDs } from '../../tokens/commands';
import { clusterHandlers } from '../clusters';
import type { ICommandContext } from '../context';
// No test waits for it to be compiled.
import '../dialogs';

const REF = { gateway: 'slurm', name: 'one', label: 'Cluster 1' };

interface IWorld extends ReturnType<typeof aManager> {
  active: ActiveCluster;
  settings: LabSettings;
  run: (
    id: string,
    target?: ICommandContext['target']
  ) => Promise<unknown> | unknown;
}

async function aWorld(...listed: Cluster[]): Promise<IWorld> {
  const made = aManager();
  made.rest.listed = listed;
  const active = new ActiveCluster({ manager: made.manager });
  await made.manager.refresh();
  const settings = new LabSettings(null);
  const context: ICommandContext & IServices = {
    app: {} as JupyterFrontEnd,
    args: {},
    target: null,
    trans,
    manager: made.manager,
    active,
    settings,
    dashboards: {} as IDashboards
  };
  return {
    ...made,
    active,
    settings,
    run: (id, target = null) => clusterHandlers[id]({ ...context, target })
  };
}

const said = (): string[] =>
  Notification.manager.notifications.map(({ message }) => message);

const dialog = (): HTMLElement | null => document.querySelector('.jp-Dialog');

const flush = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

async function answer(name: 'accept' | 'reject'): Promise<void> {
  dialog()!.querySelector<HTMLElement>(`.jp-mod-${name}`)!.click();
  await flush();
}

beforeEach(() => {
  Notification.manager.dismiss();
});

afterEach(() => {
  Dialog.flush();
});

describe('shutting down', () => {
  const tasks = {
    processing: 2,
    waiting: 9277,
    memory: 447,
    erred: 0,
    released: 0
  };
  const workers = { running: 3, requested: 3, minimum: 3, maximum: 3 };

  it.each<[string, Partial<Cluster>, string]>([
    ['workers', {}, '1 worker will be lost.'],
    [
      'workers, tasks, results and clients',
      { workers, tasks, clients: 1 },
      '3 workers, 9279 unfinished tasks, and 447 results in memory will be lost. 1 client will be disconnected.'
    ],
    [
      'clients',
      { workers: { ...workers, running: 0 }, clients: 2 },
      '2 clients will be disconnected.'
    ],
    [
      'results',
      {
        workers: { ...workers, running: 0 },
        tasks: { ...tasks, processing: 0, waiting: 0, memory: 1 }
      },
      '1 result in memory will be lost.'
    ],
    [
      'what would be lost is not known, for the scheduler has not responded',
      {
        scheduler: 'connecting' as const,
        workers: { ...workers, running: 0 }
      },
      'What will be lost is not known: the scheduler has not responded yet.'
    ],
    [
      'only the workers are known',
      { scheduler: 'silent' as const, workers },
      '3 workers will be lost. Tasks and results are not known: the scheduler has not responded yet.'
    ]
  ])('asks when %s would be lost, in one line', async (_, over, line) => {
    const { run, rest } = await aWorld(aCluster(over));
    const done = run(CommandIDs.shutDown, REF);
    await waitFor(() =>
      expect(dialog()?.textContent).toBe(
        `Shut down Cluster 1?${line}CancelShut down`
      )
    );
    await answer('reject');
    await done;
    expect(rest.shutDown).not.toHaveBeenCalled();
  });

  it('leaves a cluster that failed during the question, with its reason', async () => {
    const { run, rest, manager, tell } = await aWorld(aCluster({ workers }));
    const done = run(CommandIDs.shutDown, REF);
    await waitFor(() => expect(dialog()).not.toBeNull());
    const failure = { reason: 'No.', hint: '', log: null, problems: [] };
    tell({ changed: [aCluster({ status: 'failed', failure })] });
    await answer('accept');
    await done;
    expect(rest.shutDown).not.toHaveBeenCalled();
    expect(manager.clusters).toHaveLength(1);
  });

  it('asks nothing where nothing would be lost', async () => {
    const { run, rest } = await aWorld(aCluster({ status: 'pending' }));
    await run(CommandIDs.shutDown, REF);
    expect(rest.shutDown).toHaveBeenCalledTimes(1);
    expect(said()).toEqual([]);
  });

  it('asks nothing whom knows what they do', async () => {
    const { run, rest, settings } = await aWorld(aCluster());
    await settings.set('shutDownWithoutAsking', true);
    await run(CommandIDs.shutDown, REF);
    expect(dialog()).toBeNull();
    expect(rest.shutDown).toHaveBeenCalledTimes(1);
  });

  it('offers to create the cluster again, as it was asked for', async () => {
    const { run, rest, manager, settings } = await aWorld();
    await settings.set('shutDownWithoutAsking', true);
    const request = {
      gateway: 'slurm',
      options: { worker_cores: 4 },
      variables: { KEY: 'value' }
    };
    rest.create.mockResolvedValueOnce(aCluster());
    await manager.create(request);
    await run(CommandIDs.shutDown, REF);
    expect(said()).toEqual(['Cluster 1 was shut down.']);
    const [{ options }] = Notification.manager.notifications;
    options.actions![0].callback(new MouseEvent('click'));
    await flush();
    expect(rest.create).toHaveBeenCalledTimes(2);
    expect(rest.create).toHaveBeenLastCalledWith(request);
  });

  it('offers to create one like a cluster that was not created here', async () => {
    const { run, rest, settings } = await aWorld(
      aCluster({
        options: { worker_cores: 4 },
        environment: { name: 'coffea', display_name: 'Coffea', prefix: null },
        workers
      })
    );
    await settings.set('shutDownWithoutAsking', true);
    await run(CommandIDs.shutDown, REF);
    expect(said()).toEqual([
      'Cluster 1 was shut down. A similar cluster has the same workers, options and environment; environment variables are those of a new cluster.'
    ]);
    const [{ options }] = Notification.manager.notifications;
    expect(options.actions![0].label).toBe('Create a similar cluster');
    options.actions![0].callback(new MouseEvent('click'));
    // The dialogs are loaded for it.
    await waitFor(() => expect(rest.create).toHaveBeenCalled());
    expect(rest.create).toHaveBeenCalledWith({
      gateway: 'slurm',
      environment: 'coffea',
      options: { worker_cores: 4 },
      label: 'Cluster 1',
      workers: { minimum: 3, maximum: 3 }
    });
  });

  it('says what could not be shut down, and why', async () => {
    const { run, rest, settings } = await aWorld(aCluster());
    await settings.set('shutDownWithoutAsking', true);
    rest.shutDown.mockRejectedValueOnce(
      new RefusedError(502, { message: 'Down.', reason: 'x', field: null })
    );
    await run(CommandIDs.shutDown, REF);
    expect(said()).toEqual(['Cluster 1 could not be shut down. Down.']);
  });
});

it('a cluster that no longer exists is named', async () => {
  const { run } = await aWorld();
  await run(CommandIDs.retry, REF);
  expect(said()).toEqual(['Cluster 1 no longer exists.']);
});

it('without a cluster a command says that none is selected', async () => {
  const { run } = await aWorld();
  await run(CommandIDs.scale);
  expect(said()[0]).toMatch('No Dask cluster is selected.');
});

it('a retry takes nothing from the cluster that runs', async () => {
  const failure = { reason: 'No.', hint: '', log: null, problems: [] };
  const { run, active, tell } = await aWorld(
    aCluster({ status: 'failed', failure }),
    aCluster({ name: 'running', label: 'Running' })
  );
  expect(active.current?.label).toBe('Running');
  await run(CommandIDs.retry, REF);
  expect(active.current?.label).toBe('Running');
  tell({ changed: [aCluster({ name: 'two', status: 'running' })] });
  expect(active.current?.name).toBe('two');
});

it('only a cluster that runs can be scaled', async () => {
  const { run } = await aWorld(aCluster({ status: 'pending' }));
  await run(CommandIDs.scale, REF);
  expect(said()).toEqual(['Cluster 1 can be scaled once it is running.']);
});

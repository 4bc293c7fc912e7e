import { Dialog, Notification } from '@jupyterlab/apputils';
import { waitFor } from '@testing-library/react';

import type { Cluster } from '../../api/models';
import { ActiveCluster } from '../../clusters/active';
import { aCluster, aManager, trans } from '../../clusters/__tests__/fixtures';
import { askAndShutDownAll } from '../../commands/shutdownall';
import { LabSettings } from '../../services/settings';
import type { IDashboards } from '../../tokens';
import { CommandIDs } from '../../tokens/commands';
import { RunningClusters } from '../running';

const TASKS = {
  processing: 1,
  waiting: 4,
  memory: 2,
  erred: 0,
  released: 0
};

const WORKERS = { running: 3, requested: 3, minimum: 3, maximum: 3 };

interface IWorld extends ReturnType<typeof aManager> {
  section: RunningClusters;
  executed: [string, string][];
  shown: string[];
}

async function aSection(...listed: Cluster[]): Promise<IWorld> {
  const made = aManager();
  made.rest.listed = listed;
  await made.manager.fetchGateways();
  await made.manager.refresh();
  const executed: [string, string][] = [];
  const shown: string[] = [];
  const section = new RunningClusters({
    manager: made.manager,
    trans,
    execute: (id, { name }) => executed.push([id, name]),
    show: ({ name }) => shown.push(name)
  });
  return { ...made, section, executed, shown };
}

const dialog = (): HTMLElement | null => document.querySelector('.jp-Dialog');

const said = (): string[] =>
  Notification.manager.notifications.map(({ message }) => message);

beforeEach(() => {
  Notification.manager.dismiss();
});

afterEach(() => {
  Dialog.flush();
});

describe('clusters among all that runs', () => {
  it('are listed with gateway and workers, but not those that are over', async () => {
    const { section } = await aSection(
      aCluster({ workers: WORKERS }),
      aCluster({ name: 'two', label: 'Analysis', status: 'pending' }),
      aCluster({ name: 'three', label: 'Mute', scheduler: 'silent' }),
      aCluster({ name: 'four', status: 'stopped' })
    );
    const items = section.running();
    expect(items.map(one => [one.label(), one.detail!()])).toEqual([
      ['Cluster 1', '3 workers · Dask Gateway + SLURM'],
      ['Mute', '1 worker (last known) · Dask Gateway + SLURM'],
      ['Analysis', 'Pending · Dask Gateway + SLURM']
    ]);
    expect(items[2].labelTitle!()).toContain('Analysis');
  });

  it('are selected and shown by a click, and shut down as by their card', async () => {
    const { section, executed, shown } = await aSection(aCluster());
    const [item] = section.running();
    item.open!();
    item.shutdown!();
    expect(executed).toEqual([
      [CommandIDs.activate, 'one'],
      [CommandIDs.shutDown, 'one']
    ]);
    expect(shown).toEqual(['one']);
  });

  it('are listed anew when they change', async () => {
    const { section, tell } = await aSection(aCluster());
    const changed = jest.fn();
    section.runningChanged.connect(changed);
    tell({ changed: [aCluster({ status: 'stopping' })] });
    expect(changed).toHaveBeenCalled();
    expect(section.running()[0].detail!()).toMatch(/^Stopping/);
  });

  it('are shut down together after one question, with their number and what is lost', async () => {
    const { section, rest } = await aSection(
      aCluster({ workers: WORKERS, tasks: TASKS, clients: 1 }),
      aCluster({ name: 'two', tasks: TASKS, clients: 1 }),
      aCluster({ name: 'three', status: 'pending' }),
      aCluster({ name: 'four', label: 'Mute', scheduler: 'connecting' })
    );
    // JupyterLab asks it.
    expect(section.shutdownAllConfirmationText).toBe(
      '4 clusters will be shut down. 5 workers, 10 unfinished tasks, and 4 results in memory will be lost. 2 clients will be disconnected. Tasks and results of Mute are not known: the scheduler has not responded yet.'
    );
    section.shutdownAll();
    await waitFor(() => expect(said()).toEqual(['4 clusters were shut down.']));
    expect(rest.shutDown).toHaveBeenCalledTimes(4);
  });

  it('are named if they could not be shut down, and the others are', async () => {
    const { section, rest } = await aSection(
      aCluster(),
      aCluster({ name: 'two', label: 'Analysis' })
    );
    rest.shutDown.mockRejectedValueOnce(new Error('Down.'));
    section.shutdownAll();
    await waitFor(() => expect(said()).toHaveLength(2));
    // The newest is first.
    expect(said()[0]).toBe('1 cluster was shut down.');
    expect(said()[1]).toMatch('Cluster 1 could not be shut down.');
  });
});

describe('the command that shuts all clusters down', () => {
  const run = (
    { manager }: IWorld,
    settings = new LabSettings(null)
  ): Promise<void> =>
    askAndShutDownAll({
      app: {} as never,
      args: {},
      target: null,
      trans,
      manager,
      active: new ActiveCluster({ manager }),
      settings,
      dashboards: {} as IDashboards
    });

  it('asks once, and leaves them be who thinks better of it', async () => {
    const world = await aSection(aCluster(), aCluster({ name: 'two' }));
    const done = run(world);
    await waitFor(() =>
      expect(dialog()?.textContent).toBe(
        'Shut down all Dask clusters?2 clusters will be shut down. 2 workers will be lost.CancelShut down all'
      )
    );
    dialog()!.querySelector<HTMLElement>('.jp-mod-reject')!.click();
    await done;
    expect(world.rest.shutDown).not.toHaveBeenCalled();
  });

  it('asks nothing where nothing is lost, or who knows what they do', async () => {
    const pending = await aSection(aCluster({ status: 'pending' }));
    await run(pending);
    expect(pending.rest.shutDown).toHaveBeenCalledTimes(1);
    const running = await aSection(aCluster());
    const settings = new LabSettings(null);
    await settings.set('shutDownWithoutAsking', true);
    await run(running, settings);
    expect(running.rest.shutDown).toHaveBeenCalledTimes(1);
  });

  it('says that there is none', async () => {
    await run(await aSection(aCluster({ status: 'failed' })));
    expect(said()).toEqual(['No clusters running']);
  });
});

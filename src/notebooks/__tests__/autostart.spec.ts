import { UnreachableError } from '../../api/errors';
import { ActiveCluster } from '../../clusters/active';
import { aCluster, aManager, trans } from '../../clusters/__tests__/fixtures';
import { LabSettings } from '../../services/settings';
import { AutoStart } from '../autostart';
import { aKernel, aPanel, reply, someSessions } from './fixtures';

afterEach(() => {
  jest.useRealTimers();
});

const flush = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

interface IWorld extends ReturnType<typeof aManager> {
  kernel: ReturnType<typeof aKernel>;
  notebook: ReturnType<typeof aPanel>;
  clients: AutoStart;
  settings: LabSettings;
}

async function aWorld(isOn = true): Promise<IWorld> {
  const made = aManager();
  const { manager } = made;
  made.rest.listed = [aCluster()];
  const active = new ActiveCluster({ manager });
  await manager.refresh();
  const settings = new LabSettings(null);
  await settings.set('autoStartClient', isOn);
  const kernel = aKernel('k1');
  kernel.requestExecute.mockImplementation(() => ({
    done: Promise.resolve(reply(['connected', 'slurm/one'])),
    isDisposed: true
  }));
  const notebook = aPanel(kernel);
  const clients = new AutoStart({
    active,
    manager,
    settings,
    sessions: someSessions(notebook.panel),
    trans
  });
  return { ...made, kernel, notebook, clients, settings };
}

const kindOf = ({ clients, notebook }: IWorld): string =>
  clients.stateOf(notebook.panel).kind;

it('an idle kernel gets the client of the selected cluster, once', async () => {
  const world = await aWorld();
  await flush();
  expect(kindOf(world)).toBe('connected');
  expect(world.clients.stateOf(world.notebook.panel).text).toBe('Cluster 1');
  world.notebook.setStatus('busy');
  world.notebook.setStatus('idle');
  await flush();
  expect(world.kernel.requestExecute).toHaveBeenCalledTimes(1);
});

it('a kernel that is busy when the code arrives is tried again when it is idle', async () => {
  const made = aManager();
  let arrive: (code: { code: string }) => void = () => undefined;
  made.rest.clientCode.mockReturnValueOnce(
    new Promise(resolve => {
      arrive = resolve;
    })
  );
  made.rest.listed = [aCluster()];
  const active = new ActiveCluster({ manager: made.manager });
  await made.manager.refresh();
  const settings = new LabSettings(null);
  await settings.set('autoStartClient', true);
  const kernel = aKernel('k1');
  kernel.requestExecute.mockImplementation(() => ({
    done: Promise.resolve(reply(['connected', 'slurm/one'])),
    isDisposed: true
  }));
  const notebook = aPanel(kernel);
  const clients = new AutoStart({
    active,
    manager: made.manager,
    settings,
    sessions: someSessions(notebook.panel),
    trans
  });
  await flush();
  notebook.setStatus('busy');
  arrive({ code: 'client' });
  await flush();
  expect(clients.stateOf(notebook.panel).kind).toBe('waiting');
  expect(kernel.requestExecute).not.toHaveBeenCalled();
  notebook.setStatus('idle');
  await flush();
  expect(clients.stateOf(notebook.panel).kind).toBe('connected');
});

it('a kernel whose user was quicker is looked at again when it is idle', async () => {
  jest.useFakeTimers();
  const world = await aWorld(false);
  const { kernel, notebook, settings } = world;
  kernel.requestExecute.mockImplementationOnce(() => {
    // The user's own cell is before ours in the queue.
    kernel.status = 'busy';
    return { done: new Promise(() => undefined), isDisposed: true };
  });
  await settings.set('autoStartClient', true);
  await jest.advanceTimersByTimeAsync(120_000);
  expect(kindOf(world)).toBe('waiting');
  notebook.setStatus('idle');
  await jest.advanceTimersByTimeAsync(0);
  expect(kindOf(world)).toBe('connected');
});

it('code that could not be fetched is fetched again when the kernel is idle again', async () => {
  const world = await aWorld(false);
  world.rest.clientCode.mockRejectedValueOnce(new UnreachableError());
  await world.settings.set('autoStartClient', true);
  await flush();
  expect(kindOf(world)).toBe('failed');
  world.notebook.setStatus('busy');
  world.notebook.setStatus('idle');
  await flush();
  expect(kindOf(world)).toBe('connected');
});

it('a kernel that restarts gets its client again', async () => {
  const world = await aWorld();
  await flush();
  world.notebook.setStatus('restarting');
  expect(kindOf(world)).toBe('waiting');
  world.notebook.setStatus('idle');
  await flush();
  expect(kindOf(world)).toBe('connected');
  expect(world.kernel.requestExecute).toHaveBeenCalledTimes(2);
});

it('the answer of a kernel that was changed says nothing of the new one', async () => {
  const world = await aWorld();
  await flush();
  let answer: (value: object) => void = () => undefined;
  const slow = aKernel('k2');
  slow.requestExecute.mockReturnValue({
    done: new Promise(resolve => {
      answer = resolve;
    }),
    isDisposed: true
  });
  world.notebook.setKernel(slow);
  world.notebook.setStatus('idle');
  await flush();
  world.notebook.setStatus('restarting');
  answer(reply(['failed', 'late']));
  await flush();
  expect(kindOf(world)).toBe('waiting');
});

it("the user's own client is told as such, and a failure with its reason", async () => {
  const world = await aWorld();
  world.kernel.requestExecute.mockReturnValueOnce({
    done: Promise.resolve(reply(['kept', 'Client'])),
    isDisposed: true
  });
  await flush();
  expect(world.clients.stateOf(world.notebook.panel)).toEqual({
    kind: 'kept',
    text: 'Client'
  });
});

it('a notebook that wants none gets none, and its file keeps that', async () => {
  const world = await aWorld();
  world.clients.setWanted(world.notebook.panel, false);
  await flush();
  expect(kindOf(world)).toBe('off');
  expect(world.notebook.metadata.get('purdue-dask-lab')).toEqual({
    autoStartClient: false
  });
  world.clients.setWanted(world.notebook.panel, true);
  await flush();
  expect(kindOf(world)).toBe('connected');
  expect(world.notebook.metadata.size).toBe(0);
});

it('nothing is started while the setting is off', async () => {
  const world = await aWorld(false);
  await flush();
  expect(kindOf(world)).toBe('off');
  expect(world.kernel.requestExecute).not.toHaveBeenCalled();
  await world.settings.set('autoStartClient', true);
  await flush();
  expect(kindOf(world)).toBe('connected');
  world.clients.dispose();
});

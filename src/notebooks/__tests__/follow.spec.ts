import type { Signal } from '@lumino/signaling';

import type { Cluster } from '../../api/models';
import { ActiveCluster } from '../../clusters/active';
import { aCluster, aManager } from '../../clusters/__tests__/fixtures';
import { LabSettings } from '../../services/settings';
import { ClientUsage } from '../clientusage';
import { FollowNotebook } from '../follow';
import type { SessionPanel } from '../sessions';
import { aKernel, aPanel, reply, someSessions } from './fixtures';

const one = aCluster({ name: 'one', label: 'One' });
const two = aCluster({ name: 'two', label: 'Two' });
const three = aCluster({ name: 'three', label: 'Three' });

interface INotebook extends ReturnType<typeof aPanel> {
  /** What its kernel has clients of from now on. */
  uses: (...clusters: Cluster[]) => void;
}

function aNotebook(...clusters: Cluster[]): INotebook {
  let used = clusters;
  const kernel = aKernel('k');
  kernel.requestExecute.mockImplementation(() => ({
    done: Promise.resolve(
      reply(used.map(({ name }) => `https://gateway/clusters/${name}/status`))
    ),
    isDisposed: true
  }));
  return {
    ...aPanel(kernel),
    uses: (...others) => {
      used = others;
    }
  };
}

interface IWorld extends ReturnType<typeof aManager> {
  active: ActiveCluster;
  settings: LabSettings;
  sessions: ReturnType<typeof someSessions>;
  follower: FollowNotebook;
  bringToFront: (notebook: INotebook) => void;
}

/**
 * A page on which the first cluster is selected, and whose kernels have been asked if that is said.
 */
async function aWorld(
  notebooks: INotebook[],
  listed: Cluster[] = [one, two, three],
  isAsked = true
): Promise<IWorld> {
  const made = aManager();
  const { manager } = made;
  made.rest.listed = listed;
  await manager.refresh();
  const active = new ActiveCluster({ manager });
  active.select(one);
  const settings = new LabSettings(null);
  const panels = notebooks.map(({ panel }) => panel);
  const sessions = someSessions(...panels) as ReturnType<
    typeof someSessions
  > & {
    recent: SessionPanel | null;
  };
  sessions.recent = panels[0] ?? null;
  const usage = new ClientUsage({ sessions, server: 'https://hub/user/me/' });
  const follower = new FollowNotebook({
    active,
    manager,
    settings,
    sessions,
    usage
  });
  if (isAsked) {
    await jest.advanceTimersByTimeAsync(1000);
  }
  return {
    ...made,
    active,
    settings,
    sessions,
    follower,
    bringToFront: ({ panel }) => {
      sessions.recent = panel;
      (sessions.broughtToFront as Signal<unknown, SessionPanel>).emit(panel);
    }
  };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('the cluster of a notebook is selected', () => {
  it('when it comes to the front', async () => {
    const [first, second] = [aNotebook(one), aNotebook(two)];
    const { active, bringToFront } = await aWorld([first, second]);
    expect(active.current?.name).toBe('one');
    bringToFront(second);
    expect(active.current?.name).toBe('two');
    bringToFront(first);
    expect(active.current?.name).toBe('one');
  });

  it('when it comes to the front and its kernel answers later', async () => {
    const second = aNotebook(two);
    const { active, bringToFront } = await aWorld([second], [one, two], false);
    bringToFront(second);
    expect(active.current?.name).toBe('one');
    await jest.advanceTimersByTimeAsync(1000);
    expect(active.current?.name).toBe('two');
  });

  it('when the user connects in the one in front', async () => {
    const notebook = aNotebook();
    const { active } = await aWorld([notebook]);
    notebook.uses(two);
    notebook.run();
    await jest.advanceTimersByTimeAsync(1000);
    expect(active.current?.name).toBe('two');
  });
});

describe('another cluster stays selected', () => {
  it('when the page is loaded, whatever notebooks use', async () => {
    const { active } = await aWorld([aNotebook(two)]);
    expect(active.current?.name).toBe('one');
  });

  it('when the user connects in a notebook that is not in front', async () => {
    const [first, second] = [aNotebook(one), aNotebook()];
    const { active } = await aWorld([first, second]);
    second.uses(two);
    second.run();
    await jest.advanceTimersByTimeAsync(1000);
    expect(active.current?.name).toBe('one');
  });

  it.each<[string, Cluster]>([
    ['does not run yet', { ...two, status: 'pending' }],
    ['is shut down', { ...two, status: 'stopping' }],
    [
      'failed',
      {
        ...two,
        status: 'failed',
        failure: { reason: 'No.', hint: '', log: null, problems: [] }
      }
    ]
  ])('when that of the notebook %s', async (_, other) => {
    const second = aNotebook(two);
    const { active, bringToFront } = await aWorld([second], [one, other]);
    bringToFront(second);
    expect(active.current?.name).toBe('one');
  });

  it('when the notebook uses it among others, or several others', async () => {
    const [both, others] = [aNotebook(one, two), aNotebook(two, three)];
    const { active, bringToFront } = await aWorld([both, others]);
    bringToFront(both);
    expect(active.current?.name).toBe('one');
    bringToFront(others);
    expect(active.current?.name).toBe('one');
  });

  it('when the user selects it before the kernel answers', async () => {
    const second = aNotebook(two);
    const { active, bringToFront } = await aWorld(
      [second],
      [one, two, three],
      false
    );
    bringToFront(second);
    active.select(three);
    await jest.advanceTimersByTimeAsync(1000);
    expect(active.current?.name).toBe('three');
  });

  it.each([
    ['that is switched off', 'followNotebook', false],
    ['clients follow the selected cluster', 'autoStartClient', true]
  ] as const)('when %s', async (_, key, value) => {
    const second = aNotebook(two);
    const { active, bringToFront, settings } = await aWorld([second]);
    await settings.set(key, value);
    bringToFront(second);
    expect(active.current?.name).toBe('one');
  });

  it('until one that the user creates here runs, though its notebook comes to the front', async () => {
    const first = aNotebook(one);
    const { active, bringToFront, tell } = await aWorld([first], [one]);
    tell({ changed: [{ ...two, status: 'pending' }] });
    active.selectCreated(two);
    bringToFront(first);
    expect(active.current?.name).toBe('one');
    tell({ changed: [two] });
    expect(active.current?.name).toBe('two');
  });

  it('when nobody looks any more', async () => {
    const second = aNotebook(two);
    const { active, bringToFront, follower } = await aWorld([second]);
    follower.dispose();
    bringToFront(second);
    expect(active.current?.name).toBe('one');
  });
});

import { takeOver } from '../takeover';

type Values = Record<string, unknown>;
type Load = Parameters<typeof takeOver>[1]['load'];
type Fetch = Parameters<typeof takeOver>[2]['fetch'];

/** Settings as JupyterLab keeps them, and what is kept. */
function kept(user: Values = {}): {
  user: Values;
  composite: Values;
  set: jest.Mock;
} {
  return {
    user,
    composite: user,
    set: jest.fn(async (key: string, value: unknown) => {
      if (value === 'odd') {
        throw new Error('Not valid.');
      }
      user[key] = value;
    })
  };
}

/** Take the settings over on a new page. */
async function open(
  own: ReturnType<typeof kept>,
  state: ReturnType<typeof kept>,
  fetch: () => Promise<unknown>
): Promise<void> {
  await takeOver(
    own as unknown as Parameters<typeof takeOver>[0],
    { load: (async () => state) as unknown as Load },
    { fetch: fetch as unknown as Fetch }
  );
}

const OLD = { defaultURL: 'old:8787', hideClusterManager: true };

it('what the user said to dask-labextension holds here, where nothing else was said', async () => {
  const own = kept({ defaultURL: 'new:8787' });
  await open(own, kept(), async () => ({ settings: OLD }));
  expect(own.user).toEqual({
    defaultURL: 'new:8787',
    hideClusterManager: true
  });
});

it('but once, so that who resets a setting here has it reset', async () => {
  const [own, state] = [kept(), kept()];
  const fetch = jest.fn(async () => ({ settings: OLD }));
  await open(own, state, fetch);
  delete own.user.defaultURL;
  await open(own, state, fetch);
  expect(own.user).toEqual({ hideClusterManager: true });
  expect(fetch).toHaveBeenCalledTimes(1);
});

it('and a client in every notebook is asked for here', async () => {
  const own = kept();
  await open(own, kept(), async () => ({
    settings: { autoStartClient: true }
  }));
  expect(own.user).toEqual({});
});

it('what does not fit here is left, and the others are taken', async () => {
  const own = kept();
  const settings = { defaultURL: 'odd', browserDashboardCheck: true };
  await open(own, kept(), async () => ({ settings }));
  expect(own.user).toEqual({ browserDashboardCheck: true });
});

it('a server that does not answer is asked again', async () => {
  const [own, state] = [kept(), kept()];
  await open(own, state, () => Promise.reject(new Error('Gone.')));
  expect(own.user).toEqual({});
  await open(own, state, async () => ({ settings: OLD }));
  expect(own.user).toEqual(OLD);
});

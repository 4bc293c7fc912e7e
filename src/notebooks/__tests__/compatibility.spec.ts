import type { IClusterManager } from '../../tokens';
import {
  aCluster,
  anEnvironment,
  trans
} from '../../clusters/__tests__/fixtures';
import type { Versions } from '../../api/models';
import { kernelMismatch } from '../compatibility';
import type { SessionPanel } from '../sessions';

/** What a notification of JupyterLab shows. */
const SHOWN = 140;

const THEIRS = {
  python: '3.11.9',
  dask: '2026.8.0',
  distributed: '2026.8.0',
  dask_gateway: '2026.3.0'
};

const workers = anEnvironment({
  name: 'python3',
  display_name: 'Python 3 (ipykernel)',
  prefix: '/theirs',
  versions: THEIRS
});

/** What is said of a kernel in an environment of these versions. */
function mismatch(
  ours: Partial<Versions>,
  isTheirs = false
): Promise<string | null> {
  const said = btoa(
    JSON.stringify([isTheirs, { ...THEIRS, python: '3.11', ...ours }])
  );
  const reply = {
    content: {
      status: 'ok',
      user_expressions: { value: { data: { 'text/plain': `'${said}'` } } }
    }
  };
  const kernel = {
    name: 'mine',
    status: 'idle',
    spec: Promise.resolve({ language: 'python' }),
    requestExecute: () => ({ done: Promise.resolve(reply), isDisposed: true })
  };
  return kernelMismatch({
    panel: {
      sessionContext: {
        kernelDisplayName: 'Python 3.10 (coffea)',
        session: { kernel },
        kernelPreference: {},
        specsManager: {}
      }
    } as unknown as SessionPanel,
    cluster: aCluster({ environment: workers }),
    code: 'from dask_gateway import Gateway',
    manager: {
      fetchEnvironments: () => Promise.resolve([workers])
    } as unknown as IClusterManager,
    trans
  });
}

it('says nothing where the kernel has what the workers have', async () => {
  expect(await mismatch({}, true)).toBeNull();
});

it.each<[string, Partial<Versions>, string]>([
  [
    'a missing package',
    { dask_gateway: null },
    'Python 3.10 (coffea) has no dask-gateway, which the client code imports. Install it there, or use the kernel Python 3 (ipykernel).'
  ],
  [
    'other versions',
    { python: '3.10', dask: '2023.1.0', distributed: '2023.1.0' },
    'Python 3.10 (coffea) differs from the workers: Python 3.10, not 3.11; distributed 2023.1.0, not 2026.8.0. Use Python 3 (ipykernel).'
  ],
  [
    'another environment of the same versions',
    {},
    "Python 3.10 (coffea) is not the workers' environment; they may lack packages that you import. Their kernel is Python 3 (ipykernel)."
  ]
])('names %s in what a notification shows', async (_, ours, words) => {
  const said = (await mismatch(ours))!;
  expect(said).toBe(words);
  expect(said.length).toBeLessThanOrEqual(SHOWN);
});

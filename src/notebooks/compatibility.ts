import type { TranslationBundle } from '@jupyterlab/translation';

import type { IClusterManager } from '../tokens';
import type { Cluster, Environment, Versions } from '../api/models';
import { evaluate, isPythonLanguage } from './kernel';
import type { SessionPanel } from './sessions';

/**
 * The versions that client and workers must share, with display names; dask goes with distributed.
 */
const SHARED = [
  ['python', 'Python'],
  ['distributed', 'distributed']
] as const;

/**
 * What is known of a kernel.
 */
interface IKernelInfo {
  /**
   * Whether it runs Python.
   */
  readonly isPython: boolean;

  /**
   * Whether its environment is the workers', by whatever name; null if unknown.
   */
  readonly isWorkersEnvironment: boolean | null;

  /**
   * The installed versions; null if unknown.
   */
  readonly versions: Versions | null;
}

const UNKNOWN: IKernelInfo = {
  isPython: true,
  isWorkersEnvironment: null,
  versions: null
};

/**
 * Return why client code or tasks will fail in a notebook or console; null if nothing is wrong.
 *
 * #### Notes
 * JupyterLab's notifications show only 140 characters of it.
 */
export async function kernelMismatch(
  options: kernelMismatch.IOptions
): Promise<string | null> {
  const { panel, cluster, code, trans } = options;
  const name = panel.sessionContext.kernelDisplayName;
  const kernel = await inspectKernel(options);
  if (!kernel.isPython) {
    return trans.__(
      'The client code is Python, but %1 is not a Python kernel. Change the kernel.',
      name
    );
  }
  const workers = cluster?.environment;
  const needed = /\bdask_gateway\b/.test(code) ? 'dask_gateway' : 'distributed';
  if (kernel.versions !== null && kernel.versions[needed] === null) {
    const missing = needed.replace('_', '-');
    return workers
      ? trans.__(
          '%1 has no %2, which the client code imports. Install it there, or use the kernel %3.',
          name,
          missing,
          workers.display_name
        )
      : trans.__(
          '%1 has no %2, which the client code imports. Install it there, or use another kernel.',
          name,
          missing
        );
  }
  if (kernel.isWorkersEnvironment === false && workers) {
    const theirs = (await environmentsOf(options)).find(
      ({ prefix }) => prefix === workers.prefix
    );
    const differing = differences(
      kernel.versions,
      theirs?.versions ?? null,
      trans
    );
    return differing.length > 0
      ? trans.__(
          '%1 differs from the workers: %2. Use %3.',
          name,
          differing.join('; '),
          workers.display_name
        )
      : trans.__(
          "%1 is not the workers' environment; they may lack packages that you import. Their kernel is %2.",
          name,
          workers.display_name
        );
  }
  return null;
}

/**
 * A namespace for `kernelMismatch` statics.
 */
export namespace kernelMismatch {
  /**
   * The options of the check.
   */
  export interface IOptions {
    panel: SessionPanel;
    cluster: Cluster | undefined;
    code: string;
    manager: IClusterManager;
    trans: TranslationBundle;
  }
}

/**
 * Describe the versions of the kernel that differ from the workers'.
 */
function differences(
  ours: Versions | null,
  theirs: Versions | null,
  trans: TranslationBundle
): string[] {
  return SHARED.flatMap(([key, name]) => {
    const [mine, other] = [ours, theirs].map(one =>
      comparablePart(key, one?.[key])
    );
    return mine && other && mine !== other
      ? [trans.__('%1 %2, not %3', name, mine, other)]
      : [];
  });
}

/**
 * Return the part of a version that matters: for Python not the last number.
 */
function comparablePart(
  key: string,
  version: string | null | undefined
): string {
  const parts = version?.split('.') ?? [];
  return (key === 'python' ? parts.slice(0, 2) : parts).join('.');
}

/**
 * Ask the kernel; if it is busy or has not started, use what is known of its environment.
 */
async function inspectKernel(
  options: kernelMismatch.IOptions
): Promise<IKernelInfo> {
  const { panel, cluster } = options;
  const { session, kernelPreference, specsManager } = panel.sessionContext;
  const kernel = session?.kernel ?? null;
  const kernelName = kernel?.name ?? kernelPreference.name;
  const spec =
    (await kernel?.spec) ?? specsManager.specs?.kernelspecs[kernelName ?? ''];
  if (spec && !isPythonLanguage(spec.language)) {
    return { ...UNKNOWN, isPython: false };
  }
  const theirs = cluster?.environment?.prefix ?? null;
  const answer = kernel
    ? await evaluate<[boolean, Versions]>(kernel, inspectionCode(theirs))
    : null;
  if (answer) {
    const [isWorkersEnvironment, versions] = answer;
    return { isPython: true, isWorkersEnvironment, versions };
  }
  const own = (await environmentsOf(options)).find(
    ({ name }) => name === kernelName
  );
  return own
    ? {
        isPython: true,
        isWorkersEnvironment: theirs === null || own.prefix === theirs,
        versions: own.versions
      }
    : UNKNOWN;
}

/**
 * Return the environments for the cluster's workers; none if they cannot be loaded.
 */
async function environmentsOf({
  panel,
  cluster,
  manager
}: kernelMismatch.IOptions): Promise<readonly Environment[]> {
  const { session, kernelPreference } = panel.sessionContext;
  const kernel = session?.kernel?.name ?? kernelPreference.name ?? null;
  return cluster
    ? manager
        .fetchEnvironments(cluster.gateway, { kernel, notebook: null })
        .catch(() => [])
    : [];
}

/**
 * Return a Python expression that tells whether its environment is the workers', and what is installed there.
 *
 * @param prefix - The workers' environment; null if it is not known.
 */
function inspectionCode(prefix: string | null): string {
  return `(lambda sys, path, find, metadata: [
    path.realpath(sys.prefix) == path.realpath(${prefix === null ? 'sys.prefix' : JSON.stringify(prefix)}),
    {
        "python": "%d.%d" % sys.version_info[:2],
        **{
            name: find(name) and next(
                (one.version for one in metadata.distributions(name=name.replace("_", "-"))), ""
            )
            for name in ("dask", "distributed", "dask_gateway")
        },
    },
])(
    __import__("sys"),
    __import__("os").path,
    lambda name: __import__("importlib.util").util.find_spec(name) and True,
    __import__("importlib.metadata").metadata,
)`;
}

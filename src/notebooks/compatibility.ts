import type { TranslationBundle } from '@jupyterlab/translation';

import type { IClusterManager } from '../tokens';
import type { Cluster, Environment, Versions } from '../api/models';
import { askKernel, speaksPython } from './kernel';
import type { SessionPanel } from './sessions';

/**
 * What client and workers must agree on, and how each is called; dask goes with distributed.
 */
const SHARED = [
  ['python', 'Python'],
  ['distributed', 'distributed']
] as const;

/**
 * What a kernel says of itself.
 */
interface ISelf {
  /**
   * Whether it runs Python.
   */
  readonly isPython: boolean;

  /**
   * Whether its environment is the workers', by whatever name; null if that is not known.
   */
  readonly isTheirs: boolean | null;

  /**
   * What is installed; null if that is not known.
   */
  readonly versions: Versions | null;
}

const UNKNOWN: ISelf = {
  isPython: true,
  isTheirs: null,
  versions: null
};

/**
 * Why client code will fail, or work will, in a notebook or console; null where nothing speaks against it.
 *
 * #### Notes
 * JupyterLab's notifications show 140 characters of it.
 */
export async function misfitOf(
  options: misfitOf.IOptions
): Promise<string | null> {
  const { panel, cluster, code, trans } = options;
  const name = panel.sessionContext.kernelDisplayName;
  const self = await knowledgeOf(options);
  if (!self.isPython) {
    return trans.__(
      'The client code is Python, but %1 speaks another language. Choose a Python kernel for it.',
      name
    );
  }
  const workers = cluster?.environment;
  const needed = /\bdask_gateway\b/.test(code) ? 'dask_gateway' : 'distributed';
  if (self.versions !== null && self.versions[needed] === null) {
    const missing = needed.replace('_', '-');
    return workers
      ? trans.__(
          '%1 has no %2, which the client code imports. Install it there, or take the kernel %3.',
          name,
          missing,
          workers.display_name
        )
      : trans.__(
          '%1 has no %2, which the client code imports. Install it there, or take another kernel.',
          name,
          missing
        );
  }
  if (self.isTheirs === false && workers) {
    const theirs = (await environmentsOf(options)).find(
      ({ prefix }) => prefix === workers.prefix
    );
    const differing = differences(
      self.versions,
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
          '%1 is not the environment of the workers, who may lack what you import. Their kernel is %2.',
          name,
          workers.display_name
        );
  }
  return null;
}

/**
 * A namespace for `misfitOf` statics.
 */
export namespace misfitOf {
  /**
   * What it needs.
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
 * What of the kernel is of another version than at the workers.
 */
function differences(
  ours: Versions | null,
  theirs: Versions | null,
  trans: TranslationBundle
): string[] {
  return SHARED.flatMap(([key, name]) => {
    const [mine, other] = [ours, theirs].map(one => weightOf(key, one?.[key]));
    return mine && other && mine !== other
      ? [trans.__('%1 %2, not %3', name, mine, other)]
      : [];
  });
}

/**
 * What of a version counts: of Python's not the last part.
 */
function weightOf(key: string, version: string | null | undefined): string {
  const parts = version?.split('.') ?? [];
  return (key === 'python' ? parts.slice(0, 2) : parts).join('.');
}

/**
 * Ask the kernel; one that works, or has not started, is known by its environment.
 */
async function knowledgeOf(options: misfitOf.IOptions): Promise<ISelf> {
  const { panel, cluster } = options;
  const { session, kernelPreference, specsManager } = panel.sessionContext;
  const kernel = session?.kernel ?? null;
  const kernelName = kernel?.name ?? kernelPreference.name;
  const spec =
    (await kernel?.spec) ?? specsManager.specs?.kernelspecs[kernelName ?? ''];
  if (spec && !speaksPython(spec.language)) {
    return { ...UNKNOWN, isPython: false };
  }
  const theirs = cluster?.environment?.prefix ?? null;
  const said = kernel
    ? await askKernel<[boolean, Versions]>(kernel, selfOf(theirs))
    : null;
  if (said) {
    const [isTheirs, versions] = said;
    return { isPython: true, isTheirs, versions };
  }
  const own = (await environmentsOf(options)).find(
    ({ name }) => name === kernelName
  );
  return own
    ? {
        isPython: true,
        isTheirs: theirs === null || own.prefix === theirs,
        versions: own.versions
      }
    : UNKNOWN;
}

/**
 * The environments that the cluster's workers could have; none where they cannot be told.
 */
async function environmentsOf({
  panel,
  cluster,
  manager
}: misfitOf.IOptions): Promise<readonly Environment[]> {
  const { session, kernelPreference } = panel.sessionContext;
  const kernel = session?.kernel?.name ?? kernelPreference.name ?? null;
  return cluster
    ? manager
        .fetchEnvironments(cluster.gateway, { kernel, notebook: null })
        .catch(() => [])
    : [];
}

/**
 * Python that tells whether its environment is the workers', and what is installed there.
 *
 * @param prefix - The workers' environment; null if it is not known.
 */
function selfOf(prefix: string | null): string {
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

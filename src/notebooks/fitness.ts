import type { TranslationBundle } from '@jupyterlab/translation';

import type { IClusterManager } from '../tokens';
import type { Cluster } from '../wire';
import { askKernel } from './kernel';
import type { SessionPanel } from './sessions';

/**
 * What a kernel says of itself.
 */
interface ISelf {
  readonly language: string;

  /**
   * Whether it has the package that the client code imports; null if that is not known.
   */
  readonly isAble: boolean | null;

  /**
   * Its environment, where that is not the workers'; null if it is, or not known.
   */
  readonly other: string | null;
}

/**
 * Why client code will fail, or work will, in a notebook or console; null where nothing speaks against it.
 */
export async function misfitOf(
  options: misfitOf.IOptions
): Promise<string | null> {
  const { panel, cluster, code, trans } = options;
  const needed = /\bdask_gateway\b/.test(code) ? 'dask_gateway' : 'distributed';
  const name = panel.sessionContext.kernelDisplayName;
  const self = await knowledgeOf({ ...options, needed });
  if (!self.language.includes('python')) {
    return trans.__(
      'The client code is Python, but %1 speaks another language. Choose a Python kernel for it.',
      name
    );
  }
  const workers = cluster?.environment;
  if (self.isAble === false) {
    const missing = needed.replace('_', '-');
    const remedy = workers
      ? trans.__(
          'or choose the kernel %1, whose environment the workers have.',
          workers.display_name
        )
      : trans.__('or choose another kernel.');
    return `${trans.__(
      'The kernel %1 has no %2, which the client code imports. Install it there (pip install %2),',
      name,
      missing
    )} ${remedy}`;
  }
  if (self.other !== null && cluster && workers) {
    return trans.__(
      'The kernel %1 runs in %2, the workers of %3 in %4. What differs between the two fails where it is used; the kernel %5 is the same as theirs.',
      name,
      self.other,
      cluster.label,
      workers.prefix ?? workers.display_name,
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
 * Ask the kernel; one that works, or has not started, is known by its environment.
 */
async function knowledgeOf(
  options: misfitOf.IOptions & { needed: string }
): Promise<ISelf> {
  const { panel, cluster, needed } = options;
  const { session, kernelPreference, specsManager } = panel.sessionContext;
  const kernel = session?.kernel ?? null;
  const kernelName = kernel?.name ?? kernelPreference.name;
  const spec =
    (await kernel?.spec) ?? specsManager.specs?.kernelspecs[kernelName ?? ''];
  const language = spec?.language.toLowerCase() ?? 'python';
  if (!language.includes('python')) {
    return { language, isAble: null, other: null };
  }
  const prefix = cluster?.environment?.prefix ?? null;
  const said = kernel
    ? await askKernel<[boolean, string | null]>(
        kernel,
        [
          `[__import__('importlib.util').util.find_spec(${JSON.stringify(needed)}) is not None,`,
          'None if (lambda ours, path: path(ours) == path(',
          `__import__('sys').prefix))(${prefix === null ? "__import__('sys').prefix" : JSON.stringify(prefix)}, __import__('os').path.realpath)`,
          "else __import__('sys').prefix]"
        ].join(' ')
      )
    : null;
  if (said) {
    return { language, isAble: said[0], other: said[1] };
  }
  return { language, ...(await environmentOf(options, kernelName ?? null)) };
}

async function environmentOf(
  { cluster, manager, needed }: misfitOf.IOptions & { needed: string },
  kernelName: string | null
): Promise<Omit<ISelf, 'language'>> {
  const environments = cluster
    ? await manager
        .fetchEnvironments(cluster.gateway, {
          kernel: kernelName,
          notebook: null
        })
        .catch(() => [])
    : [];
  const own = environments.find(({ name }) => name === kernelName);
  if (!own) {
    return { isAble: null, other: null };
  }
  const { dask_gateway, distributed } = own.versions;
  const prefix = cluster?.environment?.prefix ?? own.prefix;
  return {
    isAble: (needed === 'dask_gateway' ? dask_gateway : distributed) !== null,
    other: own.prefix === prefix ? null : own.prefix
  };
}

import type { AskedKernel } from './kernel';
import { askKernel, isPython } from './kernel';

/**
 * The dashboards of a kernel's running clients; nothing is imported for it.
 */
const LINKS = [
  'sorted({client.dashboard_link',
  "for client in list(__import__('sys').modules['distributed'].Client._instances)",
  "if client.status == 'running' and client.dashboard_link})",
  "if 'distributed' in __import__('sys').modules else []"
].join(' ');

/**
 * A dashboard that a notebook's client knows.
 */
export interface IFound {
  /**
   * The dashboard's address.
   */
  readonly address: string;

  /**
   * The notebook's name.
   */
  readonly notebook: string;
}

/**
 * The part of a notebook that is asked.
 */
export interface IAsked {
  readonly name: string;
  readonly kernel: AskedKernel | null;
}

/**
 * What asking the open notebooks brought.
 */
export interface IAnswers {
  /**
   * The dashboards, each once.
   */
  readonly found: readonly IFound[];

  /**
   * How many kernels answered.
   */
  readonly asked: number;

  /**
   * How many kernels are busy or did not answer in time.
   */
  readonly silent: number;
}

/**
 * Ask the idle Python kernels of notebooks for the dashboards of their clients.
 */
export async function findDashboards(
  notebooks: readonly IAsked[],
  patience?: number
): Promise<IAnswers> {
  const answers = await Promise.all(
    notebooks.map(async ({ name, kernel }) => {
      const links = kernel ? await linksOf(kernel, patience) : [];
      return links?.map(address => ({ address, notebook: name })) ?? null;
    })
  );
  const found = new Map<string, IFound>();
  for (const dashboard of answers.flatMap(answer => answer ?? [])) {
    if (!found.has(dashboard.address)) {
      found.set(dashboard.address, dashboard);
    }
  }
  const silent = answers.filter(answer => answer === null).length;
  return {
    found: [...found.values()],
    asked: answers.length - silent,
    silent
  };
}

/**
 * The dashboards of a kernel's clients; null if it is busy or did not answer in time.
 */
export async function linksOf(
  kernel: AskedKernel,
  patience?: number
): Promise<readonly string[] | null> {
  if (!(await isPython(kernel))) {
    return [];
  }
  const links = await askKernel<unknown[]>(kernel, LINKS, patience);
  return (
    links?.filter(
      (link): link is string =>
        typeof link === 'string' && /^(https?:\/\/|\/|proxy\/)/.test(link)
    ) ?? null
  );
}

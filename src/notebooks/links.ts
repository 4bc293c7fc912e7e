import type { KernelConnection } from './kernel';
import { evaluate, isPython } from './kernel';

/**
 * Evaluates to the dashboards of a kernel's running clients, without importing anything.
 */
const LINKS = [
  'sorted({client.dashboard_link',
  "for client in list(__import__('sys').modules['distributed'].Client._instances)",
  "if client.status == 'running' and client.dashboard_link})",
  "if 'distributed' in __import__('sys').modules else []"
].join(' ');

/**
 * A dashboard of a notebook's client.
 */
export interface IFoundDashboard {
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
 * A notebook to search.
 */
export interface IKernelSource {
  readonly name: string;
  readonly kernel: KernelConnection | null;
}

/**
 * The result of searching notebooks.
 */
export interface ISearchResult {
  /**
   * The dashboards, each once.
   */
  readonly found: readonly IFoundDashboard[];

  /**
   * The number of kernels that responded.
   */
  readonly responded: number;

  /**
   * The number of kernels that are busy or did not respond in time.
   */
  readonly busy: number;
}

/**
 * Search the idle Python kernels of notebooks for the dashboards of their clients.
 */
export async function searchKernels(
  notebooks: readonly IKernelSource[],
  timeout?: number
): Promise<ISearchResult> {
  const answers = await Promise.all(
    notebooks.map(async ({ name, kernel }) => {
      const links = kernel ? await dashboardLinksOf(kernel, timeout) : [];
      return links?.map(address => ({ address, notebook: name })) ?? null;
    })
  );
  const found = new Map<string, IFoundDashboard>();
  for (const dashboard of answers.flatMap(answer => answer ?? [])) {
    if (!found.has(dashboard.address)) {
      found.set(dashboard.address, dashboard);
    }
  }
  const busy = answers.filter(answer => answer === null).length;
  return {
    found: [...found.values()],
    responded: answers.length - busy,
    busy
  };
}

/**
 * Return the dashboards of a kernel's clients; null if it is busy or did not respond in time.
 */
export async function dashboardLinksOf(
  kernel: KernelConnection,
  timeout?: number
): Promise<readonly string[] | null> {
  if (!(await isPython(kernel))) {
    return [];
  }
  const links = await evaluate<unknown[]>(kernel, LINKS, timeout);
  return (
    links?.filter(
      (link): link is string =>
        typeof link === 'string' && /^(https?:\/\/|\/|proxy\/)/.test(link)
    ) ?? null
  );
}

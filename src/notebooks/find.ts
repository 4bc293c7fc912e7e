import type { Kernel, KernelMessage } from '@jupyterlab/services';

/**
 * How long a kernel may take to answer, in milliseconds.
 */
const PATIENCE = 3000;

/**
 * The dashboards of a kernel's running clients, as JSON; an expression, so that it leaves nothing behind.
 */
const EXPRESSION = [
  "__import__('json').dumps(sorted({",
  "client.dashboard_link for client in list(__import__('sys').modules['distributed'].Client._instances)",
  " if client.status == 'running' and client.dashboard_link",
  "}) if 'distributed' in __import__('sys').modules else [])"
].join('');

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
  readonly kernel: Pick<
    Kernel.IKernelConnection,
    'requestExecute' | 'status' | 'spec'
  > | null;
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
  patience = PATIENCE
): Promise<IAnswers> {
  const answers = await Promise.all(
    notebooks.map(async ({ name, kernel }) => {
      if (kernel === null || !(await isPython(kernel))) {
        return [];
      }
      const links =
        kernel.status === 'idle' ? await ask(kernel, patience) : null;
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

async function isPython(
  kernel: Pick<Kernel.IKernelConnection, 'spec'>
): Promise<boolean> {
  const spec = await kernel.spec;
  return spec?.language.toLowerCase() === 'python';
}

async function ask(
  kernel: Pick<Kernel.IKernelConnection, 'requestExecute'>,
  patience: number
): Promise<string[] | null> {
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    allow_stdin: false,
    user_expressions: { links: EXPRESSION }
  });
  let timer = 0;
  const late = new Promise<null>(resolve => {
    timer = window.setTimeout(() => resolve(null), patience);
  });
  try {
    const reply = await Promise.race([future.done, late]);
    return reply === null ? null : linksOf(reply);
  } catch {
    return null;
  } finally {
    window.clearTimeout(timer);
    if (!future.isDisposed) {
      future.dispose();
    }
  }
}

/**
 * The addresses in a kernel's reply; none if its clients could not be read.
 */
function linksOf(reply: KernelMessage.IExecuteReplyMsg): string[] {
  const { content } = reply;
  if (content.status !== 'ok') {
    return [];
  }
  const links = content.user_expressions['links'] as
    { status: string; data?: Record<string, string> } | undefined;
  // The text is the representation of a Python string that holds JSON.
  const text = links?.data?.['text/plain'] ?? '';
  const addresses = [...text.matchAll(/"([^"\\]+)"/g)].map(match => match[1]);
  return addresses.filter(address => /^(https?:\/)?\//.test(address));
}

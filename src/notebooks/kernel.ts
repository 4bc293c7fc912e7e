import type { Kernel, KernelMessage } from '@jupyterlab/services';

/**
 * How long a kernel may take to answer, in milliseconds.
 */
const PATIENCE = 3000;

/**
 * The part of a kernel that is asked.
 */
export type AskedKernel = Pick<
  Kernel.IKernelConnection,
  'requestExecute' | 'status' | 'spec'
>;

/**
 * Whether a kernel runs Python.
 */
export async function isPython(
  kernel: Pick<Kernel.IKernelConnection, 'spec'>
): Promise<boolean> {
  return speaksPython((await kernel.spec)?.language ?? '');
}

/**
 * Whether a language, as kernel specs name it, is Python.
 */
export function speaksPython(language: string): boolean {
  return language.toLowerCase().includes('python');
}

/**
 * Ask an idle kernel for the value of an expression; null if it is busy, silent or cannot say.
 *
 * #### Notes
 * It leaves nothing behind in the kernel, nor in its history.
 *
 * @param expression - Python whose value is JSON's.
 * @param code - Python to run before.
 */
export async function askKernel<T>(
  kernel: AskedKernel,
  expression: string,
  patience = PATIENCE,
  code = ''
): Promise<T | null> {
  if (kernel.status !== 'idle') {
    return null;
  }
  const future = kernel.requestExecute({
    code,
    silent: true,
    store_history: false,
    allow_stdin: false,
    user_expressions: { value: encoded(expression) }
  });
  let timer = 0;
  const late = new Promise<null>(resolve => {
    timer = window.setTimeout(() => resolve(null), patience);
  });
  try {
    const reply = await Promise.race([future.done, late]);
    return reply && (valueOf(reply) as T | null);
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
 * The expression whose value is another one's as base64 of JSON: text that looks the same in every representation.
 */
function encoded(expression: string): string {
  return `__import__('base64').b64encode(__import__('json').dumps(${expression}).encode()).decode()`;
}

function valueOf(reply: KernelMessage.IExecuteReplyMsg): unknown {
  const { content } = reply;
  if (content.status !== 'ok') {
    return null;
  }
  const value = content.user_expressions['value'] as
    { data?: Record<string, string> } | undefined;
  const text = value?.data?.['text/plain']?.replace(/^['"]|['"]$/g, '');
  return text ? JSON.parse(atob(text)) : null;
}

import type { Kernel, KernelMessage } from '@jupyterlab/services';

/**
 * How long to wait for a kernel's reply.
 */
const REPLY_TIMEOUT_MS = 3000;

/**
 * The part of a kernel connection that evaluates expressions.
 */
export type KernelConnection = Pick<
  Kernel.IKernelConnection,
  'requestExecute' | 'status' | 'spec'
>;

/**
 * Whether a kernel runs Python.
 */
export async function isPython(
  kernel: Pick<Kernel.IKernelConnection, 'spec'>
): Promise<boolean> {
  return isPythonLanguage((await kernel.spec)?.language ?? '');
}

/**
 * Whether a language, as kernel specs name it, is Python.
 */
export function isPythonLanguage(language: string): boolean {
  return language.toLowerCase().includes('python');
}

/**
 * Evaluate an expression in an idle kernel; return null if it is busy, silent or fails.
 *
 * #### Notes
 * Nothing is left behind in the kernel, nor in its history.
 *
 * @param expression - Python code whose value can be JSON.
 * @param code - Python code to run before.
 */
export async function evaluate<T>(
  kernel: KernelConnection,
  expression: string,
  timeout = REPLY_TIMEOUT_MS,
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
  const timedOut = new Promise<null>(resolve => {
    timer = window.setTimeout(() => resolve(null), timeout);
  });
  try {
    const reply = await Promise.race([future.done, timedOut]);
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
 * Return an expression whose value is another one's JSON as base64: a text that looks the same in every representation.
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

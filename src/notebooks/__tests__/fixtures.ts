import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';

import type { SessionPanel, Sessions } from '../sessions';

/**
 * What a kernel replies to an expression.
 */
export const reply = (value: unknown): object => ({
  content: {
    status: 'ok',
    user_expressions: {
      value: {
        status: 'ok',
        data: { 'text/plain': `'${btoa(JSON.stringify(value))}'` }
      }
    }
  }
});

/**
 * A kernel that replies what a test tells it to.
 */
export function aKernel(id: string): {
  status: string;
  requestExecute: jest.Mock;
  connection: Kernel.IKernelConnection;
} {
  const kernel = {
    id,
    status: 'idle',
    spec: Promise.resolve({ language: 'python' }),
    requestExecute: jest.fn(() => ({
      done: Promise.resolve(reply([])),
      isDisposed: true
    }))
  };
  return Object.assign(kernel, {
    connection: kernel as unknown as Kernel.IKernelConnection
  });
}

/**
 * A notebook whose kernel a test changes.
 */
export function aPanel(kernel: ReturnType<typeof aKernel>): {
  panel: SessionPanel;
  metadata: Map<string, unknown>;
  setKernel: (kernel: ReturnType<typeof aKernel>) => void;
  setStatus: (status: string) => void;
  run: () => void;
} {
  const owner = {};
  const metadata = new Map<string, unknown>();
  const statusChanged = new Signal<object, string>(owner);
  const kernelChanged = new Signal<object, void>(owner);
  const iopubMessage = new Signal<object, object>(owner);
  const sessionContext = {
    session: { kernel },
    statusChanged,
    kernelChanged,
    iopubMessage
  };
  const panel = {
    title: { label: 'Untitled.ipynb' },
    sessionContext,
    disposed: new Signal(owner),
    toolbar: { insertBefore: () => true, addItem: () => true },
    content: {
      model: {
        getMetadata: (key: string) => metadata.get(key),
        setMetadata: (key: string, value: unknown) => metadata.set(key, value),
        deleteMetadata: (key: string) => metadata.delete(key)
      }
    }
  } as unknown as SessionPanel;
  return {
    panel,
    metadata,
    setKernel: other => {
      sessionContext.session.kernel = other;
      kernelChanged.emit();
    },
    setStatus: status => {
      sessionContext.session.kernel.status = status;
      statusChanged.emit(status);
    },
    run: () => {
      iopubMessage.emit({ header: { msg_type: 'execute_input' } });
      statusChanged.emit('idle');
    }
  };
}

/**
 * The notebooks that are open.
 */
export function someSessions(...all: SessionPanel[]): Sessions {
  return {
    all,
    added: new Signal({}),
    broughtToFront: new Signal({}),
    isConsole: () => false
  } as unknown as Sessions;
}

import type { IKernelSource } from '../links';
import { searchKernels } from '../links';

type Options = {
  status?: string;
  language?: string;
  reply?: object | null;
};

function aNotebook(options: Options = {}): {
  source: IKernelSource;
  requestExecute: jest.Mock;
  dispose: jest.Mock;
} {
  const { status = 'idle', language = 'python', reply } = options;
  const dispose = jest.fn();
  const requestExecute = jest.fn(() => ({
    done:
      reply === null ? new Promise(() => undefined) : Promise.resolve(reply),
    isDisposed: false,
    dispose
  }));
  const kernel = {
    status,
    spec: Promise.resolve({ language }),
    requestExecute
  } as unknown as IKernelSource['kernel'];
  return { source: { name: 'a.ipynb', kernel }, requestExecute, dispose };
}

const links = (...addresses: string[]): object => ({
  content: {
    status: 'ok',
    user_expressions: {
      value: {
        status: 'ok',
        data: { 'text/plain': `'${btoa(JSON.stringify(addresses))}'` }
      }
    }
  }
});

it('tells each dashboard once, with the notebook it was found in', async () => {
  const one = aNotebook({ reply: links('http://a/status', 'http://b/status') });
  const two = aNotebook({ reply: links('http://a/status') });
  const answers = await searchKernels([one.source, two.source]);
  expect(answers).toEqual({
    found: [
      { address: 'http://a/status', notebook: 'a.ipynb' },
      { address: 'http://b/status', notebook: 'a.ipynb' }
    ],
    responded: 2,
    busy: 0
  });
});

it('leaves no trace in the kernel', async () => {
  const { source, requestExecute } = aNotebook({ reply: links() });
  await searchKernels([source]);
  expect(requestExecute).toHaveBeenCalledWith(
    expect.objectContaining({
      code: '',
      silent: true,
      store_history: false,
      allow_stdin: false
    })
  );
});

it('does not ask busy kernels, nor those of another language', async () => {
  const busy = aNotebook({ status: 'busy' });
  const other = aNotebook({ language: 'R' });
  const none: IKernelSource = { name: 'b.ipynb', kernel: null };
  const answers = await searchKernels([busy.source, other.source, none]);
  expect(answers).toEqual({ found: [], responded: 2, busy: 1 });
  expect(busy.requestExecute).not.toHaveBeenCalled();
  expect(other.requestExecute).not.toHaveBeenCalled();
});

it('waits no longer than it has patience', async () => {
  const mute = aNotebook({ reply: null });
  const answers = await searchKernels([mute.source], 10);
  expect(answers.busy).toBe(1);
  expect(mute.dispose).toHaveBeenCalled();
});

it.each([
  { content: { status: 'error' } },
  { content: { status: 'ok', user_expressions: {} } },
  {
    content: {
      status: 'ok',
      user_expressions: { value: { status: 'error', ename: 'KeyError' } }
    }
  },
  links('javascript:alert(1)', 'not an address')
])('takes nothing from a reply that says nothing: %j', async reply => {
  const { source } = aNotebook({ reply });
  expect((await searchKernels([source])).found).toEqual([]);
});

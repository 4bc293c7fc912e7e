import { aCluster } from '../../clusters/__tests__/fixtures';
import { ClientUsage } from '../clientusage';
import { aKernel, aPanel, reply, someSessions } from './fixtures';

const SERVER = 'https://hub.example/user/me/';
const LINK = 'https://gateway.example/clusters/one/status';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

const answering = (...links: string[]): ReturnType<typeof aKernel> => {
  const kernel = aKernel('k1');
  kernel.requestExecute.mockImplementation(() => ({
    done: Promise.resolve(reply(links)),
    isDisposed: true
  }));
  return kernel;
};

it('tells which notebooks have a client of a cluster', async () => {
  const { panel } = aPanel(answering(LINK));
  const usage = new ClientUsage({
    sessions: someSessions(panel),
    server: SERVER
  });
  await jest.advanceTimersByTimeAsync(1000);
  expect(usage.notebooksUsing(aCluster())).toEqual(['Untitled.ipynb']);
  expect(usage.notebooksUsing(aCluster({ name: 'other' }))).toEqual([]);
});

it('what one kernel used, another does not', async () => {
  const { panel, setKernel } = aPanel(answering(LINK));
  const usage = new ClientUsage({
    sessions: someSessions(panel),
    server: SERVER
  });
  await jest.advanceTimersByTimeAsync(1000);
  setKernel(answering());
  expect(usage.notebooksUsing(aCluster())).toEqual([]);
  await jest.advanceTimersByTimeAsync(1000);
  expect(usage.notebooksUsing(aCluster())).toEqual([]);
});

it('the late answer of a kernel that was changed says nothing of the new one', async () => {
  const slow = aKernel('slow');
  let answer: (value: object) => void = () => undefined;
  slow.requestExecute.mockReturnValue({
    done: new Promise(resolve => {
      answer = resolve;
    }),
    isDisposed: true
  });
  const { panel, setKernel } = aPanel(slow);
  const usage = new ClientUsage({
    sessions: someSessions(panel),
    server: SERVER
  });
  await jest.advanceTimersByTimeAsync(1000);
  setKernel(answering());
  answer(reply([LINK]));
  await jest.advanceTimersByTimeAsync(0);
  expect(usage.notebooksUsing(aCluster())).toEqual([]);
  await jest.advanceTimersByTimeAsync(1000);
  expect(usage.notebooksUsing(aCluster())).toEqual([]);
});

it('a kernel is asked once, not while it is busy, nor after the end', async () => {
  const kernel = answering(LINK);
  kernel.status = 'busy';
  const { panel, setStatus } = aPanel(kernel);
  const usage = new ClientUsage({
    sessions: someSessions(panel),
    server: SERVER
  });
  await jest.advanceTimersByTimeAsync(5000);
  expect(kernel.requestExecute).not.toHaveBeenCalled();
  setStatus('idle');
  await jest.advanceTimersByTimeAsync(5000);
  setStatus('busy');
  setStatus('idle');
  await jest.advanceTimersByTimeAsync(5000);
  expect(kernel.requestExecute).toHaveBeenCalledTimes(1);
  setStatus('restarting');
  expect(usage.notebooksUsing(aCluster())).toEqual([]);
  usage.dispose();
});

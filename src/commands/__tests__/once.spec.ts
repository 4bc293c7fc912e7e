import { CommandIDs } from '../../tokens/commands';
import { once } from '../once';

const ONE = { gateway: 'slurm', name: 'one' };
const TWO = { gateway: 'slurm', name: 'two' };

/**
 * A handler that goes on until it is told to end.
 */
function aCall(): { call: jest.Mock; end: (result: unknown) => void } {
  let end: (result: unknown) => void = () => undefined;
  const call = jest.fn(
    () =>
      new Promise(resolve => {
        end = resolve;
      })
  );
  return { call, end: result => end(result) };
}

it.each([
  CommandIDs.scale,
  CommandIDs.shutDown,
  CommandIDs.retry,
  CommandIDs.rename,
  CommandIDs.insertClientCode
])('a double click does %s once', async id => {
  const { call, end } = aCall();
  const both = [once(id, ONE, call), once(id, ONE, call)];
  end('done');
  await expect(Promise.all(both)).resolves.toEqual(['done', 'done']);
  expect(call).toHaveBeenCalledTimes(1);
});

it('what is done to one cluster can be done to another meanwhile', async () => {
  const { call, end } = aCall();
  const first = once(CommandIDs.retry, ONE, call);
  void once(CommandIDs.retry, TWO, jest.fn());
  end(null);
  await first;
  expect(call).toHaveBeenCalledTimes(1);
});

it('and to the same one again afterwards, also if it failed', async () => {
  const call = jest.fn().mockRejectedValueOnce(new Error('No.'));
  await expect(once(CommandIDs.retry, ONE, call)).rejects.toThrow('No.');
  await once(CommandIDs.retry, ONE, call);
  expect(call).toHaveBeenCalledTimes(2);
});

it('a switch is switched as often as it is asked for', async () => {
  const call = jest.fn();
  await Promise.all([
    once(CommandIDs.toggleAutoStart, null, call),
    once(CommandIDs.toggleAutoStart, null, call)
  ]);
  expect(call).toHaveBeenCalledTimes(2);
});

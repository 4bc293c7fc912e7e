import { RefusedError } from '../../../api/errors';
import { NewClusterModel } from '../model';
import { FakeRest, aManager, trans } from '../../__tests__/fixtures';

async function aModel(rest = new FakeRest()): Promise<NewClusterModel> {
  const { manager } = aManager(rest);
  const model = new NewClusterModel({ manager, trans });
  await model.load();
  return model;
}

const PAUSE = 400;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

it('what is entered is written as Python when somebody wants it', async () => {
  const rest = new FakeRest();
  const model = await aModel(rest);
  model.form.setWorkers('maximum', '7');
  await jest.advanceTimersByTimeAsync(PAUSE);
  expect(rest.creationCode).not.toHaveBeenCalled();
  model.writeScript();
  await jest.advanceTimersByTimeAsync(PAUSE);
  expect(model.script.code).toBe('cluster');
  expect(rest.creationCode).toHaveBeenCalledWith(
    expect.objectContaining({ workers: { minimum: 1, maximum: 7 } })
  );
});

it('nothing is written anew while nothing differs, nor at each keystroke', async () => {
  const rest = new FakeRest();
  const model = await aModel(rest);
  for (const maximum of ['1', '10', '10', '100']) {
    model.form.setWorkers('maximum', maximum);
    model.writeScript();
  }
  await jest.advanceTimersByTimeAsync(PAUSE);
  model.writeScript();
  await jest.advanceTimersByTimeAsync(PAUSE);
  expect(rest.creationCode).toHaveBeenCalledTimes(1);
});

it('there is no code for what cannot be applied, nor an old one', async () => {
  const model = await aModel();
  model.writeScript();
  await jest.advanceTimersByTimeAsync(PAUSE);
  model.form.setWorkers('maximum', 'many');
  model.writeScript();
  expect(model.script.code).toBeNull();
});

it('why the server refuses stands in place of the code', async () => {
  const rest = new FakeRest();
  rest.creationCode.mockRejectedValueOnce(
    new RefusedError(422, { message: 'No.', reason: 'invalid', field: null })
  );
  const model = await aModel(rest);
  model.writeScript();
  await jest.advanceTimersByTimeAsync(PAUSE);
  expect(model.script).toMatchObject({ code: null, error: 'No.' });
});

it('what was written stays, as outdated, while it is written anew: nothing jumps', async () => {
  const rest = new FakeRest();
  const model = await aModel(rest);
  model.writeScript();
  await jest.advanceTimersByTimeAsync(PAUSE);
  rest.creationCode.mockResolvedValue({ code: 'another' });
  model.form.setWorkers('maximum', '7');
  model.writeScript();
  expect(model.script).toMatchObject({ code: 'cluster', isOutdated: true });
  await jest.advanceTimersByTimeAsync(PAUSE);
  expect(model.script).toMatchObject({ code: 'another', isOutdated: false });
});

import { NewClusterModel } from '../model';
import {
  FORM,
  FakeRest,
  aManager,
  anEnvironment,
  trans
} from '../../__tests__/fixtures';
import { aModel } from './fixtures';

describe('environments and variables', () => {
  const problem = {
    severity: 'error' as const,
    message: 'There is no Python.',
    mend: null,
    blocks: true,
    field: null
  };

  it('the notebook in front is told, for its kernel and its folder decide', async () => {
    const { rest } = await aModel({ kernel: 'coffea' });
    expect(rest.environments).toHaveBeenCalledWith('slurm', {
      kernel: 'coffea',
      notebook: 'a/b.ipynb'
    });
  });

  it('a gateway that takes no environment does not wait for the list of them', async () => {
    const rest = new FakeRest();
    rest.options.mockResolvedValue({ ...FORM, takes_environment: false });
    rest.environments.mockReturnValue(new Promise(() => undefined));
    const { manager } = aManager(rest);
    const model = new NewClusterModel({ manager, trans });
    void model.load();
    await new Promise(resolve => setTimeout(resolve));
    expect(model.form.choices.environments).toBeNull();
    await model.apply();
    expect(model.isDone).toBe(true);
  });

  it('one that certainly cannot be used is never begun with, one that may fail only without a better one', async () => {
    const rest = new FakeRest();
    const lacking = { ...problem, message: 'It lacks dask.', blocks: false };
    rest.environments.mockResolvedValue([
      anEnvironment({ name: 'hidden', problems: [problem] }),
      anEnvironment({ name: 'lacking', problems: [lacking] }),
      anEnvironment({ name: 'good', is_default: false })
    ]);
    const { model } = await aModel({ rest, kernel: 'lacking' });
    expect(model.form.environment?.name).toBe('good');
  });

  it('what would fail is only created all the same when the user says so', async () => {
    const rest = new FakeRest();
    const lacking = { ...problem, message: 'It lacks dask.', blocks: false };
    rest.environments.mockResolvedValue([
      anEnvironment({ name: 'lacking', problems: [lacking] }),
      anEnvironment({ name: 'hidden', problems: [problem] }),
      anEnvironment({ name: 'good', is_default: false })
    ]);
    const { model } = await aModel({ rest });
    model.form.selectEnvironment('lacking');
    expect(model.canApply).toBe(false);
    model.form.ignore(lacking, true);
    expect(model.canApply).toBe(true);
    model.form.ignore(lacking, false);
    expect(model.canApply).toBe(false);
    // What is certain cannot be accepted.
    model.form.ignore(problem, true);
    model.form.selectEnvironment('hidden');
    expect(model.canApply).toBe(false);
  });

  it('variables are asked for again for another environment', async () => {
    const rest = new FakeRest();
    rest.environments.mockResolvedValue([
      anEnvironment(),
      anEnvironment({ name: 'coffea', is_default: false })
    ]);
    const { model } = await aModel({ rest });
    expect(rest.variables).toHaveBeenCalledTimes(1);
    model.form.selectEnvironment('coffea');
    expect(rest.variables).toHaveBeenLastCalledWith({
      gateway: 'slurm',
      environment: 'coffea',
      notebook: 'a/b.ipynb',
      variables: {},
      dropped: [],
      let_through: []
    });
  });

  it('a variable that blocks is said beside it, and leaving it out lets Apply go on', async () => {
    const rest = new FakeRest();
    const field = 'variables.X509_USER_PROXY';
    const nothing = await rest.variables();
    rest.variables.mockResolvedValueOnce({
      ...nothing,
      problems: [{ ...problem, field, message: 'It expired.' }]
    });
    const { model } = await aModel({ rest });
    expect(model.errors.get(field)).toBe('It expired.');
    expect(model.canApply).toBe(false);
    model.form.variables.drop('X509_USER_PROXY', true);
    model.form.variables.letThrough('MY_TOKEN', true);
    await model.apply();
    expect(rest.create).toHaveBeenCalledWith(
      expect.objectContaining({
        dropped: ['X509_USER_PROXY'],
        let_through: ['MY_TOKEN']
      })
    );
  });

  it('a problem of a variable stays, and keeps from applying, until the server has looked again', async () => {
    const rest = new FakeRest();
    const lasting = { ...problem, blocks: false, message: 'It expired.' };
    const known = { variables: [], held_back: [], file: '', errors: [] };
    rest.variables.mockResolvedValue({ ...known, problems: [lasting] });
    const { model } = await aModel({ rest });
    expect(model.form.variables.problems).toEqual([lasting]);
    // A keystroke: the notice does not vanish for a moment, nor does Enter slip through.
    model.form.variables.setAdded([{ name: 'A', value: '' }]);
    expect(model.form.variables.problems).toEqual([lasting]);
    expect(model.canApply).toBe(false);
    rest.variables.mockResolvedValue({ ...known, problems: [] });
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(model.canApply).toBe(true);
  });
});

import { RefusedError } from '../../../api/errors';
import type { Cluster } from '../../../api/models';
import type { ClusterManager } from '../../manager';
import { NewClusterModel } from '../model';
import {
  FORM,
  FakeRest,
  aCluster,
  aGateway,
  aManager,
  anEnvironment,
  trans
} from '../../__tests__/fixtures';

async function aModel(
  options: { rest?: FakeRest; kernel?: string } = {}
): Promise<{
  model: NewClusterModel;
  rest: FakeRest;
  manager: ClusterManager;
}> {
  const { manager, rest } = aManager(options.rest);
  const context = { kernel: options.kernel ?? null, notebook: 'a/b.ipynb' };
  const model = new NewClusterModel({ manager, trans, context });
  await model.load();
  return { model, rest, manager };
}

const k8s = aGateway({ id: 'k8s', label: 'Kubernetes', default: false });

describe('it begins', () => {
  it('with the default gateway, its options and the default environment', async () => {
    const { model } = await aModel();
    expect(model.form.gateway?.id).toBe('slurm');
    expect(model.form.options['worker_cores']).toBe('2');
    expect(model.form.environment?.name).toBe('python3');
    expect(model.canApply).toBe(true);
  });

  it('with the first gateway that can be used when the default one cannot', async () => {
    const rest = new FakeRest();
    rest.gateways.mockResolvedValue([
      aGateway({ status: 'not_allowed', reason: 'Purdue users only' }),
      k8s
    ]);
    const { model } = await aModel({ rest });
    expect(model.form.gateway?.id).toBe('k8s');
  });

  it("with the notebook's kernel if it is listed, else with the default", async () => {
    const rest = new FakeRest();
    rest.environments.mockResolvedValue([
      anEnvironment(),
      anEnvironment({ name: 'coffea', is_default: false })
    ]);
    const { model } = await aModel({ rest, kernel: 'coffea' });
    expect(model.form.environment?.name).toBe('coffea');
    const other = await aModel({ rest, kernel: 'nowhere' });
    expect(other.model.form.environment?.name).toBe('python3');
  });

  it('with as many workers as the gateway offers, until others are entered', async () => {
    const rest = new FakeRest();
    const offering = { ...k8s, workers: { minimum: 0, maximum: 7 } };
    rest.gateways.mockResolvedValue([aGateway(), offering]);
    const { model } = await aModel({ rest });
    expect([model.form.minimum, model.form.maximum]).toEqual(['1', '2']);
    await model.form.selectGateway('k8s');
    expect([model.form.minimum, model.form.maximum]).toEqual(['0', '7']);
    model.form.setWorkers('maximum', '5');
    await model.form.selectGateway('slurm');
    expect([model.form.minimum, model.form.maximum]).toEqual(['1', '5']);
  });

  it('with words when the gateways cannot be asked, and again on demand', async () => {
    const rest = new FakeRest();
    rest.gateways.mockRejectedValueOnce(
      new RefusedError(500, { message: 'No luck.', reason: 'x', field: null })
    );
    const { model } = await aModel({ rest });
    expect(model.errors.get('')).toBe('No luck.');
    expect(model.canApply).toBe(false);
    await model.reload();
    expect(model.errors.size).toBe(0);
    expect(model.canApply).toBe(true);
  });
});

describe('another gateway', () => {
  it('keeps what was entered where it fits, and else takes its own defaults', async () => {
    const rest = new FakeRest();
    rest.gateways.mockResolvedValue([aGateway(), k8s]);
    const { model } = await aModel({ rest });
    model.form.setOption('worker_cores', '4');
    model.form.setOption('worker_memory', '50');
    rest.options.mockResolvedValueOnce({
      schema: {
        properties: {
          worker_cores: { type: 'integer', minimum: 1, maximum: 8 },
          worker_memory: { type: 'number', minimum: 1, maximum: 16 }
        }
      },
      takes_environment: true,
      takes_variables: true,
      ui_schema: {},
      defaults: { worker_cores: 1, worker_memory: 2 }
    } as never);
    await model.form.selectGateway('k8s');
    expect(model.form.options).toEqual({
      worker_cores: '4',
      worker_memory: '2'
    });
  });

  it('is not overtaken by the answers of the one before', async () => {
    const rest = new FakeRest();
    rest.gateways.mockResolvedValue([aGateway(), k8s]);
    const { model } = await aModel({ rest });
    let answer: (environments: never) => void = () => undefined;
    rest.environments.mockImplementationOnce(
      () =>
        new Promise(resolve => {
          answer = resolve as typeof answer;
        })
    );
    const first = model.form.selectGateway('k8s');
    await model.form.selectGateway('slurm');
    answer([anEnvironment({ name: 'late' })] as never);
    await first;
    expect(model.form.environment?.name).toBe('python3');
  });
});

describe('applying', () => {
  it('sends what was entered', async () => {
    const { model, rest } = await aModel();
    model.form.setWorkers('minimum', '1');
    model.form.setWorkers('maximum', '2');
    model.form.setOption('worker_cores', '1');
    model.form.variables.setAdded([
      { name: ' KEY ', value: 'a value' },
      { name: '', value: '' }
    ]);
    await model.apply();
    expect(model.isDone).toBe(true);
    expect(rest.create).toHaveBeenCalledWith({
      gateway: 'slurm',
      environment: 'python3',
      workers: { minimum: 1, maximum: 2 },
      options: {
        worker_cores: 1,
        worker_memory: 4,
        queue: 'hammer',
        account: '',
        exclusive: false,
        labels: { team: 'cms' }
      },
      notebook: 'a/b.ipynb',
      variables: { KEY: 'a value' },
      dropped: [],
      let_through: []
    });
    expect(model.submission.result?.status).toBe('pending');
  });

  it('puts a refusal beside its field until that is edited, and loses nothing', async () => {
    const { model, rest } = await aModel();
    rest.create.mockRejectedValueOnce(
      new RefusedError(422, {
        message: 'worker_cores must be <= 2',
        reason: 'invalid',
        field: 'options.worker_cores'
      })
    );
    model.form.setOption('worker_cores', '3');
    await model.apply();
    expect(model.isDone).toBe(false);
    expect(model.errors.get('options.worker_cores')).toMatch('<= 2');
    expect(model.form.options['worker_cores']).toBe('3');
    model.form.setOption('worker_cores', '2');
    expect(model.errors.size).toBe(0);
    await model.apply();
    expect(model.isDone).toBe(true);
  });

  it('does not send what is out of range, nor twice at once', async () => {
    const { model, rest } = await aModel();
    model.form.setOption('worker_cores', '99');
    await model.apply();
    expect(model.isDone).toBe(false);
    expect(rest.create).not.toHaveBeenCalled();
    model.form.setOption('worker_cores', '1');
    await Promise.all([model.apply(), model.apply()]);
    expect(rest.create).toHaveBeenCalledTimes(1);
  });
});

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
    expect(model.form.environments).toBeNull();
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
});

describe('when the gateway allows no further cluster', () => {
  const limit = new RefusedError(409, {
    message: 'One cluster per user.',
    reason: 'limit_reached',
    field: null
  });

  async function limited(): Promise<
    Awaited<ReturnType<typeof aModel>> & { old: Cluster }
  > {
    const rest = new FakeRest();
    const old = aCluster({ name: 'old', label: 'Old' });
    rest.listed = [old];
    const made = await aModel({ rest });
    await made.manager.refresh();
    rest.create.mockRejectedValueOnce(limit);
    await made.model.apply();
    expect(made.model.blocking).toEqual([old]);
    return { ...made, old };
  }

  it('the ways out stay while the form is edited', async () => {
    const { model, old } = await limited();
    model.form.variables.setAdded([{ name: 'A', value: '1' }]);
    model.form.setWorkers('maximum', '3');
    expect(model.blocking).toEqual([old]);
  });

  it('nothing is shut down for a form that is not valid', async () => {
    const { model, rest, old } = await limited();
    model.form.setOption('worker_memory', '');
    expect(model.canReplace(old)).toBe(false);
    await model.replace(old);
    expect(rest.shutDown).not.toHaveBeenCalled();
    expect(rest.create).toHaveBeenCalledTimes(1);
  });

  it('nothing is shut down for a problem that is not ignored', async () => {
    const { model, rest, old } = await limited();
    rest.variables.mockResolvedValueOnce({
      ...(await rest.variables()),
      problems: [
        {
          severity: 'error',
          message: 'It lacks dask.',
          mend: null,
          blocks: false,
          field: null
        }
      ]
    });
    model.form.selectEnvironment('python3');
    await new Promise(resolve => setTimeout(resolve));
    await model.replace(old);
    expect(rest.shutDown).not.toHaveBeenCalled();
  });

  it('nothing is shut down for what the server would refuse', async () => {
    const { model, rest, old } = await limited();
    rest.creationCode.mockRejectedValueOnce(
      new RefusedError(404, {
        message: 'There is no such environment.',
        reason: 'no_such_environment',
        field: 'environment'
      })
    );
    await model.replace(old);
    expect(rest.shutDown).not.toHaveBeenCalled();
    expect(model.errors.get('environment')).toMatch('no such environment');
    expect(model.isDone).toBe(false);
  });

  it('a form that is only too large because of the other cluster may replace it', async () => {
    const rest = new FakeRest();
    rest.gateways.mockResolvedValue([
      aGateway({
        limits: { workers: 2, cores: null, memory_gib: null },
        usage: { workers: 2, cores: 2, memory_gib: 2 }
      })
    ]);
    const old = aCluster({
      workers: { running: 2, requested: 2, minimum: 2, maximum: 2 }
    });
    rest.listed = [old];
    const { model, manager } = await aModel({ rest });
    await manager.refresh();
    expect(model.canApply).toBe(false);
    expect(model.blocking).toEqual([old]);
    expect(model.canReplace(old)).toBe(true);
    model.form.setWorkers('maximum', '3');
    expect(model.canReplace(old)).toBe(false);
  });

  it('the new one is created once the other is gone', async () => {
    const { model, rest, manager, old } = await limited();
    const replaced = model.replace(old);
    expect(model.submission.step).toEqual({ kind: 'stopping', label: 'Old' });
    await new Promise(resolve => setTimeout(resolve));
    expect(rest.create).toHaveBeenCalledTimes(1);
    rest.listed = [];
    await manager.refresh();
    await replaced;
    expect(model.submission.result?.status).toBe('pending');
  });

  it('who no longer waits gets none, and no error', async () => {
    const { model, rest, old } = await limited();
    const replaced = model.replace(old);
    await new Promise(resolve => setTimeout(resolve));
    model.cancel();
    await replaced;
    expect(rest.create).toHaveBeenCalledTimes(1);
    expect(model.isDone).toBe(false);
    expect(model.errors.size).toBe(0);
  });
});

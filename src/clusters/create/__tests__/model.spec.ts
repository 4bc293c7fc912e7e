import { RefusedError, UnreachableError } from '../../../api/errors';
import {
  FakeRest,
  aGateway,
  aManager,
  anEnvironment,
  trans
} from '../../__tests__/fixtures';
import { NewClusterModel } from '../model';
import { aModel } from './fixtures';

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

it('why a gateway offers nothing is said at once, however slow the rest is', async () => {
  const rest = new FakeRest();
  rest.environments.mockReturnValue(new Promise(() => undefined));
  rest.options.mockRejectedValue(
    new RefusedError(502, { message: 'Too old.', reason: 'x', field: null })
  );
  const { manager } = aManager(rest);
  const model = new NewClusterModel({ manager, trans });
  void model.load();
  await new Promise(resolve => setTimeout(resolve));
  expect(model.errors.get('')).toBe('Too old.');
});

it('who asked for a cluster and hears nothing is told what may have become of it', async () => {
  const { model, rest } = await aModel();
  rest.create.mockRejectedValue(new UnreachableError('timeout'));
  await model.apply();
  expect(model.errors.get('')).toBe(
    'The Jupyter server is not responding. The cluster may have been created nevertheless: look for it in the list before you try again.'
  );
});

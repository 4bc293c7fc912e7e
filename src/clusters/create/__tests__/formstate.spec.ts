import { Notification } from '@jupyterlab/apputils';

import type { IEntered } from '../formstate';
import { LeftOff } from '../savedform';
import { NewClusterModel } from '../model';
import {
  FakeRest,
  aGateway,
  aManager,
  anEnvironment,
  trans
} from '../../__tests__/fixtures';

const k8s = aGateway({ id: 'k8s', label: 'Kubernetes', default: false });
const lacking = anEnvironment({
  name: 'lacking',
  is_default: false,
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

function aRest(): FakeRest {
  const rest = new FakeRest();
  rest.gateways.mockResolvedValue([aGateway(), k8s]);
  rest.environments.mockResolvedValue([anEnvironment(), lacking]);
  return rest;
}

async function aModel(
  rest: FakeRest,
  entered: IEntered | null = null
): Promise<NewClusterModel> {
  const { manager } = aManager(rest);
  const model = new NewClusterModel({ manager, trans, entered });
  await model.load();
  return model;
}

async function fillIn(rest: FakeRest): Promise<IEntered> {
  const model = await aModel(rest);
  await model.chooseGateway('k8s');
  model.chooseEnvironment('lacking');
  model.setWorkers('minimum', '7');
  model.setWorkers('maximum', '5');
  model.setOption('worker_cores', '99');
  model.setOption('queue', 'geddes');
  model.setOption('labels', [{ name: 'team', value: 'higgs' }]);
  model.variables.setAdded([{ name: 'DATASET', value: 'zmumu' }]);
  model.variables.drop('UNWANTED', true);
  model.variables.let('MY_TOKEN', true);
  const { entered } = model;
  model.dispose();
  return entered;
}

describe('what was entered when the dialog was left', () => {
  it('is there again as it was typed, with the mistakes and all', async () => {
    const rest = aRest();
    const model = await aModel(rest, await fillIn(rest));
    expect(model.gateway?.id).toBe('k8s');
    expect(model.environment?.name).toBe('lacking');
    expect([model.minimum, model.maximum]).toEqual(['7', '5']);
    expect(model.options).toMatchObject({
      worker_cores: '99',
      worker_memory: '4',
      queue: 'geddes',
      labels: [{ name: 'team', value: 'higgs' }]
    });
    expect([...model.errors.keys()].sort()).toEqual([
      'options.worker_cores',
      'workers.minimum'
    ]);
    expect(model.variables.added).toEqual([
      { name: 'DATASET', value: 'zmumu' }
    ]);
    expect(model.isTakenUp).toBe(true);
  });

  it('is sent with the question for the variables, which are read anew', async () => {
    const rest = aRest();
    const entered = await fillIn(rest);
    const before = rest.variables.mock.calls.length;
    await aModel(rest, entered);
    expect(rest.variables).toHaveBeenCalledTimes(before + 1);
    expect(rest.variables).toHaveBeenLastCalledWith({
      gateway: 'k8s',
      environment: 'lacking',
      notebook: null,
      variables: { DATASET: 'zmumu' },
      dropped: ['UNWANTED'],
      let_through: ['MY_TOKEN']
    });
  });

  it('goes to another gateway, as far as it fits, when its own can be used no more', async () => {
    const rest = aRest();
    const entered = await fillIn(rest);
    rest.gateways.mockResolvedValue([
      aGateway(),
      { ...k8s, status: 'unavailable', reason: 'It does not answer.' }
    ]);
    const model = await aModel(rest, entered);
    expect(model.gateway?.id).toBe('slurm');
    expect(model.environment?.name).toBe('python3');
    expect(model.options).toMatchObject({
      worker_cores: '2',
      queue: 'geddes'
    });
    expect(model.maximum).toBe('5');
  });

  it('can be left again before anything of it was asked for', async () => {
    const rest = aRest();
    const entered = await fillIn(rest);
    const { manager } = aManager(rest);
    const model = new NewClusterModel({ manager, trans, entered });
    expect(model.entered).toEqual(entered);
  });
});

describe('the way back', () => {
  it('is offered until it is taken, and what was entered is taken up once', async () => {
    const entered = await fillIn(aRest());
    const leftOff = new LeftOff();
    const goBack = jest.fn();
    leftOff.leave(entered, goBack, trans);
    leftOff.leave(entered, goBack, trans);
    expect(Notification.manager.notifications).toHaveLength(1);
    const [{ options }] = Notification.manager.notifications;
    options.actions?.[0].callback(new MouseEvent('click'));
    expect(goBack).toHaveBeenCalledTimes(1);
    expect(leftOff.take()).toBe(entered);
    expect(Notification.manager.notifications).toHaveLength(0);
    expect(leftOff.take()).toBeNull();
  });
});

import { Notification } from '@jupyterlab/apputils';

import type { IFormState } from '../formstate';
import { EMPTY_FORM, SavedForm, formOf } from '../formstate';
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
  saved: IFormState | null = null
): Promise<NewClusterModel> {
  const { manager } = aManager(rest);
  const model = new NewClusterModel({ manager, trans, saved });
  await model.load();
  return model;
}

async function fillIn(rest: FakeRest): Promise<IFormState> {
  const model = await aModel(rest);
  await model.form.selectGateway('k8s');
  model.form.selectEnvironment('lacking');
  model.form.setWorkers('minimum', '7');
  model.form.setWorkers('maximum', '5');
  model.form.setLabel('Zmumu');
  model.form.setOption('worker_cores', '99');
  model.form.setOption('queue', 'geddes');
  model.form.setOption('labels', [{ name: 'team', value: 'higgs' }]);
  model.form.variables.setAdded([{ name: 'DATASET', value: 'zmumu' }]);
  model.form.variables.drop('UNWANTED', true);
  model.form.variables.letThrough('MY_TOKEN', true);
  const { state } = model.form;
  model.dispose();
  return state;
}

describe('what was entered when the dialog was left', () => {
  it('is there again as it was typed, with the mistakes and all', async () => {
    const rest = aRest();
    const model = await aModel(rest, await fillIn(rest));
    expect(model.form.gateway?.id).toBe('k8s');
    expect(model.form.environment?.name).toBe('lacking');
    expect([model.form.minimum, model.form.maximum]).toEqual(['7', '5']);
    expect(model.form.options).toMatchObject({
      worker_cores: '99',
      worker_memory: '4',
      queue: 'geddes',
      labels: [{ name: 'team', value: 'higgs' }]
    });
    expect([...model.errors.keys()].sort()).toEqual([
      'options.worker_cores',
      'workers.minimum'
    ]);
    expect(model.form.variables.changes.added).toEqual([
      { name: 'DATASET', value: 'zmumu' }
    ]);
    expect(model.form.label).toBe('Zmumu');
    expect(model.form.isRestored).toBe(true);
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
    expect(model.form.gateway?.id).toBe('slurm');
    expect(model.form.environment?.name).toBe('python3');
    expect(model.form.options).toMatchObject({
      worker_cores: '2',
      queue: 'geddes'
    });
    expect(model.form.maximum).toBe('5');
  });

  it('can be left again before anything of it was asked for', async () => {
    const rest = aRest();
    const entered = await fillIn(rest);
    const { manager } = aManager(rest);
    const model = new NewClusterModel({ manager, trans, saved: entered });
    expect(model.form.state).toEqual(entered);
  });
});

describe('the way back', () => {
  it('is offered until it is taken, and the form is restored once', async () => {
    const entered = await fillIn(aRest());
    const saved = new SavedForm();
    const goBack = jest.fn();
    saved.saveWithNotification(entered, 'It is kept.', goBack, trans);
    saved.saveWithNotification(entered, 'It is kept.', goBack, trans);
    expect(Notification.manager.notifications).toHaveLength(1);
    const [{ options }] = Notification.manager.notifications;
    options.actions?.[0].callback(new MouseEvent('click'));
    expect(goBack).toHaveBeenCalledTimes(1);
    expect(saved.restore()).toEqual(entered);
    expect(Notification.manager.notifications).toHaveLength(0);
    expect(saved.restore()).toBeNull();
  });

  it('is there after a reload of the page', async () => {
    const entered = await fillIn(aRest());
    new SavedForm().save(entered);
    expect(new SavedForm().restore()).toEqual(entered);
  });

  it('ends where the browser keeps nothing, or nonsense', () => {
    window.sessionStorage.setItem('purdue-dask-lab:new-cluster', '{');
    expect(new SavedForm().restore()).toBeNull();
    const storage = {
      getItem: () => null,
      setItem: () => {
        throw new Error('full');
      },
      removeItem: () => undefined
    } as unknown as Storage;
    const saved = new SavedForm(storage);
    saved.save(EMPTY_FORM);
    expect(saved.restore()).toBeNull();
  });
});

it('the form of a cluster has its label, and none where none was given', () => {
  expect(formOf({ gateway: 'slurm', label: 'Zmumu' }).label).toBe('Zmumu');
  expect(formOf({ gateway: 'slurm' }).label).toBe('');
});

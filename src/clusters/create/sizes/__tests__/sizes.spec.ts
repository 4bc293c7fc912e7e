import type { Gateway } from '../../../../api/models';
import { LabSettings } from '../../../../services/settings';
import {
  FakeRest,
  aGateway,
  aManager,
  trans
} from '../../../__tests__/fixtures';
import { NewClusterModel } from '../../model';
import { costOf } from '../cost';
import { LastSizes } from '../lastsizes';
import { OwnPresets } from '../ownpresets';

const k8s = aGateway({ id: 'k8s', label: 'Kubernetes', default: false });

/**
 * A state database that keeps what it is given.
 */
class FakeState {
  constructor(readonly values: Record<string, unknown> = {}) {}

  fetch = jest.fn(async (key: string) => this.values[key] as never);

  save = jest.fn(async (key: string, value: unknown) => {
    this.values[key] = JSON.parse(JSON.stringify(value));
  });
}

async function lastSizes(state = new FakeState()): Promise<LastSizes> {
  const sizes = new LastSizes(state);
  await sizes.load();
  return sizes;
}

async function aModel(
  sizes: LastSizes,
  gateways: Gateway[] = [aGateway(), k8s]
): Promise<NewClusterModel> {
  const rest = new FakeRest();
  rest.gateways.mockResolvedValue(gateways);
  const { manager } = aManager(rest);
  const model = new NewClusterModel({ manager, trans, lastSizes: sizes });
  await model.load();
  return model;
}

function sizeOf({ form }: NewClusterModel): unknown[] {
  return [form.minimum, form.maximum, form.options['worker_cores']];
}

describe('a new cluster begins with the size of the last one on its gateway', () => {
  it('also after the page was reloaded, and says so', async () => {
    const state = new FakeState();
    const first = await aModel(await lastSizes(state));
    expect(first.form.isLastSize).toBe(false);
    first.form.setWorkers('maximum', '7');
    first.form.setOption('worker_cores', '4');
    await first.apply();
    const second = await aModel(await lastSizes(state));
    expect(sizeOf(second)).toEqual(['1', '7', '4']);
    expect(second.form.isLastSize).toBe(true);
    expect(second.form.isEdited).toBe(false);
  });

  it('and another gateway with its own', async () => {
    const sizes = await lastSizes();
    const model = await aModel(sizes);
    model.form.setWorkers('maximum', '7');
    await model.apply();
    const next = await aModel(sizes);
    await next.form.selectGateway('k8s');
    expect(sizeOf(next)).toEqual(['1', '2', '2']);
    expect(next.form.isLastSize).toBe(false);
    await next.form.selectGateway('slurm');
    expect(sizeOf(next)).toEqual(['1', '7', '2']);
  });

  it('unless another size is typed, which goes along to other gateways', async () => {
    const sizes = await lastSizes();
    sizes.save({
      gateway: 'k8s',
      workers: { minimum: 3, maximum: 9 },
      options: {}
    });
    const model = await aModel(sizes);
    model.form.setWorkers('maximum', '5');
    await model.form.selectGateway('k8s');
    expect(sizeOf(model)).toEqual(['1', '5', '2']);
  });

  it('as far as the gateway still allows it', async () => {
    const sizes = await lastSizes();
    const options = { worker_cores: 99, worker_memory: 8, gone: 1 };
    sizes.save({
      gateway: 'slurm',
      workers: { minimum: 1, maximum: 50 },
      options
    });
    const limits = { workers: 20, cores: null, memory_gib: null };
    const model = await aModel(sizes, [aGateway({ limits })]);
    expect(sizeOf(model)).toEqual(['1', '2', '2']);
    expect(model.form.options['worker_memory']).toBe('8');
    expect(model.canApply).toBe(true);
  });

  it('and goes back to the defaults of the gateway', async () => {
    const sizes = await lastSizes();
    sizes.save({
      gateway: 'slurm',
      workers: { minimum: 3, maximum: 9 },
      options: { worker_cores: 4 }
    });
    const model = await aModel(sizes);
    model.form.setSize(null);
    expect(sizeOf(model)).toEqual(['1', '2', '2']);
    expect(model.form.isLastSize).toBe(false);
  });

  it('not with one that was refused, nor with variables', async () => {
    const state = new FakeState();
    const sizes = await lastSizes(state);
    const rest = new FakeRest();
    rest.create.mockRejectedValueOnce(new Error('no'));
    const { manager } = aManager(rest);
    const model = new NewClusterModel({ manager, trans, lastSizes: sizes });
    await model.load();
    model.form.setWorkers('maximum', '7');
    await model.apply();
    expect(sizes.of('slurm')).toBeNull();
    model.form.variables.setAdded([{ name: 'TOKEN', value: 'secret' }]);
    await model.apply();
    expect(sizes.of('slurm')).not.toBeNull();
    expect(JSON.stringify(state.values)).not.toContain('secret');
  });

  it.each([
    ['nonsense', 'x'],
    ['half of a size', { slurm: { workers: { minimum: 1 } } }],
    ['a list', { slurm: [] }],
    ['null', { slurm: null }],
    ...[
      { minimum: -1, maximum: 2 },
      { minimum: 1.5, maximum: 2.5 },
      { minimum: 9, maximum: 3 },
      { minimum: 1, maximum: 1e300 },
      { minimum: 0, maximum: 0 }
    ].map((workers): [string, unknown] => [
      `workers from ${workers.minimum} to ${workers.maximum}`,
      { slurm: { workers, options: {} } }
    ]),
    ['options that are a list', { slurm: { workers: null, options: [3] } }]
  ])('and forgets %s', async (_, value) => {
    const state = new FakeState({ 'purdue-dask-lab:last-sizes': value });
    const model = await aModel(await lastSizes(state));
    expect(sizeOf(model)).toEqual(['1', '2', '2']);
    expect(model.canApply).toBe(true);
  });
});

describe('a preset', () => {
  const large = {
    label: 'Large',
    workers: { minimum: 0, maximum: 50 },
    options: { worker_cores: 8 }
  };

  it('fills the form in; what it does not name is as the gateway offers it', async () => {
    const model = await aModel(await lastSizes());
    model.form.setOption('worker_memory', '9');
    model.form.setSize(large);
    expect(sizeOf(model)).toEqual(['0', '50', '8']);
    expect(model.form.options['worker_memory']).toBe('4');
    model.form.setSize({ workers: null, options: { worker_memory: 16 } });
    expect(sizeOf(model)).toEqual(['0', '50', '2']);
  });

  it('tells what it takes, and how much of the limit', async () => {
    const limits = { workers: 200, cores: 800, memory_gib: 1000 };
    const model = await aModel(await lastSizes(), [aGateway({ limits })]);
    expect(costOf(model.form.draftOf(large), trans)).toEqual({
      text: '50 workers, 400 cores, 200 GB',
      share: 0.5
    });
    const unknown = await aModel(await lastSizes());
    expect(costOf(unknown.form.draftOf(large), trans)?.share).toBeNull();
  });

  it('of the user is kept with the settings, one for each name', async () => {
    const settings = new LabSettings(null);
    const own = new OwnPresets(settings);
    const model = await aModel(await lastSizes());
    await own.add('slurm', { label: 'Mine', ...model.form.size! });
    model.form.setWorkers('maximum', '9');
    await own.add('slurm', { label: 'Mine', ...model.form.size! });
    expect(own.of('slurm').map(({ workers }) => workers?.maximum)).toEqual([9]);
    expect(own.of('k8s')).toEqual([]);
    await own.remove('slurm', 'Mine');
    expect(settings.values.presets).toEqual({});
  });

  it('that the gateway refuses is shown with what is wrong with it', async () => {
    const model = await aModel(await lastSizes());
    model.form.setSize({ workers: null, options: { worker_cores: 99 } });
    expect(model.form.options['worker_cores']).toBe('99');
    expect([...model.errors.keys()]).toEqual(['options.worker_cores']);
    expect(model.canApply).toBe(false);
  });

  it('cannot be made of a size that is not valid', async () => {
    const model = await aModel(await lastSizes());
    model.form.setOption('worker_cores', '99');
    expect(model.form.size).toBeNull();
  });
});

import { RefusedError } from '../../../api/errors';
import type { Cluster } from '../../../api/models';
import { aCluster, aGateway, aManager, trans } from '../../__tests__/fixtures';
import { ScaleModel } from '../model';

const fixed = { running: 2, requested: 3, minimum: null, maximum: null };
const adaptive = { running: 1, requested: 1, minimum: 1, maximum: 6 };

function aModel(workers: Cluster['workers']): {
  model: ScaleModel;
  rest: ReturnType<typeof aManager>['rest'];
  manager: ReturnType<typeof aManager>['manager'];
} {
  const made = aManager();
  const cluster = aCluster({ workers });
  made.rest.listed = [cluster];
  const model = new ScaleModel({ manager: made.manager, cluster, trans });
  return { model, ...made };
}

it.each([
  [
    'a fixed number',
    fixed,
    false,
    { workers: '3', minimum: '0', maximum: '3' }
  ],
  ['a range', adaptive, true, { workers: '1', minimum: '1', maximum: '6' }],
  [
    'what runs, where nothing was asked for',
    { running: 5, requested: null, minimum: null, maximum: null },
    false,
    { workers: '5', minimum: '0', maximum: '5' }
  ]
])('begins with %s', (_, workers, isAdaptive, values) => {
  const { model } = aModel(workers);
  expect(model.isAdaptive).toBe(isAdaptive);
  expect(model.values).toEqual(values);
});

it.each<[string, boolean, Partial<Record<ScaleModel.Field, string>>, object]>([
  ['no number', false, { workers: '' }, { workers: 'Enter a number.' }],
  [
    'half a worker',
    false,
    { workers: '1.5' },
    { workers: 'Enter a whole number.' }
  ],
  [
    'the wrong way round',
    true,
    { minimum: '7', maximum: '2' },
    { minimum: 'Must not exceed the maximum of 2.' }
  ],
  ['what is not shown', false, { minimum: '-1' }, {}],
  ['none at all, which pauses a cluster', false, { workers: '0' }, {}]
])('says beside the field: %s', (_, isAdaptive, typed, errors) => {
  const { model } = aModel(fixed);
  model.isAdaptive = isAdaptive;
  for (const [field, text] of Object.entries(typed)) {
    model.set(field as ScaleModel.Field, text);
  }
  expect(model.errors).toEqual(errors);
  expect(model.canApply).toBe(Object.keys(errors).length === 0);
});

it("holds to the gateway's limit", async () => {
  const { model, manager, rest } = aModel(fixed);
  rest.gateways.mockResolvedValue([
    aGateway({ limits: { workers: 4, cores: null, memory_gib: null } })
  ]);
  await manager.fetchGateways();
  expect(model.limit).toBe(4);
  model.set('workers', '5');
  expect(model.errors.workers).toBe('Must be between 0 and 4.');
  await model.apply();
  expect(rest.scale).not.toHaveBeenCalled();
});

it('asks for exactly what is shown', async () => {
  const { model, rest } = aModel(fixed);
  model.set('workers', '7');
  await model.apply();
  expect(rest.scale).toHaveBeenLastCalledWith(
    expect.objectContaining({ name: 'one' }),
    { workers: 7 }
  );
  expect(model.isDone).toBe(true);

  const other = aModel(fixed);
  other.model.isAdaptive = true;
  other.model.set('minimum', '2');
  await other.model.apply();
  expect(other.rest.scale).toHaveBeenLastCalledWith(expect.anything(), {
    adapt: { minimum: 2, maximum: 3 }
  });
});

it('a refusal is said, and forgotten with the next thing that is typed', async () => {
  const { model, rest } = aModel(fixed);
  rest.scale.mockRejectedValueOnce(
    new RefusedError(409, { message: 'No.', reason: 'x', field: null })
  );
  const applying = model.apply();
  expect(model.canApply).toBe(false);
  await applying;
  expect(model.failure).toMatch('No.');
  expect(model.isDone).toBe(false);
  model.set('workers', '1');
  expect(model.failure).toBeNull();
  expect(model.canApply).toBe(true);
});

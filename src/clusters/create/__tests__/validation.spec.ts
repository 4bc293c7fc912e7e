import type { IDraft } from '../validation';
import type { IVariable } from '../variables/model';
import { NO_CHANGES } from '../variables/model';
import {
  isSubmittable,
  toRequest,
  totalOf,
  validateDraft,
  warnOfSharedCores
} from '../validation';
import type { Problem } from '../../../api/models';
import { FORM, aGateway, anEnvironment, trans } from '../../__tests__/fixtures';
import { defaultsOf, fieldsOf } from '../options/schema';

const fields = fieldsOf(FORM, trans);

const adding = (...added: IVariable[]): IDraft['variables'] => ({
  changes: { ...NO_CHANGES, added },
  problems: []
});

function aDraft(over: Partial<IDraft> = {}): IDraft {
  return {
    gateway: aGateway(),
    environment: null,
    minimum: '1',
    maximum: '2',
    fields,
    options: defaultsOf(fields, FORM),
    variables: adding(),
    supports: { environment: true, variables: true },
    notebook: null,
    label: '',
    stopsWithSession: false,
    ignored: [],
    ...over
  };
}

const errorsOf = (over: Partial<IDraft>): string[] => [
  ...validateDraft(aDraft(over), trans).keys()
];

it("a gateway's schema becomes fields in its order, with the names that users know", () => {
  expect(fields.map(({ name, label, kind }) => [name, label, kind])).toEqual([
    ['worker_cores', 'Cores per worker', 'integer'],
    ['worker_memory', 'Worker memory [GB]', 'number'],
    ['queue', 'queue', 'choice'],
    ['account', 'Account', 'text'],
    ['exclusive', 'exclusive', 'flag'],
    ['labels', 'labels', 'mapping']
  ]);
});

const fault: Problem = {
  severity: 'error',
  message: 'It will not work.',
  mend: null,
  blocks: true,
  field: null
};

it('what a gateway takes no notice of is neither checked nor sent', () => {
  const draft = aDraft({
    environment: anEnvironment({ problems: [fault] }),
    variables: { ...adding({ name: '1A', value: 'x' }), problems: [fault] }
  });
  expect([...validateDraft(draft, trans).keys()]).toEqual([
    'variables.1A',
    'environment',
    'variables'
  ]);
  const untaken = {
    ...draft,
    supports: { environment: false, variables: false }
  };
  expect([...validateDraft(untaken, trans).keys()]).toEqual([]);
  expect(toRequest(untaken).variables).toEqual({});
});

it('a total adds up what all workers have', () => {
  expect(totalOf(aDraft({ maximum: '4' }))).toEqual({
    workers: 4,
    coresEach: 2,
    memoryEach: 4,
    cores: 8,
    memory: 16
  });
});

it.each<[string, Partial<IDraft>, string[]]>([
  ['all in range', {}, []],
  ['no number', { minimum: '' }, ['workers.minimum']],
  ['not whole', { maximum: '1.5' }, ['workers.maximum']],
  ['below none', { minimum: '-1' }, ['workers.minimum']],
  ['no worker at all', { minimum: '0', maximum: '0' }, ['workers.maximum']],
  ['the wrong way round', { minimum: '3' }, ['workers.minimum']],
  [
    'too many cores',
    { options: { worker_cores: '17', worker_memory: '1' } },
    ['options.worker_cores']
  ],
  [
    'half a core',
    { options: { worker_cores: '0.5', worker_memory: '1' } },
    ['options.worker_cores']
  ],
  [
    'half a gigabyte more',
    { options: { worker_cores: '1', worker_memory: '1.5' } },
    []
  ],
  [
    'a bad name',
    { variables: adding({ name: '1A', value: 'x' }) },
    ['variables.1A']
  ],
  [
    'a name twice',
    {
      variables: adding({ name: 'A', value: '1' }, { name: 'A', value: '2' })
    },
    ['variables.A']
  ],
  ['an empty row', { variables: adding({ name: '', value: '' }) }, []]
])('%s', (_, over, expected) => {
  expect(errorsOf(over)).toEqual(expected);
});

it.each([
  [{ workers: 1, cores: null, memory_gib: null }],
  [{ workers: null, cores: 3, memory_gib: null }],
  [{ workers: null, cores: null, memory_gib: 7 }]
])(
  "more than the gateway's limits %j is said at the number of workers",
  limits => {
    expect(errorsOf({ gateway: aGateway({ limits }) })).toEqual([
      'workers.maximum'
    ]);
  }
);

describe('the machine of Jupyter', () => {
  const machine = (cores: number, memory_gib: number): IDraft['gateway'] =>
    aGateway({
      machine: true,
      limits: { workers: null, cores, memory_gib },
      usage: { workers: 0, cores: 0, memory_gib: 0 }
    });

  it('says what memory it has beside the memory of one worker that is too large', () => {
    const draft = aDraft({
      gateway: machine(4, 3),
      minimum: '1',
      maximum: '1'
    });
    expect([...validateDraft(draft, trans)]).toEqual([
      ['options.worker_memory', 'This machine has 3 GB.']
    ]);
  });

  it('says what memory it has beside the number of workers that are too many', () => {
    const draft = aDraft({ gateway: machine(4, 7) });
    expect([...validateDraft(draft, trans)]).toEqual([
      ['workers.maximum', '8 GB requested; this machine has 7 GB.']
    ]);
    const busy = {
      ...machine(4, 9)!,
      usage: { workers: 1, cores: 1, memory_gib: 2 }
    };
    expect([...validateDraft(aDraft({ gateway: busy }), trans)]).toEqual([
      [
        'workers.maximum',
        '8 GB requested and 2 GB in use; this machine has 9 GB.'
      ]
    ]);
  });

  it('lets workers share its cores, and says that they will', () => {
    const draft = aDraft({ gateway: machine(3, 64) });
    expect(isSubmittable(draft, trans)).toBe(true);
    expect(warnOfSharedCores(draft, trans)).toBe(
      '4 cores requested; this machine has 3. Workers will share cores, which makes each slower.'
    );
    const enough = aDraft({ gateway: machine(4, 64) });
    expect(warnOfSharedCores(enough, trans)).toBeNull();
  });

  it('is not meant where the limit is an allowance', () => {
    const limits = { workers: null, cores: 3, memory_gib: null };
    const draft = aDraft({ gateway: aGateway({ limits }) });
    expect(isSubmittable(draft, trans)).toBe(false);
    expect(warnOfSharedCores(draft, trans)).toBeNull();
  });
});

it('a cluster stops with the Jupyter server where that is chosen and not so anyway', () => {
  const asked = (over: Partial<IDraft>): boolean | undefined =>
    toRequest(aDraft(over)).stop_with_session;
  expect(asked({ stopsWithSession: true })).toBe(true);
  expect(asked({ stopsWithSession: false })).toBeUndefined();
  const local = aGateway({ ends_with_jupyter: true });
  expect(asked({ stopsWithSession: true, gateway: local })).toBeUndefined();
});

it('a label is sent as it is meant, and none where none is meant', () => {
  expect(toRequest(aDraft({ label: ' My analysis ' })).label).toBe(
    'My analysis'
  );
  expect(toRequest(aDraft({ label: '  ' }))).not.toHaveProperty('label');
});

import type { OptionsForm } from '../../../../api/models';
import { trans } from '../../../__tests__/fixtures';
import { checkEntries, entriesOf, toMapping } from '../mapping';
import { checkOption, defaultsOf, fieldsOf, toOptions } from '../schema';

const EVERY_KIND = {
  text: 'cms',
  empty: '',
  number: 5,
  half: 0.5,
  yes: true,
  no: false,
  nothing: null,
  list: [1, 'two', null],
  mapping: { depth: { more: [true] } },
  textOfNumber: '5',
  textOfYes: 'true',
  textOfNothing: 'null',
  textOfList: '[1]',
  quoted: '"5"',
  almost: '{not json'
};

const form = (properties: object, defaults: object): OptionsForm =>
  ({
    schema: { properties },
    ui_schema: {},
    defaults,
    takes_environment: true,
    takes_variables: true
  }) as unknown as OptionsForm;

it('values of every kind survive the form', () => {
  expect(toMapping(entriesOf(EVERY_KIND, false), false)).toEqual(EVERY_KIND);
});

it('texts are shown as they are, others as JSON', () => {
  expect(
    Object.fromEntries(
      entriesOf(EVERY_KIND, false).map(({ name, value }) => [name, value])
    )
  ).toMatchObject({
    text: 'cms',
    number: '5',
    list: '[1,"two",null]',
    mapping: '{"depth":{"more":[true]}}',
    textOfNumber: '"5"',
    almost: '"{not json"'
  });
});

it('a number that is typed is one, and a quoted one is a text', () => {
  const typed = [
    { name: 'a', value: '7' },
    { name: 'b', value: '"7"' },
    { name: '', value: 'dropped' }
  ];
  expect(toMapping(typed, false)).toEqual({ a: 7, b: '7' });
});

it('where the gateway wants texts, what is typed is one', () => {
  const texts = { port: '8787', flag: 'true' };
  expect(entriesOf(texts, true)).toEqual([
    { name: 'port', value: '8787' },
    { name: 'flag', value: 'true' }
  ]);
  expect(toMapping(entriesOf(texts, true), true)).toEqual(texts);
});

it.each([
  ['texts', { team: 'cms', slots: '5' }, true],
  ['more than its schema says', { team: 'cms', slots: [1, 2] }, false],
  ['nothing', {}, true]
])('defaults of %s reach the gateway as they were', (_, value, isTextOnly) => {
  const labels = {
    type: 'object',
    additionalProperties: { type: 'string' },
    default: value
  };
  const offered = form({ labels }, { labels: value });
  const fields = fieldsOf(offered, trans);
  expect(fields[0].isTextOnly).toBe(isTextOnly);
  const values = defaultsOf(fields, offered);
  expect(toOptions(fields, values)).toEqual({ labels: value });
});

it('values of every kind pass the check', () => {
  expect(checkEntries(entriesOf(EVERY_KIND, false), false, trans)).toBeNull();
});

it.each(['{"a": 1', '[1, 2', '{a: 1}', "['x']", '"half', ' [1,]'])(
  'JSON that cannot be read, %s, is refused by its name and not sent as a text',
  value => {
    const error = checkEntries([{ name: 'limits', value }], false, trans);
    expect(error).toContain('limits begins like JSON but cannot be read');
    expect(error).toContain(JSON.stringify(value));
  }
);

it('what the refusal tells to type is sent as the text', () => {
  const value = '{not json';
  const quoted = [{ name: 'a', value: JSON.stringify(value) }];
  expect(checkEntries(quoted, false, trans)).toBeNull();
  expect(toMapping(quoted, false)).toEqual({ a: value });
});

it('two values of one name are refused: one would be lost', () => {
  const twice = [
    { name: 'team', value: 'cms' },
    { name: 'team', value: 'atlas' }
  ];
  expect(checkEntries(twice, true, trans)).toContain('team stands here twice');
});

it('a value without a name is refused, a row left empty is not', () => {
  const nameless = [{ name: '', value: 'cms' }];
  expect(checkEntries(nameless, true, trans)).toContain('cms needs a name');
  expect(checkEntries([{ name: '', value: '' }], true, trans)).toBeNull();
});

it('where the gateway wants texts, anything is one', () => {
  const entries = [{ name: 'query', value: '{not json' }];
  expect(checkEntries(entries, true, trans)).toBeNull();
});

it('a mapping that cannot be sent as typed is an error of its option', () => {
  const labels = { type: 'object', default: {} };
  const [field] = fieldsOf(form({ labels }, { labels: {} }), trans);
  const typed = [{ name: 'slots', value: '[1, 2' }];
  expect(checkOption(field, typed, trans)).toContain('slots');
  expect(checkOption(field, [], trans)).toBeNull();
});

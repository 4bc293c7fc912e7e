import type { OptionsForm } from '../../../../api/models';
import { trans } from '../../../__tests__/fixtures';
import { entriesOf, toMapping } from '../mapping';
import { defaultsOf, fieldsOf, toOptions } from '../schema';

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
    almost: '{not json'
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

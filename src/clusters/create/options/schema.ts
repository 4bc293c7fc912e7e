import type { TranslationBundle } from '@jupyterlab/translation';

import type { OptionsForm } from '../../../api/models';
import { formatExact } from '../../../ui/format';
import { checkNumber, toNumber } from '../../../ui/validate';
import type { IEntry } from './mapping';
import { checkEntries, entriesOf, toMapping } from './mapping';

/**
 * A value as it stands in its field: a text also where a number is meant.
 */
export type FieldValue = string | boolean | readonly IEntry[];

/**
 * One option of a gateway, as a field.
 */
export interface IOptionField {
  readonly name: string;
  readonly label: string;
  readonly kind: 'integer' | 'number' | 'text' | 'flag' | 'choice' | 'mapping';
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly choices: readonly string[];
  readonly hint: string | null;

  /**
   * By how much the arrow keys change a number.
   */
  readonly step: number | 'any';

  /**
   * Whether the values of a mapping are texts, whatever they look like.
   */
  readonly isTextOnly: boolean;
}

/**
 * The parts of a property's JSON Schema that decide about its field.
 */
interface IProperty {
  type?: unknown;
  title?: unknown;
  description?: unknown;
  minimum?: unknown;
  maximum?: unknown;
  multipleOf?: unknown;
  default?: unknown;
  enum?: unknown;
  additionalProperties?: unknown;
}

/**
 * Return the fields for the options that a gateway declares, in its order.
 */
export function fieldsOf(
  form: OptionsForm,
  trans: TranslationBundle
): IOptionField[] {
  const properties = (form.schema['properties'] ?? {}) as Record<
    string,
    IProperty
  >;
  const names = Object.keys(properties);
  const order = form.ui_schema['ui:order'];
  const first = Array.isArray(order)
    ? order.filter((name): name is string => names.includes(name as string))
    : [];
  return [...new Set([...first, ...names])].map(name =>
    fieldOf(name, properties[name], trans)
  );
}

/**
 * Return the initial values of fields: the gateway's defaults.
 */
export function defaultsOf(
  fields: readonly IOptionField[],
  form: OptionsForm
): Record<string, FieldValue> {
  return valuesOf(fields, form.defaults);
}

/**
 * Return given options as the values of fields, such as those of a cluster that exists.
 */
export function valuesOf(
  fields: readonly IOptionField[],
  options: Readonly<Record<string, unknown>>
): Record<string, FieldValue> {
  return Object.fromEntries(
    fields.map(field => [field.name, toFieldValue(field, options[field.name])])
  );
}

/**
 * Check an option's value; return what is wrong with it, or null.
 */
export function checkOption(
  field: IOptionField,
  value: FieldValue | undefined,
  trans: TranslationBundle
): string | null {
  const { kind, minimum, maximum, isTextOnly } = field;
  if (kind === 'mapping') {
    return typeof value === 'object'
      ? checkEntries(value, isTextOnly, trans)
      : null;
  }
  return kind === 'integer' || kind === 'number'
    ? checkNumber(
        value,
        { integer: kind === 'integer', minimum, maximum },
        trans
      )
    : null;
}

/**
 * Return the defaults, replaced by what was typed wherever its field can show it.
 */
export function keepTyped(
  fields: readonly IOptionField[],
  defaults: Readonly<Record<string, FieldValue>>,
  typed: Readonly<Record<string, FieldValue>>
): Record<string, FieldValue> {
  const values = { ...defaults };
  for (const field of fields) {
    const value = typed[field.name];
    const isKind = typeof value === typeof values[field.name];
    const isChoice =
      field.kind !== 'choice' || field.choices.includes(String(value));
    if (isKind && isChoice) {
      values[field.name] = value;
    }
  }
  return values;
}

/**
 * Return the defaults, replaced by what was typed for another gateway where it is valid for this one.
 */
export function keepValid(
  fields: readonly IOptionField[],
  defaults: Readonly<Record<string, FieldValue>>,
  typed: Readonly<Record<string, FieldValue>>,
  trans: TranslationBundle
): Record<string, FieldValue> {
  const values = keepTyped(fields, defaults, typed);
  for (const field of fields) {
    if (checkOption(field, values[field.name], trans) !== null) {
      values[field.name] = defaults[field.name];
    }
  }
  return values;
}

/**
 * Convert the values of fields to the options of a request.
 */
export function toOptions(
  fields: readonly IOptionField[],
  values: Readonly<Record<string, FieldValue>>
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.kind === 'integer' || field.kind === 'number') {
      options[field.name] = toNumber(value);
    } else if (field.kind === 'mapping' && typeof value === 'object') {
      options[field.name] = toMapping(value, field.isTextOnly);
    } else {
      options[field.name] = value;
    }
  }
  return options;
}

function toFieldValue(field: IOptionField, value: unknown): FieldValue {
  const isMissing = value === null || value === undefined;
  switch (field.kind) {
    case 'flag':
      return value === true;
    case 'mapping':
      return entriesOf(value, field.isTextOnly);
    case 'choice':
      return isMissing ? (field.choices[0] ?? '') : String(value);
    case 'integer':
    case 'number':
    case 'text':
      return isMissing ? '' : String(value);
  }
}

function fieldOf(
  name: string,
  property: IProperty,
  trans: TranslationBundle
): IOptionField {
  const choices = Array.isArray(property.enum) ? property.enum.map(String) : [];
  const minimum = asNumber(property.minimum);
  const maximum = asNumber(property.maximum);
  return {
    name,
    label: labelOf(name, property, trans),
    kind: choices.length > 0 ? 'choice' : kindOf(property.type),
    minimum,
    maximum,
    choices,
    step: stepOf(property),
    isTextOnly: isTextOnly(property),
    hint:
      typeof property.description === 'string'
        ? property.description
        : rangeHint(minimum, maximum, trans)
  };
}

function labelOf(
  name: string,
  property: IProperty,
  trans: TranslationBundle
): string {
  if (name === 'worker_cores') {
    return trans.__('Cores per worker');
  }
  if (name === 'worker_memory') {
    return trans.__('Worker memory [GB]');
  }
  return typeof property.title === 'string' && property.title
    ? property.title
    : name;
}

function kindOf(type: unknown): IOptionField['kind'] {
  switch (type) {
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    case 'boolean':
      return 'flag';
    case 'object':
      return 'mapping';
    default:
      return 'text';
  }
}

/**
 * Return a step as large as the smallest part of a whole, else a whole one; any number can be typed.
 */
function stepOf(property: IProperty): number | 'any' {
  const { type, multipleOf, minimum, default: value } = property;
  if (type !== 'number') {
    return 1;
  }
  if (typeof multipleOf === 'number') {
    return multipleOf;
  }
  const isPart = (bound: unknown): bound is number =>
    typeof bound === 'number' && !Number.isInteger(bound);
  if (isPart(minimum) && minimum > 0 && minimum < 1) {
    return minimum;
  }
  return isPart(minimum) || isPart(value) ? 0.1 : 'any';
}

/**
 * Whether a mapping has texts only; a default may have more than its schema says.
 */
function isTextOnly(property: IProperty): boolean {
  const values = (property.additionalProperties ?? {}) as { type?: unknown };
  const defaults = Object.values((property.default ?? {}) as object);
  return (
    values.type === 'string' &&
    defaults.every(value => typeof value === 'string')
  );
}

function rangeHint(
  minimum: number | null,
  maximum: number | null,
  trans: TranslationBundle
): string | null {
  return minimum !== null && maximum !== null
    ? trans.__(
        '%1 to %2',
        formatExact(minimum, trans),
        formatExact(maximum, trans)
      )
    : maximum !== null
      ? trans.__('at most %1', formatExact(maximum, trans))
      : null;
}

function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

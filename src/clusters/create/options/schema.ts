import type { TranslationBundle } from '@jupyterlab/translation';

import type { OptionsForm } from '../../../api/models';

/**
 * A value as it stands in its field: texts also where a number is meant.
 */
export type FieldValue =
  | string
  | boolean
  | readonly { readonly name: string; readonly value: string }[];

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
}

/**
 * The part of a property's JSON Schema that decides about its field.
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
}

/**
 * The fields for what a gateway declares, in its order.
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
 * The values that fields start with: the gateway's defaults.
 */
export function defaultsOf(
  fields: readonly IOptionField[],
  form: OptionsForm
): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  for (const field of fields) {
    const value = form.defaults[field.name];
    switch (field.kind) {
      case 'flag':
        values[field.name] = value === true;
        break;
      case 'mapping':
        values[field.name] = Object.entries(
          (value ?? {}) as Record<string, unknown>
        ).map(([key, entry]) => ({ name: key, value: String(entry) }));
        break;
      case 'choice':
        values[field.name] =
          value === null || value === undefined
            ? (field.choices[0] ?? '')
            : String(value);
        break;
      case 'integer':
      case 'number':
      case 'text':
        values[field.name] =
          value === null || value === undefined ? '' : String(value);
        break;
    }
  }
  return values;
}

/**
 * The number that a text means, or null.
 */
export function toNumber(text: FieldValue | undefined): number | null {
  if (typeof text !== 'string' || text.trim() === '') {
    return null;
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * What is wrong with a text that should be a number in a range, or null.
 */
export function checkNumber(
  text: FieldValue | undefined,
  range: {
    integer: boolean;
    minimum: number | null;
    maximum: number | null;
  },
  trans: TranslationBundle
): string | null {
  const value = toNumber(text);
  const { integer, minimum, maximum } = range;
  if (value === null) {
    return trans.__('Enter a number.');
  }
  if (integer && !Number.isInteger(value)) {
    return trans.__('Enter a whole number.');
  }
  const isOut =
    (minimum !== null && value < minimum) ||
    (maximum !== null && value > maximum);
  if (!isOut) {
    return null;
  }
  if (minimum !== null && maximum !== null) {
    return trans.__('Must be between %1 and %2.', minimum, maximum);
  }
  return minimum !== null
    ? trans.__('Must be at least %1.', minimum)
    : trans.__('Must be at most %1.', maximum ?? '');
}

/**
 * What is wrong with an option's value, or null.
 */
export function checkOption(
  field: IOptionField,
  value: FieldValue | undefined,
  trans: TranslationBundle
): string | null {
  return field.kind === 'integer' || field.kind === 'number'
    ? checkNumber(
        value,
        {
          integer: field.kind === 'integer',
          minimum: field.minimum,
          maximum: field.maximum
        },
        trans
      )
    : null;
}

/**
 * Values to start with, but what was entered wherever its field can show it.
 */
export function keepTyped(
  fields: readonly IOptionField[],
  defaults: Readonly<Record<string, FieldValue>>,
  entered: Readonly<Record<string, FieldValue>>
): Record<string, FieldValue> {
  const values = { ...defaults };
  for (const field of fields) {
    const value = entered[field.name];
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
 * Values to start with, but what was entered for another gateway where it fits this one, too.
 */
export function keepFitting(
  fields: readonly IOptionField[],
  defaults: Readonly<Record<string, FieldValue>>,
  entered: Readonly<Record<string, FieldValue>>,
  trans: TranslationBundle
): Record<string, FieldValue> {
  const values = keepTyped(fields, defaults, entered);
  for (const field of fields) {
    if (checkOption(field, values[field.name], trans) !== null) {
      values[field.name] = defaults[field.name];
    }
  }
  return values;
}

/**
 * The values as the gateway takes them.
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
      options[field.name] = Object.fromEntries(
        value
          .filter(entry => entry.name !== '')
          .map(entry => [entry.name, entry.value])
      );
    } else {
      options[field.name] = value;
    }
  }
  return options;
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
 * Steps as large as the smallest part of a whole, else whole ones; every number can be typed.
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

function rangeHint(
  minimum: number | null,
  maximum: number | null,
  trans: TranslationBundle
): string | null {
  return minimum !== null && maximum !== null
    ? trans.__('%1 to %2', minimum, maximum)
    : maximum !== null
      ? trans.__('at most %1', maximum)
      : null;
}

function asNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

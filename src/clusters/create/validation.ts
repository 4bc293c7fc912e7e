import type { TranslationBundle } from '@jupyterlab/translation';

import { formatCores, formatMemory, formatWorkers } from '../../ui/format';
import type {
  Environment,
  Gateway,
  NewCluster,
  Problem
} from '../../api/models';
import type { ITakes } from './environments';
import { blockerOf, wouldFail } from './environments';
import type { FieldValue, IOptionField } from './options/schema';
import {
  checkNumber,
  checkOption,
  toNumber,
  toOptions
} from './options/schema';
import type { VariableChoices } from './variables/model';
import { choiceOf } from './variables/model';

/**
 * What a variable's name may look like.
 */
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A variable for one cluster.
 */
export interface IVariable {
  readonly name: string;
  readonly value: string;
}

/**
 * A cluster as it is entered, with numbers still as texts.
 */
export interface IDraft {
  readonly gateway: Gateway | null;
  readonly environment: Environment | null;
  readonly minimum: string;
  readonly maximum: string;
  readonly fields: readonly IOptionField[];
  readonly options: Readonly<Record<string, FieldValue>>;
  readonly choices: Pick<
    VariableChoices,
    'added' | 'dropped' | 'letThrough' | 'problems'
  >;
  readonly takes: ITakes;
  readonly accepted: readonly string[];
  readonly notebook: string | null;
}

/**
 * What is chosen of the variables where none are taken.
 */
const NOTHING: IDraft['choices'] = {
  added: [],
  dropped: [],
  letThrough: [],
  problems: []
};

/**
 * What all workers together have; null where it is not known.
 */
export interface ITotal {
  readonly workers: number;
  readonly coresEach: number | null;
  readonly cores: number | null;
  readonly memory: number | null;
}

/**
 * What all workers of a draft together have, at most; null while their number is none.
 */
export function totalOf(draft: IDraft): ITotal | null {
  const workers = toNumber(draft.maximum);
  if (workers === null) {
    return null;
  }
  const cores = toNumber(draft.options['worker_cores']);
  const memory = toNumber(draft.options['worker_memory']);
  return {
    workers,
    coresEach: cores,
    cores: cores === null ? null : workers * cores,
    memory: memory === null ? null : workers * memory
  };
}

/**
 * What is wrong with a draft, by the wire's dotted path of the value at fault.
 */
export function checkDraft(
  draft: IDraft,
  trans: TranslationBundle
): Map<string, string> {
  const errors = new Map<string, string>();
  const note = (path: string, error: string | null): void => {
    if (error !== null && !errors.has(path)) {
      errors.set(path, error);
    }
  };
  const most = draft.gateway?.limits.workers ?? null;
  const range = { integer: true, minimum: 0, maximum: most };
  note('workers.minimum', checkNumber(draft.minimum, range, trans));
  note(
    'workers.maximum',
    checkNumber(draft.maximum, { ...range, minimum: 1 }, trans)
  );
  const minimum = toNumber(draft.minimum);
  const maximum = toNumber(draft.maximum);
  if (minimum !== null && maximum !== null && minimum > maximum) {
    note(
      'workers.minimum',
      trans.__('Must not exceed the maximum of %1.', maximum)
    );
  }
  for (const field of draft.fields) {
    note(
      `options.${field.name}`,
      checkOption(field, draft.options[field.name], trans)
    );
  }
  note('workers.maximum', checkTotal(draft, trans));
  const names = new Set<string>();
  const choices = choicesOf(draft);
  for (const { name, value } of choices.added) {
    note(`variables.${name}`, checkVariable(name, value, names, trans));
    names.add(name.trim());
  }
  const { gateway } = draft;
  if (gateway && gateway.status !== 'available') {
    note(
      'gateway',
      gateway.reason ?? trans.__('%1 does not answer.', gateway.label)
    );
  }
  if (draft.environment && draft.takes.environment) {
    note('environment', blockerOf(draft.environment)?.message ?? null);
  }
  for (const { blocks, field, message } of choices.problems) {
    note(field ?? 'variables', blocks ? message : null);
  }
  return errors;
}

/**
 * Whether nothing is in a draft's way.
 */
export function isReady(draft: IDraft, trans: TranslationBundle): boolean {
  return checkDraft(draft, trans).size === 0 && obstaclesOf(draft).length === 0;
}

/**
 * The problems that would let it fail, as far as can be told from here, and that nobody has accepted.
 */
function obstaclesOf(draft: IDraft): readonly Problem[] {
  const { environment, takes, accepted } = draft;
  const known = [
    ...(takes.environment ? (environment?.problems ?? []) : []),
    ...choicesOf(draft).problems
  ];
  return known.filter(
    problem => wouldFail(problem) && !accepted.includes(problem.message)
  );
}

/**
 * The request that a draft without errors stands for.
 */
export function requestOf(draft: IDraft): NewCluster {
  return {
    gateway: draft.gateway?.id ?? '',
    environment: draft.environment?.name ?? null,
    workers: {
      minimum: toNumber(draft.minimum) ?? 0,
      maximum: toNumber(draft.maximum) ?? 0
    },
    options: toOptions(draft.fields, draft.options),
    notebook: draft.notebook,
    ...choiceOf(choicesOf(draft))
  };
}

/**
 * Whether a draft is only too large because of what the user's other clusters hold.
 */
export function isBlockedByUse(draft: IDraft): boolean {
  const excess = excessOf(draft);
  return excess !== null && excess.wanted <= excess.allowed;
}

/**
 * A resource of which a draft, and what the user's other clusters hold, take more than the gateway allows.
 */
interface IExcess {
  readonly wanted: number;
  readonly used: number;
  readonly allowed: number;
  readonly format: (amount: number, trans: TranslationBundle) => string;
}

function excessOf(draft: IDraft): IExcess | null {
  const total = totalOf(draft);
  if (!total || !draft.gateway) {
    return null;
  }
  const { limits, usage } = draft.gateway;
  const resources = [
    {
      wanted: total.workers,
      used: usage.workers,
      allowed: limits.workers,
      format: formatWorkers
    },
    {
      wanted: total.cores ?? 0,
      used: usage.cores,
      allowed: limits.cores,
      format: formatCores
    },
    {
      wanted: total.memory ?? 0,
      used: usage.memory_gib,
      allowed: limits.memory_gib,
      format: formatMemory
    }
  ];
  for (const { wanted, used, allowed, format } of resources) {
    // Tenths do not add up exactly.
    if (allowed !== null && wanted + used > allowed + 1e-6) {
      return { wanted, used, allowed, format };
    }
  }
  return null;
}

function checkTotal(draft: IDraft, trans: TranslationBundle): string | null {
  const excess = excessOf(draft);
  if (excess === null) {
    return null;
  }
  const { wanted, used, allowed, format } = excess;
  return wanted > allowed
    ? trans.__(
        'Together %1: more than the %2 allowed.',
        format(wanted, trans),
        format(allowed, trans)
      )
    : trans.__(
        'Together with what is in use %1: more than the %2 allowed.',
        format(wanted + used, trans),
        format(allowed, trans)
      );
}

function choicesOf(draft: IDraft): IDraft['choices'] {
  return draft.takes.variables ? draft.choices : NOTHING;
}

function checkVariable(
  name: string,
  value: string,
  others: ReadonlySet<string>,
  trans: TranslationBundle
): string | null {
  const trimmed = name.trim();
  if (trimmed === '' && value === '') {
    return null;
  }
  if (!VARIABLE_NAME.test(trimmed)) {
    return trans.__(
      'A name has letters, digits and underscores, and does not begin with a digit.'
    );
  }
  return others.has(trimmed) ? trans.__('%1 is set twice.', trimmed) : null;
}

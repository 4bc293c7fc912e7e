import type { TranslationBundle } from '@jupyterlab/translation';

import type {
  Cluster,
  Environment,
  Gateway,
  NewCluster,
  Problem
} from '../../api/models';
import {
  formatCores,
  formatMemory,
  formatNumber,
  formatWorkers
} from '../../ui/format';
import { checkNumber, toNumber } from '../../ui/validate';
import { blockingProblem, isLikelyToFail } from './environments';
import type { ISupported } from './gatewayform';
import type { FieldValue, IOptionField } from './options/schema';
import { checkOption, toOptions } from './options/schema';
import type { IVariableChanges } from './variables/model';
import {
  NO_CHANGES,
  checkVariable,
  toVariablesRequest
} from './variables/model';

/**
 * The difference of sums that means nothing: tenths do not add up exactly.
 */
const TOLERANCE = 1e-6;

/**
 * A cluster as it is entered, with numbers as they are typed.
 */
export interface IDraft {
  readonly gateway: Gateway | null;
  readonly environment: Environment | null;
  readonly minimum: string;
  readonly maximum: string;
  readonly fields: readonly IOptionField[];
  readonly options: Readonly<Record<string, FieldValue>>;
  readonly variables: IDraftVariables;
  readonly supports: ISupported;

  /**
   * The messages of problems that are ignored.
   */
  readonly ignored: readonly string[];
  readonly notebook: string | null;

  /**
   * What the cluster is called; empty to leave that to the server.
   */
  readonly label: string;

  /**
   * Whether the cluster is shut down when the Jupyter server stops.
   */
  readonly stopsWithSession: boolean;
}

/**
 * The changes to the variables, and the problems with them.
 */
export interface IDraftVariables {
  readonly changes: IVariableChanges;
  readonly problems: readonly Problem[];
}

/**
 * The sum of what all workers have; null where it is not known.
 */
export interface ITotal {
  readonly workers: number;
  readonly coresEach: number | null;
  readonly memoryEach: number | null;
  readonly cores: number | null;
  readonly memory: number | null;
}

/**
 * Add up what the maximum number of workers has; null while that is not a number.
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
    memoryEach: memory,
    cores: cores === null ? null : workers * cores,
    memory: memory === null ? null : workers * memory
  };
}

/**
 * Find the errors of a draft, by the dotted path of the value at fault.
 */
export function validateDraft(
  draft: IDraft,
  trans: TranslationBundle
): Map<string, string> {
  const errors = new Map<string, string>();
  const add = (path: string, error: string | null): void => {
    if (error !== null && !errors.has(path)) {
      errors.set(path, error);
    }
  };
  const limit = draft.gateway?.limits.workers ?? null;
  const range = { integer: true, minimum: 0, maximum: limit };
  add('workers.minimum', checkNumber(draft.minimum, range, trans));
  add(
    'workers.maximum',
    checkNumber(draft.maximum, { ...range, minimum: 1 }, trans)
  );
  const minimum = toNumber(draft.minimum);
  const maximum = toNumber(draft.maximum);
  if (minimum !== null && maximum !== null && minimum > maximum) {
    add(
      'workers.minimum',
      trans.__('Must not exceed the maximum of %1.', maximum)
    );
  }
  for (const field of draft.fields) {
    add(
      `options.${field.name}`,
      checkOption(field, draft.options[field.name], trans)
    );
  }
  add('options.worker_memory', checkMachineMemory(draft, trans));
  if (!errors.has('options.worker_memory')) {
    add('workers.maximum', checkTotal(draft, trans));
  }
  const names = new Set<string>();
  const { changes, problems } = variablesOf(draft);
  for (const variable of changes.added) {
    add(`variables.${variable.name}`, checkVariable(variable, names, trans));
    names.add(variable.name.trim());
  }
  const { gateway } = draft;
  if (gateway && gateway.status !== 'available') {
    add(
      'gateway',
      gateway.reason ?? trans.__('%1 is not responding.', gateway.label)
    );
  }
  if (draft.environment && draft.supports.environment) {
    add('environment', blockingProblem(draft.environment)?.message ?? null);
  }
  for (const { blocks, field, message } of problems) {
    add(field ?? 'variables', blocks ? message : null);
  }
  return errors;
}

/**
 * Whether a draft has no errors, and no problems that are not ignored.
 */
export function isSubmittable(
  draft: IDraft,
  trans: TranslationBundle
): boolean {
  const { environment, supports, ignored } = draft;
  const problems = [
    ...(supports.environment ? (environment?.problems ?? []) : []),
    ...variablesOf(draft).problems
  ];
  return (
    validateDraft(draft, trans).size === 0 &&
    problems.every(
      problem => !isLikelyToFail(problem) || ignored.includes(problem.message)
    )
  );
}

/**
 * Whether a draft is submittable once one of the user's clusters is gone.
 */
export function isSubmittableWithout(
  cluster: Cluster,
  draft: IDraft,
  trans: TranslationBundle
): boolean {
  const { gateway } = draft;
  if (gateway === null) {
    return false;
  }
  const { usage } = gateway;
  const freed = {
    workers: Math.max(0, usage.workers - cluster.workers.running),
    cores: Math.max(0, usage.cores - cluster.cores),
    memory_gib: Math.max(0, usage.memory_gib - cluster.memory_gib)
  };
  return isSubmittable(
    { ...draft, gateway: { ...gateway, usage: freed } },
    trans
  );
}

/**
 * Convert a draft without errors to a request.
 */
export function toRequest(draft: IDraft): NewCluster {
  return {
    gateway: draft.gateway?.id ?? '',
    environment: draft.environment?.name ?? null,
    workers: {
      minimum: toNumber(draft.minimum) ?? 0,
      maximum: toNumber(draft.maximum) ?? 0
    },
    options: toOptions(draft.fields, draft.options),
    notebook: draft.notebook,
    // Where clusters end with Jupyter anyway there is no choice.
    ...(draft.stopsWithSession && !draft.gateway?.ends_with_jupyter
      ? { stop_with_session: true }
      : {}),
    ...(draft.label.trim() ? { label: draft.label.trim() } : {}),
    ...toVariablesRequest(variablesOf(draft).changes)
  };
}

/**
 * Whether a draft exceeds the limits only because of the user's other clusters.
 */
export function isLimitedByUsage(draft: IDraft): boolean {
  const excess = excessOf(draft);
  return excess !== null && excess.requested <= excess.limit;
}

/**
 * Warn of more cores than the machine of Jupyter has: its workers would share them; null if there are enough.
 */
export function warnOfSharedCores(
  draft: IDraft,
  trans: TranslationBundle
): string | null {
  const { gateway } = draft;
  const requested = totalOf(draft)?.cores ?? 0;
  const limit = gateway?.limits.cores ?? null;
  if (!gateway?.machine || limit === null) {
    return null;
  }
  const { cores: used } = gateway.usage;
  if (requested + used <= limit + TOLERANCE) {
    return null;
  }
  const cores = formatCores(requested, trans);
  const there = formatNumber(limit, trans);
  return used > 0
    ? trans.__(
        '%1 requested and %2 in use; this machine has %3. Workers will share cores, which makes each slower.',
        cores,
        formatNumber(used, trans),
        there
      )
    : trans.__(
        '%1 requested; this machine has %2. Workers will share cores, which makes each slower.',
        cores,
        there
      );
}

/**
 * A resource of which a draft and the user's other clusters take more than the limit.
 */
interface IExcess {
  readonly requested: number;
  readonly used: number;
  readonly limit: number;
  readonly format: FormatAmount;

  /**
   * Formats an amount beside another one, without the word that both share.
   */
  readonly formatBare: FormatAmount;
}

type FormatAmount = (amount: number, trans: TranslationBundle) => string;

function excessOf(draft: IDraft): IExcess | null {
  const total = totalOf(draft);
  if (!total || !draft.gateway) {
    return null;
  }
  const { limits, usage } = draft.gateway;
  const resources = [
    {
      requested: total.workers,
      used: usage.workers,
      limit: limits.workers,
      format: formatWorkers,
      formatBare: formatNumber
    },
    {
      requested: total.cores ?? 0,
      used: usage.cores,
      // The workers of one machine may share its cores.
      limit: draft.gateway.machine ? null : limits.cores,
      format: formatCores,
      formatBare: formatNumber
    },
    {
      requested: total.memory ?? 0,
      used: usage.memory_gib,
      limit: limits.memory_gib,
      format: formatMemory,
      formatBare: formatMemory
    }
  ];
  for (const { limit, ...resource } of resources) {
    const { requested, used } = resource;
    if (limit !== null && requested + used > limit + TOLERANCE) {
      return { limit, ...resource };
    }
  }
  return null;
}

function checkTotal(draft: IDraft, trans: TranslationBundle): string | null {
  const excess = excessOf(draft);
  if (excess === null) {
    return null;
  }
  const { requested, used, limit, format, formatBare } = excess;
  if (draft.gateway?.machine && format === formatMemory) {
    const there = formatMemory(limit, trans);
    return requested > limit
      ? trans.__(
          '%1 requested; this machine has %2.',
          format(requested, trans),
          there
        )
      : trans.__(
          '%1 requested and %2 in use; this machine has %3.',
          format(requested, trans),
          format(used, trans),
          there
        );
  }
  return requested > limit
    ? trans.__(
        '%1 requested, the limit is %2.',
        format(requested, trans),
        formatBare(limit, trans)
      )
    : trans.__(
        '%1 requested and %2 in use, the limit is %3.',
        format(requested, trans),
        formatBare(used, trans),
        formatBare(limit, trans)
      );
}

/**
 * Check that one worker fits into the memory of the machine of Jupyter.
 */
function checkMachineMemory(
  draft: IDraft,
  trans: TranslationBundle
): string | null {
  const { gateway } = draft;
  const each = totalOf(draft)?.memoryEach ?? 0;
  const limit = gateway?.limits.memory_gib ?? null;
  return gateway?.machine && limit !== null && each > limit + TOLERANCE
    ? trans.__('This machine has %1.', formatMemory(limit, trans))
    : null;
}

/**
 * Return the draft's variables, or none where the gateway takes none.
 */
function variablesOf(draft: IDraft): IDraftVariables {
  return draft.supports.variables
    ? draft.variables
    : { changes: NO_CHANGES, problems: [] };
}

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Environment, OptionsForm, Problem } from '../../api/models';
import { firstOf } from './environments';
import type { FieldValue, IOptionField } from './options/schema';
import { defaultsOf, keepFitting, keepTyped } from './options/schema';
import type { VariableChoices } from './variables/model';

/**
 * What is entered for a new cluster, as it is typed; null where nothing is yet.
 */
export interface IEntered {
  /**
   * The gateway that the rest is entered for.
   */
  readonly gateway: string | null;

  readonly environment: string | null;
  readonly minimum: string | null;
  readonly maximum: string | null;
  readonly options: Readonly<Record<string, FieldValue>>;
  readonly variables: VariableChoices.IChosen;

  /**
   * The messages of problems that shall not be in the way.
   */
  readonly accepted: readonly string[];
}

/**
 * What there is before anything is entered.
 */
export const NOTHING_ENTERED: IEntered = {
  gateway: null,
  environment: null,
  minimum: null,
  maximum: null,
  options: {},
  variables: { added: [], dropped: [], letThrough: [] },
  accepted: []
};

/**
 * What differs when a problem shall not be in the way, or shall be again.
 */
export function accept(
  { accepted }: IEntered,
  { message }: Problem,
  isAccepted: boolean
): Pick<IEntered, 'accepted'> {
  const others = accepted.filter(one => one !== message);
  return { accepted: isAccepted ? [...others, message] : others };
}

/**
 * The environment to go on with at a gateway.
 *
 * @param all - The environments there.
 * @param kernel - What to prefer where none is entered.
 */
export function environmentAt(
  gateway: string,
  all: readonly Environment[],
  entered: IEntered,
  kernel: string | null
): string | null {
  const { environment } = entered;
  const isThere = all.some(({ name }) => name === environment);
  // Who chose it for this gateway knows what is said about it.
  return entered.gateway === gateway && isThere
    ? environment
    : (firstOf(all, environment ?? kernel)?.name ?? null);
}

/**
 * The options to go on with at a gateway: as typed for it, or as far as they fit it.
 */
export function optionsAt(
  gateway: string,
  fields: readonly IOptionField[],
  form: OptionsForm,
  entered: IEntered,
  trans: TranslationBundle
): Record<string, FieldValue> {
  const defaults = defaultsOf(fields, form);
  return entered.gateway === gateway
    ? keepTyped(fields, defaults, entered.options)
    : keepFitting(fields, defaults, entered.options, trans);
}

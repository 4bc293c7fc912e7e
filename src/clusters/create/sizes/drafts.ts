import type { TranslationBundle } from '@jupyterlab/translation';

import type { OptionsForm } from '../../../api/models';
import type { ISize } from '../../../tokens';
import { toNumber } from '../../../ui/validate';
import type { IFormState } from '../formstate';
import type { FieldValue, IOptionField } from '../options/schema';
import {
  checkOption,
  defaultsOf,
  keepValid,
  toOptions,
  valuesOf
} from '../options/schema';
import type { IDraft } from '../validation';

/**
 * Return the size of a cluster as it is entered; null while that is not valid.
 */
export function sizeOf(
  { minimum, maximum, fields, options }: IDraft,
  trans: TranslationBundle
): ISize | null {
  const [least, most] = [toNumber(minimum), toNumber(maximum)];
  const isValid = fields.every(
    field => checkOption(field, options[field.name], trans) === null
  );
  return least === null || most === null || !isValid
    ? null
    : {
        workers: { minimum: least, maximum: most },
        options: toOptions(fields, options)
      };
}

/**
 * Return a cluster as it would be in another size, with what its gateway refuses of that: it is shown as an error.
 *
 * @param offered - What its gateway offers; null while that is not known.
 */
export function draftOfSize(
  draft: IDraft,
  size: ISize,
  offered: OptionsForm | null
): IDraft {
  const { minimum, maximum } = boundsOfSize(size, null);
  return {
    ...draft,
    minimum: minimum ?? draft.minimum,
    maximum: maximum ?? draft.maximum,
    options: offered
      ? valuesOf(draft.fields, { ...offered.defaults, ...size.options })
      : draft.options
  };
}

/**
 * Return the options of a size as far as they are valid at a gateway; the others are as it offers them.
 */
export function optionsOfSize(
  size: ISize | null,
  fields: readonly IOptionField[],
  offered: OptionsForm,
  trans: TranslationBundle
): Record<string, FieldValue> {
  const given = valuesOf(fields, { ...offered.defaults, ...size?.options });
  return keepValid(fields, defaultsOf(fields, offered), given, trans);
}

/**
 * Return the numbers of workers of a size, as typed; null where it leaves them or a gateway refuses them.
 *
 * @param limit - The most workers that the gateway allows; null if none is known.
 */
export function boundsOfSize(
  size: ISize | null,
  limit: number | null
): Pick<IFormState, 'minimum' | 'maximum'> {
  const workers = size?.workers ?? null;
  return workers === null || workers.maximum > (limit ?? Infinity)
    ? { minimum: null, maximum: null }
    : { minimum: `${workers.minimum}`, maximum: `${workers.maximum}` };
}

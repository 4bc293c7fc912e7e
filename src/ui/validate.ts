import type { TranslationBundle } from '@jupyterlab/translation';

import { formatExact } from './format';

/**
 * The bounds of a number.
 */
export interface INumberRange {
  readonly integer: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/**
 * Parse the number in a text; null if there is none.
 */
export function toNumber(text: unknown): number | null {
  if (typeof text !== 'string' || text.trim() === '') {
    return null;
  }
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * Check that a text is a number within a range; return what is wrong with it, or null.
 */
export function checkNumber(
  text: unknown,
  range: INumberRange,
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
  const isOutside =
    (minimum !== null && value < minimum) ||
    (maximum !== null && value > maximum);
  if (!isOutside) {
    return null;
  }
  const least = minimum === null ? null : formatExact(minimum, trans);
  const most = maximum === null ? null : formatExact(maximum, trans);
  if (least !== null && most !== null) {
    return trans.__('Must be between %1 and %2.', least, most);
  }
  return least !== null
    ? trans.__('Must be at least %1.', least)
    : trans.__('Must be at most %1.', most ?? '');
}

import type { TranslationBundle } from '@jupyterlab/translation';

/**
 * An entry of a mapping, with its value as it is typed.
 */
export interface IEntry {
  readonly name: string;
  readonly value: string;
}

/**
 * Return a mapping as entries that can be edited.
 *
 * #### Notes
 * What is not a text is written as JSON. So is a text that reads as JSON or
 * begins like it, so that `"5"` and `5` stay what they are.
 *
 * @param isTextOnly - Whether all values are texts, whatever they look like.
 */
export function entriesOf(mapping: unknown, isTextOnly: boolean): IEntry[] {
  return Object.entries((mapping ?? {}) as Record<string, unknown>).map(
    ([name, value]) => {
      const isPlain =
        typeof value === 'string' &&
        (isTextOnly || !(isJSON(value) || looksLikeJSON(value)));
      return { name, value: isPlain ? value : JSON.stringify(value) };
    }
  );
}

/**
 * Convert entries back to a mapping; those without a name are left out.
 */
export function toMapping(
  entries: readonly IEntry[],
  isTextOnly: boolean
): Record<string, unknown> {
  return Object.fromEntries(
    entries
      .filter(({ name }) => name !== '')
      .map(({ name, value }) => {
        const parsed = isTextOnly ? undefined : parseJSON(value);
        return [name, parsed === undefined ? value : parsed];
      })
  );
}

/**
 * Check typed entries; return what is wrong with the first that cannot be sent as typed, or null.
 *
 * @param isTextOnly - Whether all values are texts, whatever they look like.
 */
export function checkEntries(
  entries: readonly IEntry[],
  isTextOnly: boolean,
  trans: TranslationBundle
): string | null {
  const names = new Set<string>();
  for (const { name, value } of entries) {
    if (name === '') {
      if (value !== '') {
        return trans.__('The entry with the value %1 needs a name.', value);
      }
      continue;
    }
    if (names.has(name)) {
      return trans.__('%1 stands here twice: remove one of the two.', name);
    }
    names.add(name);
    if (!isTextOnly && looksLikeJSON(value) && !isJSON(value)) {
      return trans.__(
        '%1 begins like JSON but cannot be read: check brackets, quotes and commas, or put quotes around a text: %2',
        name,
        JSON.stringify(value)
      );
    }
  }
  return null;
}

/**
 * Whether a typed value begins as only lists, mappings and quoted texts do.
 */
function looksLikeJSON(text: string): boolean {
  return /^\s*[[{"]/.test(text);
}

function isJSON(text: string): boolean {
  return parseJSON(text) !== undefined;
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

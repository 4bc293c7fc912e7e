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
 * What is not a text is written as JSON. So is a text that reads as JSON, so
 * that `"5"` and `5` stay what they are.
 *
 * @param isTextOnly - Whether all values are texts, whatever they look like.
 */
export function entriesOf(mapping: unknown, isTextOnly: boolean): IEntry[] {
  return Object.entries((mapping ?? {}) as Record<string, unknown>).map(
    ([name, value]) => {
      const isPlain =
        typeof value === 'string' &&
        (isTextOnly || parseJSON(value) === undefined);
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

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Watch whether the user presses anything from now on.
 *
 * #### Notes
 * Who has gone on working while something was asked for does not want to be taken to it: the next
 * keys would go there.
 *
 * @returns A function that ends this and returns whether anything was pressed.
 */
export function watchHands(): () => boolean {
  const abort = new AbortController();
  let haveActed = false;
  for (const type of ['keydown', 'pointerdown'] as const) {
    const listening = { capture: true, signal: abort.signal };
    document.addEventListener(type, () => (haveActed = true), listening);
  }
  return () => {
    abort.abort();
    return haveActed;
  };
}

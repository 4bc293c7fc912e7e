import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

/**
 * The context that provides the texts to components.
 */
export const TransContext = React.createContext<TranslationBundle | null>(null);

/**
 * Return the texts in the user's language.
 */
export function useTrans(): TranslationBundle {
  const trans = React.useContext(TransContext);
  if (trans === null) {
    throw new Error('A component is used outside of TransContext');
  }
  return trans;
}

/**
 * Render again whenever one of some signals is emitted.
 */
export function useSignals(
  ...signals: readonly ISignal<unknown, unknown>[]
): void {
  const [, render] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => {
    const slot = (): void => render();
    for (const signal of signals) {
      signal.connect(slot);
    }
    // What was emitted between rendering and this effect was missed.
    render();
    return () => {
      for (const signal of signals) {
        signal.disconnect(slot);
      }
    };
    // The signals of a model are the same for its whole life.
  }, signals);
}

/**
 * Return the current time and renew it at an interval; not at all if that is null.
 *
 * @param now - Reads the time, in milliseconds since the epoch.
 * @param interval - Milliseconds between two renewals.
 */
export function useNow(now: () => number, interval: number | null): number {
  const [, render] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => {
    if (interval === null) {
      return;
    }
    const timer = window.setInterval(render, interval);
    return () => window.clearInterval(timer);
  }, [interval]);
  return now();
}

/**
 * Return whether something that was begun by a click goes on, and what begins it.
 *
 * #### Notes
 * Whoever begins it shows its failures.
 */
export function useBusy(action: () => Promise<void>): [boolean, () => void] {
  const [isBusy, setBusy] = React.useState(false);
  const begin = (): void => {
    setBusy(true);
    const end = (): void => setBusy(false);
    action().then(end, end);
  };
  return [isBusy, begin];
}

/**
 * Keep the focus within an element: when what has it there goes, something else gets it.
 *
 * #### Notes
 * A browser gives it to the page as a whole, where the keyboard starts all over again.
 *
 * @param find - Returns what gets it, by the place that the one of the element's children had
 * that had the focus in it.
 */
export function useKeptFocus<T extends HTMLElement>(
  find: (element: T, place: number) => HTMLElement | null | undefined
): React.RefObject<T> {
  const ref = React.useRef<T>(null);
  // An effect would come too late: what was removed has lost it by then.
  const place = [...(ref.current?.children ?? [])].findIndex(child =>
    child.contains(document.activeElement)
  );
  React.useLayoutEffect(() => {
    const { activeElement, body } = document;
    if (ref.current && place >= 0 && activeElement === body) {
      // Nothing moves under who has pressed something with the mouse.
      find(ref.current, place)?.focus({ preventScroll: true });
    }
  });
  return ref;
}

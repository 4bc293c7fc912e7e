import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

/**
 * The translator's bundle, for every component below.
 */
export const TransContext = React.createContext<TranslationBundle | null>(null);

/**
 * The translator's bundle.
 */
export function useTrans(): TranslationBundle {
  const trans = React.useContext(TransContext);
  if (trans === null) {
    throw new Error('A component stands outside of TransContext');
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
    // What was emitted between the rendering and this effect was missed.
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
 * The present time, renewed at an interval; not at all if that is null.
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

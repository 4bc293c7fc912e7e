import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { IClusterManager } from '../tokens';

/**
 * A widget, or what else has a place on the page until it is disposed.
 */
type IShown = Pick<Widget, 'node'> & {
  readonly disposed: ISignal<unknown, void>;
};

/**
 * Call back whenever a widget enters or leaves the screen, until it is disposed.
 *
 * @param hideDelay - Milliseconds that it may be off the screen before that is reported.
 */
export function watchVisibility(
  widget: IShown,
  hideDelay: number,
  onChange: (isVisible: boolean) => void
): void {
  let isInView = false;
  let isReported = false;
  let timer = 0;
  const update = (): void => {
    window.clearTimeout(timer);
    const isVisible = isInView && !document.hidden;
    if (isVisible === isReported) {
      return;
    }
    const report = (): void => {
      isReported = isVisible;
      onChange(isVisible);
    };
    if (isVisible || hideDelay === 0) {
      report();
    } else {
      timer = window.setTimeout(report, hideDelay);
    }
  };
  const observer = new IntersectionObserver(entries => {
    // A batch has the whole history; only its end is the present.
    isInView = entries[entries.length - 1].isIntersecting;
    update();
  });
  observer.observe(widget.node);
  document.addEventListener('visibilitychange', update);
  widget.disposed.connect(() => {
    window.clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener('visibilitychange', update);
  });
}

/**
 * Keep the clusters up to date for as long as a widget is on the screen.
 */
export function subscribeWhileVisible(
  widget: IShown,
  manager: IClusterManager
): void {
  let subscription: IDisposable | null = null;
  const update = (isVisible: boolean): void => {
    if (isVisible) {
      subscription ??= manager.subscribe();
    } else {
      subscription?.dispose();
      subscription = null;
    }
  };
  watchVisibility(widget, 0, update);
  widget.disposed.connect(() => update(false));
}

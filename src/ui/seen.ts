import type { Widget } from '@lumino/widgets';

/**
 * Tell whenever a widget comes onto the screen or leaves it, until it is disposed.
 *
 * @param grace - Milliseconds that it may be off the screen before that is told.
 */
export function watchSeen(
  widget: Widget,
  grace: number,
  tell: (isSeen: boolean) => void
): void {
  let isInView = false;
  let isSeen = false;
  let timer = 0;
  const update = (): void => {
    window.clearTimeout(timer);
    const isNow = isInView && !document.hidden;
    if (isNow === isSeen) {
      return;
    }
    const change = (): void => {
      isSeen = isNow;
      tell(isNow);
    };
    if (isNow) {
      change();
    } else {
      timer = window.setTimeout(change, grace);
    }
  };
  const observer = new IntersectionObserver(entries => {
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

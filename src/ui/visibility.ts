import type { IDisposable } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';

import type { IClusterManager } from '../tokens';

/**
 * Look at the clusters for as long as a widget is on the screen.
 */
export function lookWhileVisible(
  widget: Widget,
  manager: IClusterManager
): void {
  let looking: IDisposable | null = null;
  const update = (isSeen: boolean): void => {
    if (isSeen) {
      looking ??= manager.look();
    } else {
      looking?.dispose();
      looking = null;
    }
  };
  const observer = new IntersectionObserver(entries => {
    update(entries.some(({ isIntersecting }) => isIntersecting));
  });
  observer.observe(widget.node);
  widget.disposed.connect(() => {
    observer.disconnect();
    update(false);
  });
}

import { MimeData } from '@lumino/coreutils';
import { Drag } from '@lumino/dragdrop';

import { daskIcon } from '../../ui/icons';

/**
 * How notebooks know cells that are dropped.
 */
const CELLS_MIME = 'application/vnd.jupyter.cells';

/**
 * How far the pointer moves before a press becomes a drag, in pixels.
 */
const THRESHOLD = 5;

/**
 * Let code be dragged into a notebook or an editor, once the pointer moves.
 *
 * #### Notes
 * The code may still be on its way when the pointer is pressed; the drag begins when it is there.
 */
export function watchForDrag(options: watchForDrag.IOptions): void {
  const { event, label, code } = options;
  if (event.button !== 0) {
    return;
  }
  const { clientX, clientY } = event;
  const abort = new AbortController();
  const listening = { signal: abort.signal, capture: true };
  let at = { x: clientX, y: clientY };
  let isMoving = false;
  document.addEventListener(
    'pointermove',
    move => {
      at = { x: move.clientX, y: move.clientY };
      const distance = Math.hypot(at.x - clientX, at.y - clientY);
      if (isMoving || distance < THRESHOLD) {
        return;
      }
      isMoving = true;
      code().then(
        source => {
          if (!abort.signal.aborted) {
            abort.abort();
            void drag(source, label, at);
          }
        },
        () => abort.abort()
      );
    },
    listening
  );
  for (const end of ['pointerup', 'pointercancel'] as const) {
    document.addEventListener(end, () => abort.abort(), listening);
  }
}

/**
 * A namespace for `watchForDrag` statics.
 */
export namespace watchForDrag {
  /**
   * What is dragged.
   */
  export interface IOptions {
    /**
     * The press of the pointer.
     */
    event: PointerEvent;

    /**
     * What the pointer carries along.
     */
    label: string;

    /**
     * Fetches the code.
     */
    code: () => Promise<string>;
  }
}

async function drag(
  source: string,
  label: string,
  at: { x: number; y: number }
): Promise<void> {
  const mimeData = new MimeData();
  mimeData.setData(CELLS_MIME, [
    {
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source
    }
  ]);
  mimeData.setData('text/plain', source);
  const dragImage = document.createElement('div');
  dragImage.className = 'jp-DaskDrag jp-ThemedContainer';
  daskIcon.element({ container: dragImage, elementSize: 'normal' });
  dragImage.append(label);
  const carried = new Drag({
    mimeData,
    dragImage,
    supportedActions: 'copy',
    proposedAction: 'copy'
  });
  await carried.start(at.x, at.y);
  carried.dispose();
}

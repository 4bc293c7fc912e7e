import { MimeData } from '@lumino/coreutils';
import { Drag } from '@lumino/dragdrop';

import { daskIcon } from '../../ui/icons';

/**
 * The MIME type of cells that notebooks accept.
 */
const CELLS_MIME = 'application/vnd.jupyter.cells';

/**
 * How far the pointer moves before a press becomes a drag.
 */
const DRAG_THRESHOLD_PX = 5;

/**
 * What reacts to a press itself, or whose text can be selected.
 */
const NOT_DRAGGABLE =
  'button, a, input, summary, code, pre, .jp-DaskNotice, [role="button"]';

/**
 * Start dragging code into a notebook or an editor once the pointer moves far enough.
 *
 * #### Notes
 * The code may still be loading when the pointer is pressed; the drag begins
 * when it is there.
 */
export function startDragOnMove(options: startDragOnMove.IOptions): void {
  const { event, label, code } = options;
  const { target } = event;
  if (
    event.button !== 0 ||
    (target instanceof Element && target.closest(NOT_DRAGGABLE) !== null)
  ) {
    return;
  }
  const { clientX, clientY } = event;
  const abort = new AbortController();
  const listening = { signal: abort.signal, capture: true };
  let position = { x: clientX, y: clientY };
  let isMoving = false;
  document.addEventListener(
    'pointermove',
    move => {
      position = { x: move.clientX, y: move.clientY };
      const distance = Math.hypot(position.x - clientX, position.y - clientY);
      if (isMoving || distance < DRAG_THRESHOLD_PX) {
        return;
      }
      isMoving = true;
      code().then(
        source => {
          if (!abort.signal.aborted) {
            abort.abort();
            void drag(source, label, position);
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
 * A namespace for `startDragOnMove` statics.
 */
export namespace startDragOnMove {
  /**
   * The options of a drag.
   */
  export interface IOptions {
    /**
     * The press of the pointer.
     */
    event: PointerEvent;

    /**
     * The text beside the pointer.
     */
    label: string;

    /**
     * Returns the code.
     */
    code: () => Promise<string>;
  }
}

async function drag(
  source: string,
  label: string,
  position: { x: number; y: number }
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
  const started = new Drag({
    mimeData,
    dragImage,
    supportedActions: 'copy',
    proposedAction: 'copy'
  });
  await started.start(position.x, position.y);
  started.dispose();
}

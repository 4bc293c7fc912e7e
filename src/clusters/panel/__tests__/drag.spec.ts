import { Drag } from '@lumino/dragdrop';

import { startDragOnMove } from '../drag';

const started = jest.spyOn(Drag.prototype, 'start').mockResolvedValue('copy');

beforeEach(() => {
  started.mockClear();
  document.body.innerHTML = `
    <li id="card">
      <button id="scale"><span id="label">Scale</span></button>
      <code id="command">squeue</code>
      <summary id="more">More</summary>
      <p class="jp-DaskNotice" id="notice">The scheduler is not responding.</p>
      <p id="words">1 / 1 workers</p>
    </li>`;
});

afterEach(() => {
  document.dispatchEvent(new MouseEvent('pointerup'));
});

/**
 * Press on an element, move as far, and let everything happen.
 */
async function slip(
  id: string,
  distance: number,
  options: { button?: number; code?: Promise<string> } = {}
): Promise<void> {
  const { button = 0, code = Promise.resolve('client = 1') } = options;
  const event = new MouseEvent('pointerdown', {
    button,
    clientX: 10,
    clientY: 10
  });
  Object.defineProperty(event, 'target', {
    value: document.getElementById(id)
  });
  startDragOnMove({
    event: event as PointerEvent,
    label: 'Cluster 1',
    code: () => code
  });
  document.dispatchEvent(
    new MouseEvent('pointermove', { clientX: 10 + distance, clientY: 10 })
  );
  await new Promise(resolve => setTimeout(resolve));
}

it('a card is dragged from where nothing else is done', async () => {
  await slip('words', 10);
  expect(started).toHaveBeenCalledTimes(1);
});

it.each(['scale', 'label', 'command', 'more', 'notice'])(
  'slipping on its %s drags nothing',
  async id => {
    await slip(id, 10);
    expect(started).not.toHaveBeenCalled();
  }
);

it('a press that hardly moves, or of another button, drags nothing', async () => {
  await slip('words', 3);
  document.dispatchEvent(new MouseEvent('pointerup'));
  await slip('words', 10, { button: 2 });
  expect(started).not.toHaveBeenCalled();
});

it('nothing is dragged once the pointer is let go, though the code comes late', async () => {
  let arrive: (code: string) => void = () => undefined;
  const code = new Promise<string>(resolve => {
    arrive = resolve;
  });
  await slip('words', 10, { code });
  document.dispatchEvent(new MouseEvent('pointerup'));
  arrive('client = 1');
  await new Promise(resolve => setTimeout(resolve));
  expect(started).not.toHaveBeenCalled();
});

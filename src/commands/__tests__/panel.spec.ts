import '@testing-library/jest-dom';

import { PANEL_ID } from '../../tokens';
import { showPanel } from '../panel';

/** A panel with one card, and a button elsewhere that has the focus. */
function aPage(isShown: boolean): {
  label: HTMLElement;
  other: HTMLElement;
  activateById: jest.Mock;
  show: (name?: string) => void;
} {
  document.body.innerHTML = `<button id="other"></button>
    <div id="${PANEL_ID}"><div class="jp-DaskCard" data-name="one">
      <button class="jp-DaskCard-label"></button></div></div>`;
  const panel = document.getElementById(PANEL_ID)!;
  panel.getClientRects = () => (isShown ? [{}] : []) as unknown as DOMRectList;
  const other = document.getElementById('other')!;
  other.focus();
  const activateById = jest.fn();
  return {
    label: panel.querySelector<HTMLElement>('.jp-DaskCard-label')!,
    other,
    activateById,
    show: name => showPanel({ shell: { activateById } as never }, name)
  };
}

const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

describe('showing the panel', () => {
  it('opens it, unless it is open: Notebook 7.2 would close it', () => {
    const hidden = aPage(false);
    hidden.show();
    expect(hidden.activateById).toHaveBeenCalledWith(PANEL_ID);
    expect(hidden.label).toHaveFocus();
    const shown = aPage(true);
    shown.show();
    expect(shown.activateById).not.toHaveBeenCalled();
    expect(shown.label).toHaveFocus();
  });

  it('goes to a card that comes in a moment, also when what had the focus was hidden', async () => {
    const { label, other, show } = aPage(true);
    const card = label.parentElement!;
    card.remove();
    show('one');
    other.remove();
    document.getElementById(PANEL_ID)!.append(card);
    await settle();
    expect(label).toHaveFocus();
  });

  it('goes to a card that is there and shown in a moment', async () => {
    const { label, show } = aPage(true);
    // What is hidden has the focus here, unlike in a browser; not so what is disabled.
    label.setAttribute('disabled', '');
    show('one');
    label.removeAttribute('disabled');
    label.parentElement!.classList.add('jp-mod-active');
    await settle();
    expect(label).toHaveFocus();
  });

  it('but not when the user has gone elsewhere', async () => {
    const { label, show } = aPage(true);
    const card = label.parentElement!;
    card.remove();
    show('one');
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    document.getElementById(PANEL_ID)!.append(card);
    await settle();
    expect(field).toHaveFocus();
  });

  it('nor when they have gone on typing where they were', async () => {
    const { label, other, show } = aPage(true);
    const card = label.parentElement!;
    card.remove();
    show('one');
    other.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'x', bubbles: true })
    );
    document.getElementById(PANEL_ID)!.append(card);
    await settle();
    expect(other).toHaveFocus();
  });
});

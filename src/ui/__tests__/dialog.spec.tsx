import '@testing-library/jest-dom';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import { waitFor } from '@testing-library/react';
import * as React from 'react';

import { trans } from '../../clusters/__tests__/fixtures';
import type { IApplicable } from '../dialog';
import { ApplyDialog } from '../dialog';
import { useSignals } from '../hooks';

/**
 * A model whose fields appear when a test says so.
 */
class Model implements IApplicable {
  isValid = true;
  isDone = false;
  isDisposed = false;
  isLoaded = false;
  changed = new Signal<this, void>(this);
  apply = jest.fn(async () => undefined);
  get canApply(): boolean {
    return this.isLoaded && this.isValid;
  }
  dispose(): void {
    this.isDisposed = true;
  }
}

function Body(props: { model: Model }): JSX.Element {
  useSignals(props.model.changed);
  return props.model.isLoaded ? (
    <>
      <input type="radio" name="kind" aria-label="one" />
      <input type="radio" name="kind" aria-label="two" defaultChecked />
      <input aria-label="number" />
      <details>
        <summary>More</summary>
        <input aria-label="hidden" />
      </details>
    </>
  ) : (
    <p>Loading</p>
  );
}

class BodyWidget extends ReactWidget {
  constructor(private readonly _model: Model) {
    super();
  }
  protected render(): JSX.Element {
    return <Body model={this._model} />;
  }
}

const opener = document.createElement('button');
document.body.append(opener);

const frame = (): Promise<void> => new Promise(resolve => setTimeout(resolve));
const focused = (): string | null | undefined =>
  document.activeElement?.getAttribute('aria-label') ??
  document.activeElement?.textContent;

async function open(
  isLoaded: boolean
): Promise<{ model: Model; dialog: ApplyDialog; closed: jest.Mock }> {
  opener.focus();
  const model = new Model();
  model.isLoaded = isLoaded;
  const dialog = new ApplyDialog({
    model,
    title: 'Configure',
    body: new BodyWidget(model),
    trans
  });
  const closed = jest.fn();
  // A dialog that a test leaves open rejects.
  dialog.launch().then(closed, () => undefined);
  await frame();
  await frame();
  return { model, dialog, closed };
}

async function load(model: Model): Promise<void> {
  model.isLoaded = true;
  model.changed.emit();
  // A busy machine renders it a little later.
  await waitFor(() =>
    expect(document.querySelector('[aria-label="two"]')).not.toBeNull()
  );
  await frame();
}

function press(key: string, shiftKey = false): KeyboardEvent {
  const event = new KeyboardEvent('keydown', {
    key,
    shiftKey,
    bubbles: true,
    cancelable: true
  });
  document.activeElement!.dispatchEvent(event);
  return event;
}

let dialog: ApplyDialog;

afterEach(() => {
  dialog.dispose();
});

describe('the focus', () => {
  it('is on the dialog while its fields load, then on the first of them', async () => {
    const opened = await open(false);
    dialog = opened.dialog;
    expect(document.activeElement).toHaveClass('jp-Dialog-content');
    await load(opened.model);
    expect(focused()).toBe('two');
  });

  it('is on the first field at once if that is there', async () => {
    dialog = (await open(true)).dialog;
    expect(focused()).toBe('two');
  });

  it('stays where the user was quicker', async () => {
    const opened = await open(false);
    dialog = opened.dialog;
    press('Tab');
    dialog.node.querySelector<HTMLElement>('.jp-mod-reject')!.focus();
    await load(opened.model);
    expect(focused()).toBe('Cancel');
  });

  it('goes round: from the last button to the first field and back', async () => {
    dialog = (await open(true)).dialog;
    dialog.node.querySelector<HTMLElement>('.jp-mod-accept')!.focus();
    expect(press('Tab').defaultPrevented).toBe(true);
    expect(focused()).toBe('two');
    expect(press('Tab', true).defaultPrevented).toBe(true);
    expect(focused()).toBe('Apply');
  });

  it('is left to the browser in between', async () => {
    dialog = (await open(true)).dialog;
    expect(press('Tab').defaultPrevented).toBe(false);
  });

  it('does not leave the dialog, and comes back to what opened it', async () => {
    const opened = await open(true);
    dialog = opened.dialog;
    opener.focus();
    expect(focused()).toBe('two');
    press('Escape');
    await frame();
    expect(opened.closed).toHaveBeenCalled();
    expect(document.activeElement).toBe(opener);
  });
});

it('what JupyterLab brings to the front meanwhile does not interrupt who is typing', async () => {
  const opened = await open(true);
  dialog = opened.dialog;
  const number = dialog.node.querySelector<HTMLInputElement>(
    '[aria-label="number"]'
  )!;
  number.focus();
  number.value = '42';
  number.setSelectionRange(1, 1);
  // A notebook that is restored late, say.
  opener.focus();
  expect(focused()).toBe('number');
  expect(number.selectionStart).toBe(1);
});

it('Apply, which is off while it applies, leaves the focus in the dialog', async () => {
  const opened = await open(true);
  dialog = opened.dialog;
  dialog.node.querySelector<HTMLElement>('.jp-mod-accept')!.focus();
  opened.model.isValid = false;
  opened.model.changed.emit();
  expect(document.activeElement).toHaveClass('jp-Dialog-content');
});

it('what had the focus may go: Escape still leaves the dialog', async () => {
  const opened = await open(true);
  dialog = opened.dialog;
  expect(focused()).toBe('two');
  opened.model.isLoaded = false;
  opened.model.changed.emit();
  await frame();
  await frame();
  expect(document.activeElement).toHaveClass('jp-Dialog-content');
  press('Escape');
  await frame();
  expect(opened.closed).toHaveBeenCalled();
});

it('a click beside it does nothing, however it came about', async () => {
  const opened = await open(true);
  dialog = opened.dialog;
  dialog.node.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
  dialog.node.dispatchEvent(
    new MouseEvent('click', { bubbles: true, detail: 2 })
  );
  await frame();
  expect(opened.closed).not.toHaveBeenCalled();
  expect(dialog.isAttached).toBe(true);
});

it('closes when the model is done, and only then', async () => {
  const opened = await open(true);
  dialog = opened.dialog;
  const { model, closed } = opened;
  dialog.node.querySelector<HTMLElement>('.jp-mod-accept')!.click();
  await frame();
  expect(model.apply).toHaveBeenCalledTimes(1);
  expect(closed).not.toHaveBeenCalled();
  model.isDone = true;
  model.changed.emit();
  await frame();
  expect(closed).toHaveBeenCalledTimes(1);
});

it('applies nothing that cannot be applied', async () => {
  const opened = await open(true);
  dialog = opened.dialog;
  opened.model.isValid = false;
  opened.model.changed.emit();
  const apply = dialog.node.querySelector<HTMLButtonElement>('.jp-mod-accept');
  expect(apply!.disabled).toBe(true);
  dialog.resolve(1);
  expect(opened.model.apply).not.toHaveBeenCalled();
});

import '@testing-library/jest-dom';
import { Dialog, Notification } from '@jupyterlab/apputils';
import { waitFor } from '@testing-library/react';

import { RefusedError } from '../../../api/errors';
import type { Cluster } from '../../../api/models';
import type { FakeRest } from '../../__tests__/fixtures';
import { aCluster, aManager, trans } from '../../__tests__/fixtures';
import { LabSettings } from '../../../services/settings';
import { openCreateDialog } from '../dialog';
import type { IFormState } from '../formstate';
import { EMPTY_FORM, SavedForm } from '../formstate';
import { OwnPresets } from '../sizes/ownpresets';

// What is clicked here is not wrapped by Testing Library.
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });

/**
 * Let everything that is only waiting for its turn have it.
 */
const settle = (): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, 10));

interface IOpened {
  rest: FakeRest;
  savedForm: SavedForm;
  result: Promise<Cluster | null>;
  reopen: jest.Mock;
  editFile: jest.Mock;
}

async function open(
  savedForm = new SavedForm(),
  saved: IFormState | null = null
): Promise<IOpened> {
  const { manager, rest } = aManager();
  const reopen = jest.fn();
  const editFile = jest.fn();
  const result = openCreateDialog({
    manager,
    trans,
    savedForm,
    saved,
    presets: new OwnPresets(new LabSettings(null)),
    reopen,
    editFile
  });
  // A second dialog does not open.
  await waitFor(() => expect(field('Maximum workers')).toBeDefined());
  return { rest, savedForm, result, reopen, editFile };
}

const field = (label: string): HTMLInputElement => {
  const labels = [...document.querySelectorAll('label')];
  const found = labels.find(({ textContent }) => textContent === label)!;
  return document.getElementById(found.htmlFor) as HTMLInputElement;
};

function type(label: string, text: string): void {
  const input = field(label);
  const { set } = Object.getOwnPropertyDescriptor(
    HTMLInputElement.prototype,
    'value'
  )!;
  set!.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

const button = (name: string): HTMLButtonElement =>
  [...document.querySelectorAll('button')].find(
    ({ textContent }) => textContent === name
  )!;

const press = (key: string): boolean =>
  document
    .querySelector('.jp-Dialog')!
    .dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));

afterEach(async () => {
  Dialog.flush();
  await settle();
  window.sessionStorage.clear();
  Notification.manager.dismiss();
});

it('a form that is left by Escape is there the next time', async () => {
  const { result, savedForm } = await open();
  type('Maximum workers', '7');
  await settle();
  press('Escape');
  await expect(result).resolves.toBeNull();
  const again = await open(savedForm);
  expect(field('Maximum workers').value).toBe('7');
  expect(document.body).toHaveTextContent('This form was restored.');
  // Enter, pressed at once, does not throw it away.
  expect(document.activeElement).not.toBe(button('Start over'));
  expect(document.activeElement).toHaveAttribute('type', 'radio');
  button('Start over').click();
  await waitFor(() => expect(field('Maximum workers').value).toBe('2'));
  press('Escape');
  await again.result;
  expect(savedForm.restore()).toBeNull();
});

it('a form that is left by Cancel is dropped', async () => {
  const { result, savedForm } = await open();
  type('Maximum workers', '7');
  await settle();
  button('Cancel').click();
  await expect(result).resolves.toBeNull();
  expect(savedForm.restore()).toBeNull();
});

it('the cluster is called as its label says', async () => {
  const { rest, result } = await open();
  type('Label', 'Zmumu');
  await settle();
  button('Apply').click();
  await result;
  expect(rest.create).toHaveBeenCalledWith(
    expect.objectContaining({ label: 'Zmumu' })
  );
});

it('a form that was only looked at is not kept', async () => {
  const { result, savedForm } = await open();
  press('Escape');
  await result;
  expect(savedForm.restore()).toBeNull();
});

it('a form survives a reload of the page', async () => {
  const { result } = await open();
  type('Maximum workers', '7');
  await settle();
  window.dispatchEvent(new Event('pagehide'));
  expect(new SavedForm().restore()?.maximum).toBe('7');
  press('Escape');
  await result;
});

it('a double click opens one dialog, and does not close it', async () => {
  const first = await open();
  const second = await open();
  await expect(second.result).resolves.toBeNull();
  const dialogs = document.querySelectorAll('.jp-DaskDialog');
  expect(dialogs).toHaveLength(1);
  dialogs[0].dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await settle();
  expect(document.querySelectorAll('.jp-DaskDialog')).toHaveLength(1);
  press('Escape');
  await first.result;
});

it('a refusal reaches also who left the dialog meanwhile, and the form is kept', async () => {
  const { rest, result, savedForm, reopen } = await open();
  type('Maximum workers', '7');
  await settle();
  let refuse: (error: Error) => void = () => undefined;
  rest.create.mockReturnValueOnce(
    new Promise((_, reject) => {
      refuse = reject;
    })
  );
  button('Apply').click();
  await settle();
  press('Escape');
  await settle();
  refuse(
    new RefusedError(422, { message: 'Too big.', reason: 'x', field: null })
  );
  await expect(result).resolves.toBeNull();
  const [{ message, options }] = Notification.manager.notifications;
  expect(message).toMatch('Dask Gateway + SLURM');
  expect(message).toMatch('Too big.');
  options.actions![0].callback(new MouseEvent('click'));
  expect(reopen).toHaveBeenCalledTimes(1);
  expect(savedForm.restore()?.maximum).toBe('7');
});

it('a cluster that is created after the dialog was left is returned all the same', async () => {
  const { rest, result, savedForm } = await open();
  type('Maximum workers', '7');
  await settle();
  let create: (cluster: Cluster) => void = () => undefined;
  rest.create.mockReturnValueOnce(
    new Promise(resolve => {
      create = resolve;
    })
  );
  button('Apply').click();
  await settle();
  press('Escape');
  await settle();
  create(aCluster({ status: 'pending' }));
  await expect(result).resolves.toMatchObject({ name: 'one' });
  expect(savedForm.restore()).toBeNull();
  expect(Notification.manager.notifications).toHaveLength(0);
});

it('the way to the file of variables keeps the form, and offers the way back', async () => {
  const { result, editFile, savedForm } = await open();
  button('Edit labextension.yaml').click();
  await expect(result).resolves.toBeNull();
  expect(editFile).toHaveBeenCalledTimes(1);
  const [{ options }] = Notification.manager.notifications;
  expect(options.actions![0].label).toBe('Back to the new cluster');
  expect(savedForm.restore()).toMatchObject({ gateway: 'slurm' });
});

describe('what was entered for a new cluster is left alone', () => {
  const kept = { ...EMPTY_FORM, gateway: 'slurm', maximum: '7' };
  const another = { ...EMPTY_FORM, gateway: 'slurm', maximum: '3' };

  it.each(['Cancel', 'Escape'])(
    'when a failed one is looked at and left by %s',
    async how => {
      const savedForm = new SavedForm();
      savedForm.save(kept);
      const { result } = await open(savedForm, another);
      expect(field('Maximum workers').value).toBe('3');
      if (how === 'Cancel') {
        button('Cancel').click();
      } else {
        press('Escape');
      }
      await result;
      expect(savedForm.restore()?.maximum).toBe('7');
    }
  );

  it('when a failed one is edited and created', async () => {
    const savedForm = new SavedForm();
    savedForm.save(kept);
    const { result } = await open(savedForm, another);
    await settle();
    button('Apply').click();
    await expect(result).resolves.toMatchObject({ name: 'one' });
    expect(savedForm.restore()?.maximum).toBe('7');
  });
});

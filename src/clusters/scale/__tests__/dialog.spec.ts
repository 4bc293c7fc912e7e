import '@testing-library/jest-dom';
import { Dialog, Notification } from '@jupyterlab/apputils';
import { configure, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { RefusedError } from '../../../api/errors';
import type { FakeRest } from '../../__tests__/fixtures';
import { aCluster, aManager, trans } from '../../__tests__/fixtures';
import { openScaleDialog } from '../dialog';

// What is clicked here is not wrapped by Testing Library.
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
// jsdom does not know that a <dialog> is shown.
configure({ defaultHidden: true });

const refusal = new RefusedError(409, {
  message: 'At most 2 workers.',
  reason: 'limit_reached',
  field: null
});

async function open(requested = 1): Promise<{
  rest: FakeRest;
  closed: Promise<void>;
  dialog: ReturnType<typeof within>;
}> {
  const { manager, rest } = aManager();
  const workers = { running: 1, requested, minimum: null, maximum: null };
  const cluster = aCluster({ label: 'Analysis', workers });
  rest.listed = [cluster];
  const closed = openScaleDialog({ manager, cluster, trans });
  await waitFor(() =>
    expect(document.querySelector('input[type="number"]')).not.toBeNull()
  );
  const dialog = within(document.querySelector<HTMLElement>('.jp-Dialog')!);
  return { rest, closed, dialog };
}

afterEach(() => {
  Dialog.flush();
  Notification.manager.dismiss();
});

it('names the cluster, and shows the fields of what is chosen', async () => {
  const { closed, dialog } = await open();
  expect(document.querySelector('.jp-Dialog')).toHaveAttribute(
    'aria-label',
    'Scale Analysis'
  );
  expect(dialog.getByRole('spinbutton', { name: 'Workers' })).toHaveValue(1);
  await userEvent.click(dialog.getByRole('radio', { name: 'Adaptive' }));
  await waitFor(() =>
    expect(
      dialog.getByRole('spinbutton', { name: 'Maximum workers' })
    ).toBeInTheDocument()
  );
  await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
  await closed;
});

it('asks for the number and closes', async () => {
  const { closed, dialog, rest } = await open();
  const workers = dialog.getByRole('spinbutton', { name: 'Workers' });
  await userEvent.clear(workers);
  await userEvent.type(workers, '4');
  await userEvent.click(dialog.getByRole('button', { name: 'Apply' }));
  await closed;
  expect(rest.scale).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'one' }),
    { workers: 4 }
  );
});

it('shows a refusal and stays', async () => {
  const { closed, dialog, rest } = await open();
  rest.scale.mockRejectedValueOnce(refusal);
  await userEvent.click(dialog.getByRole('button', { name: 'Apply' }));
  await waitFor(() =>
    expect(dialog.getByRole('alert')).toHaveTextContent('At most 2 workers.')
  );
  await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
  await closed;
  expect(Notification.manager.notifications).toHaveLength(0);
});

it('tells of a refusal that comes after it was left', async () => {
  const { closed, dialog, rest } = await open();
  let refuse: (reason: unknown) => void = () => undefined;
  rest.scale.mockReturnValueOnce(
    new Promise((_, reject) => {
      refuse = reject;
    })
  );
  await userEvent.click(dialog.getByRole('button', { name: 'Apply' }));
  await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
  refuse(refusal);
  await closed;
  const [told] = Notification.manager.notifications;
  expect(told.message).toBe('Analysis could not be scaled. At most 2 workers.');
});

describe('what was entered when it was left', () => {
  const field = (dialog: ReturnType<typeof within>): HTMLElement =>
    dialog.getByRole('spinbutton', { name: 'Workers' });

  async function leave(how: 'Escape' | 'Cancel'): Promise<void> {
    const { closed, dialog } = await open();
    await userEvent.clear(field(dialog));
    await userEvent.type(field(dialog), '7');
    if (how === 'Cancel') {
      await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    } else {
      await userEvent.keyboard('{Escape}');
    }
    await closed;
  }

  async function shown(requested = 1): Promise<string> {
    const { closed, dialog } = await open(requested);
    const { value } = field(dialog) as HTMLInputElement;
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    await closed;
    return value;
  }

  it('by Escape is there the next time, once', async () => {
    await leave('Escape');
    expect(await shown()).toBe('7');
    expect(await shown()).toBe('1');
  });

  it('by Cancel is dropped', async () => {
    await leave('Cancel');
    expect(await shown()).toBe('1');
  });

  it('is dropped once somebody else has scaled the cluster', async () => {
    await leave('Escape');
    expect(await shown(3)).toBe('3');
  });
});

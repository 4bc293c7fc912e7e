import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, Notification } from '@jupyterlab/apputils';
import { fireEvent, waitFor } from '@testing-library/react';

import { RefusedError } from '../../api/errors';
import { ActiveCluster } from '../../clusters/active';
import { aCluster, aManager, trans } from '../../clusters/__tests__/fixtures';
import { LabSettings } from '../../services/settings';
import type { IDashboards } from '../../tokens';
import { renameCluster } from '../rename';

const dialog = (): HTMLElement | null => document.querySelector('.jp-Dialog');

async function aWorld(): Promise<
  ReturnType<typeof aManager> & {
    active: ActiveCluster;
    rename: (to?: string) => ReturnType<typeof renameCluster>;
  }
> {
  const made = aManager();
  made.rest.listed = [aCluster()];
  const active = new ActiveCluster({ manager: made.manager });
  await made.manager.refresh();
  return {
    ...made,
    active,
    rename: to =>
      renameCluster({
        app: {} as JupyterFrontEnd,
        args: to === undefined ? {} : { to },
        target: { gateway: 'slurm', name: 'one', label: 'Cluster 1' },
        trans,
        manager: made.manager,
        active,
        settings: new LabSettings(null),
        dashboards: {} as IDashboards
      })
  };
}

beforeEach(() => {
  Notification.manager.dismiss();
});

afterEach(() => {
  Dialog.flush();
});

it('asks for the new name, and everything shows it', async () => {
  const { rename, active, manager } = await aWorld();
  const renamed = rename();
  await waitFor(() =>
    expect(dialog()?.textContent).toMatch('Rename Cluster 1')
  );
  const input = dialog()!.querySelector('input')!;
  expect(input.value).toBe('Cluster 1');
  fireEvent.input(input, { target: { value: ' Z to mumu ' } });
  dialog()!.querySelector<HTMLElement>('.jp-mod-accept')!.click();
  await renamed;
  expect(manager.clusters[0].label).toBe('Z to mumu');
  expect(active.current?.label).toBe('Z to mumu');
});

it.each(['', '  ', 'Cluster 1'])('changes nothing for %j', async to => {
  const { rename, rest } = await aWorld();
  await rename(to);
  expect(rest.rename).not.toHaveBeenCalled();
});

it('says what could not be renamed, and why', async () => {
  const { rename, rest } = await aWorld();
  rest.rename.mockRejectedValueOnce(
    new RefusedError(409, { message: 'No.', reason: 'x', field: null })
  );
  await rename('Mine');
  const [{ message }] = Notification.manager.notifications;
  expect(message).toBe('Cluster 1 could not be renamed. No.');
});

it('cuts a long name between two characters, as the server counts them', async () => {
  const { rename, rest } = await aWorld();
  await rename('x'.repeat(79) + '😀😀');
  expect(rest.rename.mock.lastCall?.[1]).toBe('x'.repeat(79) + '😀');
  await rename('😀'.repeat(90));
  expect(rest.rename.mock.lastCall?.[1]).toBe('😀'.repeat(80));
});

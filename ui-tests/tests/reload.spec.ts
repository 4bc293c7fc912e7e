import { USERS_FILE, writeUsersFile } from './environments';
import { expect, test } from './fixtures';

test('a form survives the reload of the page', async ({ page, panel }) => {
  await panel.openDialog();
  const memory = panel.dialog.getByRole('spinbutton', {
    name: 'Worker memory [GB]'
  });
  await memory.fill('3');
  await panel.dialog
    .getByRole('spinbutton', { name: 'Maximum workers' })
    .fill('5');
  await page.reload();
  await panel.open();
  await panel.openDialog();
  await expect(panel.dialog).toContainText('This form was restored.');
  await expect(memory).toHaveValue('3');
  await expect(
    panel.dialog.getByRole('spinbutton', { name: 'Maximum workers' })
  ).toHaveValue('5');
  await panel.closeDialog();
});

test('the dialog is there before it is asked for', async ({ page, panel }) => {
  const loaded = page.waitForResponse(
    /purdue-dask-lab\/static\/dialog\./,
    // That of the test.
    { timeout: 0 }
  );
  await page.reload();
  await panel.open();
  expect((await loaded).ok()).toBe(true);
});

test('a page that is older than the server says so in the panel and to who calls a command', async ({
  page,
  panel
}) => {
  // After an upgrade, the server no longer has the parts that this page would load.
  await page.route(/purdue-dask-lab\/static\/(sidebar|dialog)\./, route =>
    route.fulfill({ status: 404, headers: { 'Cache-Control': 'no-store' } })
  );
  await page.reload();
  const logo = page.getByRole('tab', { name: 'Dask', exact: true });
  await logo.click();
  const message = 'The Dask extension was updated. Reload this page.';
  const sidebar = page.locator('#purdue-dask-lab');
  await expect(sidebar).toContainText(message);
  const toast = page.locator('.Toastify__toast', { hasText: message });
  await expect(toast.first()).toBeVisible();
  const told = panel.run('purdue-dask-lab:new-cluster');
  await expect(told).rejects.toThrow(/chunk|load/i);
  await expect(toast).not.toHaveCount(1);
  await page.unrouteAll();
  // Whether the panel is open is asked of the new page, once that has its layout.
  const loaded = page.waitForEvent('load');
  await toast.first().getByRole('button', { name: 'Reload' }).click();
  await loaded;
  await page.waitForFunction(async () => {
    await window.jupyterapp?.restored;
    return window.jupyterapp !== undefined;
  });
  await panel.open();
  await expect(panel.clusters).toContainText('No clusters running');
});

test('the editor of labextension.yaml is back after a reload', async ({
  page,
  panel
}) => {
  writeUsersFile('DATASET: zmumu\n');
  await panel.run('purdue-dask-lab:edit-worker-variables');
  const tab = page.getByRole('tab', { name: 'labextension.yaml' });
  const editor = page.locator('.jp-FileEditor .cm-content');
  await expect(editor).toContainText('DATASET: zmumu');
  // JupyterLab saves what is open a moment after it has changed.
  await page.waitForResponse(
    response =>
      response.url().includes('/api/workspaces/') &&
      response.request().method() === 'PUT'
  );
  await page.reload();
  await expect(tab).toBeVisible();
  await expect(editor).toContainText('DATASET: zmumu');
  expect(USERS_FILE).toContain('labextension.yaml');
});

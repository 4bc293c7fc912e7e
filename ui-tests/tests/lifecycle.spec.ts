import { expect, test } from './fixtures';

test('the Dask logo opens a panel that says what to do first', async ({
  panel
}) => {
  await expect(panel.clusters).toContainText('No clusters running');
  await expect(
    panel.clusters.getByRole('button', { name: 'New cluster' })
  ).toBeVisible();
  await expect(panel.cards).toHaveCount(0);
  await expect(panel.address).toBeVisible();
});

test('an empty panel offers a report on everything that a cluster needs', async ({
  panel
}) => {
  const { clusters, dialog } = panel;
  await clusters.getByRole('button', { name: 'Check setup' }).click();
  await expect(dialog).toHaveAccessibleName('Dask setup');
  const gateway = dialog.getByRole('region', {
    name: 'Gateway This machine (local)'
  });
  await expect(gateway).toContainText('Workers can run in');
  await expect(
    dialog.getByRole('region', { name: 'Installation' })
  ).toContainText("The server's half is enabled.");
  await expect(
    dialog.getByRole('button', { name: 'Copy report' })
  ).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
});

test('a cluster made by clicking is pending at once and runs by itself', async ({
  page,
  panel
}) => {
  const card = await panel.create();
  await expect(card).toContainText('Pending');
  await expect(card).toContainText(/Starting: \d+ s \(limit 2 min\)/);

  // Nothing else waits meanwhile.
  const status = await page.request.get(`${panel.baseURL}/api/status`);
  expect(status.ok()).toBe(true);

  await expect(card).toContainText('Running');
  await expect(card).toContainText('1 core, 1 GB');
  await expect(card).toContainText('This machine');
  await expect(card).toHaveAttribute('aria-current', 'true');

  // The status bar says so wherever the user is, and leads back.
  const item = page.getByRole('button', { name: /^Cluster 1: 1 worker/ });
  await panel.run('filebrowser:toggle-main');
  await expect(panel.clusters).toBeHidden();
  await item.click();
  await expect(panel.clusters).toBeVisible();
});

test('scaling shows what was asked for and what runs', async ({ panel }) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await card.getByRole('button', { name: 'Scale' }).click();
  await panel.dialog.getByRole('radio', { name: 'Fixed number' }).check();
  await panel.dialog
    .getByRole('spinbutton', { name: 'Workers', exact: true })
    .fill('2');
  await panel.dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(card).toContainText('2 / 2 workers');

  await card.getByRole('button', { name: 'Scale' }).click();
  await panel.dialog.getByRole('radio', { name: 'Adaptive' }).check();
  await panel.dialog
    .getByRole('spinbutton', { name: 'Minimum workers' })
    .fill('0');
  await panel.dialog
    .getByRole('spinbutton', { name: 'Maximum workers' })
    .fill('2');
  await panel.dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(card).toContainText('adaptive 0 to 2');
  await expect(card).toContainText('0 / 0 workers');
});

test('shutting down asks what would be lost, and the cluster can be created again', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  const label = (await card.getAttribute('aria-label'))!;
  await card.getByRole('button', { name: 'Shut down' }).click();
  await expect(panel.dialog).toContainText(`Shut down ${label}?`);
  await expect(panel.dialog).toContainText('1 worker will be lost.');
  await panel.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(card).toContainText('Running');

  await panel.shutDown(card);
  await expect(card).toContainText('Stopping');
  const notification = page.locator('.Toastify__toast', {
    hasText: `${label} was shut down.`
  });
  // It stays as long as the pointer is on it.
  await notification.hover();
  await expect(panel.cards).toHaveCount(0);
  await notification.getByRole('button', { name: 'Create again' }).click();
  await expect(panel.cards.first()).toContainText('1 / 1 workers');
});

test('a pending start can be cancelled', async ({ panel }) => {
  const card = await panel.create();
  await card.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.cards).toHaveCount(0);
});

test('a reload loses nothing', async ({ page, panel }) => {
  const card = await panel.createRunning();
  const label = await card.getAttribute('aria-label');
  await page.reload();
  await panel.open();
  await expect(panel.cards).toHaveCount(1);
  await expect(panel.cards.first()).toHaveAttribute('aria-label', label!);
  await expect(panel.cards.first()).toContainText('Running');
});

test('a cluster is renamed from its menu, for every place that names it and beyond a reload', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  const before = (await card.getAttribute('aria-label'))!;
  await card.getByText('This machine').click({ button: 'right' });
  await page.getByRole('menuitem', { name: `Rename ${before}…` }).click();
  await panel.dialog.getByRole('textbox').fill('Z to mumu');
  await panel.dialog.getByRole('button', { name: 'Rename' }).click();
  const renamed = panel.clusters.getByRole('listitem', { name: 'Z to mumu' });
  await expect(renamed).toContainText('Running');
  await page.reload();
  await panel.open();
  await renamed.getByRole('button', { name: 'Shut down' }).click();
  await expect(panel.dialog).toContainText('Shut down Z to mumu?');
  await panel.dialog.getByRole('button', { name: 'Cancel' }).click();
});

import { expect, test } from './fixtures';

test('a cluster class that the configuration names is one more cluster type', async ({
  page,
  panel
}) => {
  await page.notebook.createNew();
  await panel.clusters.getByRole('button', { name: 'New cluster' }).click();
  await panel.dialog.getByRole('radio', { name: /^LocalCluster/ }).check();
  await panel.dialog
    .getByRole('spinbutton', { name: 'Minimum workers' })
    .fill('2');
  await expect(panel.dialog).toContainText(
    'LocalCluster does not pass environment variables to its workers.'
  );
  await expect(
    panel.dialog.getByText('Environment variables', { exact: true })
  ).toHaveCount(0);
  await panel.dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(panel.dialog).toBeHidden();
  const card = panel.cards.first();
  await expect(card).toContainText('2 / 2 workers');
  await expect(card).toContainText('LocalCluster');

  await card.getByRole('button', { name: 'Insert client code' }).click();
  const cell = page.locator('.jp-CodeCell').first();
  await expect(cell).toContainText('Client("tcp://');
  await page.notebook.runCell(0, true);
  await expect(card).toContainText('used in Untitled');

  await panel.dashboards.getByRole('button', { name: 'Task Stream' }).click();
  const plot = page.frameLocator('iframe[src*="individual-task-stream"]');
  await expect(plot.locator('.bk-Figure').first()).toBeVisible();
});

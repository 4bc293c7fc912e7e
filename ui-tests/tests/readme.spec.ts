import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

/** Where the README's picture goes, if it is to be made anew. */
const PICTURE = process.env.README_PICTURE;

const WORK = [
  'import time',
  'slow = lambda x: (time.sleep(0.05), x * x)[1]',
  'futures = client.map(slow, range(500)); sum(client.gather(futures))'
];

test('what the README shows: dialog, cluster, notebook and plots together', async ({
  page,
  panel
}, info) => {
  const notebook = await page.notebook.createNew();
  await panel.clusters.getByRole('button', { name: 'New cluster' }).click();
  await panel.dialog.getByRole('button', { name: 'Show Python code' }).click();
  await expect(panel.dialog.locator('pre')).toContainText(
    'cluster.adapt(minimum=1, maximum=2)'
  );
  await panel.dialog.getByRole('button', { name: 'Cancel' }).click();

  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await card.getByRole('button', { name: 'Insert client code' }).click();
  await expect(page.locator('.jp-CodeCell').first()).toContainText('gateway');
  await page.notebook.runCell(0, true);
  await expect(card).toContainText('1 client connected');
  await page.menu.clickMenuItem('File>Open Dask Dashboard Layout');
  const stream = page.frameLocator('iframe[src*="individual-task-stream"]');
  await expect(stream.locator('.bk-Figure').first()).toBeVisible();
  await page.getByRole('tab', { name: notebook! }).click();
  await page.notebook.addCell('code', WORK.join('; '));
  const result = page.notebook.runCell(1, true);
  await expect(card.getByRole('progressbar', { name: /tasks/i })).toBeVisible();
  const done = card.getByText(/1\d\d \/ 500 tasks/);
  await expect(done).toBeVisible();
  await page.screenshot({ path: PICTURE ?? info.outputPath('readme.png') });
  await result;
});

import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

/** Where the README's picture goes, if it is to be made anew. */
const PICTURE = process.env.README_PICTURE;

/** The picture shows them at work when the last hour is there, too. */
const TASKS = PICTURE ? 500 : 150;

const WORK = [
  'import time',
  'slow = lambda x: (time.sleep(0.05), x * x)[1]',
  `futures = client.map(slow, range(${TASKS}))`,
  'sum(client.gather(futures))'
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
  await panel.insertCode(card);
  await page.notebook.runCell(0, true);
  await expect(card).toContainText('1 client connected');
  await page.menu.clickMenuItem('File>Open Dask Dashboard Layout');
  const stream = page.frameLocator('iframe[src*="individual-task-stream"]');
  await expect(stream.locator('.bk-Figure').first()).toBeVisible();
  await page.getByRole('tab', { name: notebook! }).click();
  await page.notebook.addCell('code', WORK.join('\n'));
  const result = page.notebook.runCell(1, true);
  await expect(card.getByRole('progressbar', { name: /tasks/i })).toBeVisible();
  const done = card.getByText(new RegExp(`\\d\\d / ${TASKS} tasks`));
  await expect(done).toBeVisible();
  // It comes with the second look at the cluster, a minute after the first.
  const lastHour = card.getByText('Last hour');
  await expect(lastHour).toBeVisible({ timeout: 90_000 });
  await page.screenshot({ path: PICTURE ?? info.outputPath('readme.png') });
  // What a cluster is controlled by stays in view, whatever its card says.
  const shutDown = card.getByRole('button', { name: 'Shut down' });
  await expect(shutDown).toBeInViewport({ ratio: 1 });
  await lastHour.click();
  await expect(shutDown).toBeInViewport({ ratio: 1 });
  await result;
});

import { expect, test } from './fixtures';

/** A notebook with a kernel, so that nobody is asked for one. */
const NOTEBOOK = {
  cells: [],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
  nbformat: 4,
  nbformat_minor: 5
};

test.use({ sharesCluster: true });

test('in Notebook 7 a plot opens in a browser tab of its own, and it is said why; workers and logs beside the notebook', async ({
  context,
  panel
}) => {
  const card = await panel.createRunning();
  await expect(card).toBeVisible();
  const page = await context.newPage();
  await page.request.put(
    `${panel.baseURL}/api/contents/notebooks/plots.ipynb`,
    { data: { type: 'notebook', format: 'json', content: NOTEBOOK } }
  );
  await page.goto(`${panel.baseURL}/notebooks/notebooks/plots.ipynb`);
  const timeout = 5000;
  await expect(async () => {
    // A page that still loads takes the focus, which closes menu and palette.
    await page.keyboard.press('Escape');
    await page.getByText('View', { exact: true }).click({ timeout });
    await page
      .getByText('Activate Command Palette', { exact: true })
      .click({ timeout });
    const command = 'Show Dask Clusters';
    await page.locator('.lm-CommandPalette-input').fill(command, { timeout });
    await page
      .locator('.lm-CommandPalette-item', { hasText: command })
      .click({ timeout });
  }).toPass();
  const plots = page.getByRole('region', { name: 'Dashboards' });
  const opened = context.waitForEvent('page');
  await plots.getByRole('button', { name: 'Task Stream', exact: true }).click();
  const tab = await opened;
  await expect(tab).toHaveURL(/\/dashboard\/individual-task-stream$/);
  await expect(tab).toHaveTitle(/Dask/);
  await expect(
    page.locator('.Toastify__toast', {
      hasText: 'Task Stream was opened in a new browser tab'
    })
  ).toBeVisible();
  await tab.close();

  // What is ours has a place in the sidebar at the other side.
  const ours = page.getByRole('region', { name: 'Clusters' });
  await ours.getByRole('button', { name: '1 / 1 workers' }).click();
  const table = page.getByRole('table', { name: /^Workers of / });
  await expect(table.getByRole('row')).toHaveCount(2);
  await expect(
    page.getByRole('heading', { name: 'Workers: Cluster 1' })
  ).toBeVisible();
  await ours.getByRole('listitem').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Show Logs of / }).click();
  await expect(page.getByRole('log')).toContainText('Scheduler at');
  await page.close();
});

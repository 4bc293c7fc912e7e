import type { Locator, Page } from '@playwright/test';

import { faults } from './axe';
import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

test('the logs of a running cluster open in a tab, can be searched, and come back after a reload', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning();
  await card.click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Show Logs of / }).click();
  const log = page.getByRole('log');
  await expect(log).toContainText('Scheduler at');
  const select = page.getByRole('combobox', { name: 'Log', exact: true });
  const worker = select.locator('option', { hasText: /^Worker / }).first();
  await select.selectOption((await worker.getAttribute('value'))!);
  await expect(log).toContainText('Registered to');
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('threads');
  await expect(log.locator('mark').first()).toHaveText(/threads/i);
  await expect(log).not.toContainText('Registered to');
  const file = select.locator('option', { hasText: /^File .*scheduler/ });
  // JupyterLab saves what is open a moment after it has changed.
  const stored = page.waitForResponse(
    response =>
      response.url().includes('/api/workspaces/') &&
      response.request().method() === 'PUT' &&
      /file:/.test(response.request().postData() ?? '')
  );
  await select.selectOption((await file.first().getAttribute('value'))!);
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('');
  await expect(log).toContainText('Scheduler at');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the log' }).click();
  expect((await saved).suggestedFilename()).toMatch(/^Cluster-.*\.log$/);
  await stored;
  await page.reload();
  await expect(page.getByRole('log')).toContainText('Scheduler at');
  await expect(select).toHaveValue(/^file:.*scheduler/);

  await panel.open();
  await restartWorker(page, card);
  await panel.shutDown(card);
  await panel.clusters.getByText(/^Ended clusters/).click();
  const all = panel.clusters.getByRole('group', { name: /^Cluster / });
  const ended = all.first();
  await expect(ended).toContainText('You shut it down.');
  await expect(ended).toContainText(/worker minutes · up to 1 worker/);
  await ended.getByRole('button', { name: 'Create again' }).click();
  await expect(panel.cards).toHaveCount(1);
  // Those of the tests before are there, too.
  const count = await all.count();
  await ended.getByRole('button', { name: 'Dismiss' }).click();
  await expect(all).toHaveCount(count - 1);
});

/** Find the worker of a cluster in its table, and restart it by keys alone. */
async function restartWorker(page: Page, card: Locator): Promise<void> {
  await card.getByRole('button', { name: '1 / 1 workers' }).press('Enter');
  const table = page.getByRole('table', { name: /^Workers of Cluster / });
  const row = table.getByRole('row').nth(1);
  await expect(row).toContainText(/\d+ MB of 1 GB/);
  await expect(
    row.getByRole('progressbar', { name: /^CPU of / })
  ).toBeVisible();
  await table.getByRole('button', { name: 'Processing' }).press('Enter');
  await expect(
    table.getByRole('columnheader', { name: 'Processing' })
  ).toHaveAttribute('aria-sort', 'descending');
  expect(await faults(page, '.jp-DaskWorkers')).toEqual([]);
  const address = row.locator('.jp-DaskWorkers-address');
  const before = await address.textContent();
  await row.getByRole('button', { name: /^Restart worker / }).press('Enter');
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('The gateway may replace it');
  await dialog.getByRole('button', { name: 'Restart' }).press('Enter');
  await expect(page.getByText(/worker .* was restarted/)).toBeVisible();
  await expect(address).not.toHaveText(before!);
  await expect(address).toBeVisible();
}

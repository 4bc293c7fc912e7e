import type { BrowserContext, Locator, Page } from '@playwright/test';
import { expect, test as base } from '@playwright/test';

import { LabServer } from '../tests/server';

/** A notebook with a kernel, so that nobody is asked for one. */
const NOTEBOOK = {
  cells: [],
  metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
  nbformat: 4,
  nbformat_minor: 5
};

/**
 * What the browser's console says of modules of another version than this extension wants.
 */
const VERSIONS = /Unsatisfied version|No satisfying version/;

/**
 * Without galata, which knows the JupyterLab of its own version only.
 */
const test = base.extend<{ url: string }, { server: LabServer }>({
  server: [
    async ({}, use) => {
      const server = await LabServer.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 180_000 }
  ],
  url: async ({ server }, use) => use(server.url)
});

/** Put a notebook there, and return its path. */
async function aNotebook(page: Page, url: string): Promise<string> {
  const path = 'notebooks/main.ipynb';
  await page.request.put(`${url}/api/contents/${path}`, {
    data: { type: 'notebook', format: 'json', content: NOTEBOOK }
  });
  return path;
}

/** Everything that people do, from no cluster to none again. */
async function doMainJob(
  page: Page,
  open: () => Promise<void>,
  look: (button: Locator) => Promise<void>
): Promise<void> {
  const warnings: string[] = [];
  page.on('console', message => {
    const isOurs = message.location().url.includes('purdue-dask-lab');
    if (isOurs && VERSIONS.test(message.text())) {
      warnings.push(message.text());
    }
  });
  const errors: string[] = [];
  page.on('pageerror', ({ stack }) => {
    // Notebook has errors of its own.
    if (stack?.includes('purdue-dask-lab')) {
      errors.push(stack);
    }
  });
  await open();

  const clusters = page.getByRole('region', { name: 'Clusters', exact: true });
  const dialog = page.getByRole('dialog');
  await clusters.getByRole('button', { name: 'New cluster' }).click();
  await expect(dialog).toContainText('Configure Dask cluster');
  const numbers = { 'Minimum workers': 1, 'Maximum workers': 1 };
  for (const [name, value] of Object.entries(numbers)) {
    await dialog.getByRole('spinbutton', { name }).fill(`${value}`);
  }
  await dialog.getByRole('button', { name: 'Apply' }).click();
  const card = clusters.getByRole('listitem');
  await expect(card).toContainText('1 / 1 workers');

  await look(
    page
      .getByRole('region', { name: 'Dashboards', exact: true })
      .getByRole('button', { name: 'Task Stream', exact: true })
  );

  await card.getByRole('button', { name: 'Insert client code' }).click();
  const cells = page.locator('.jp-Notebook:visible .jp-CodeCell');
  const inserted = cells.filter({ hasText: 'gateway.connect(' });
  await inserted.locator('.cm-content').click();
  await page.keyboard.press('Shift+Enter');
  await expect(inserted.locator('.jp-OutputArea-output')).toContainText(
    'Client'
  );
  await cells.last().locator('.cm-content').click();
  await page.keyboard.insertText('client.submit(sum, [40, 2]).result()');
  await page.keyboard.press('Shift+Enter');
  await expect(
    cells.filter({ hasText: 'client.submit' }).locator('.jp-OutputArea-output')
  ).toHaveText(/\b42\b/);

  await card.getByRole('button', { name: 'Scale' }).click();
  await dialog.getByRole('radio', { name: 'Fixed number' }).check();
  await dialog
    .getByRole('spinbutton', { name: 'Workers', exact: true })
    .fill('2');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(card).toContainText('2 / 2 workers');

  await card.getByRole('button', { name: 'Shut down' }).click();
  await expect(dialog).toContainText('2 workers');
  await dialog.getByRole('button', { name: 'Shut down' }).click();
  await expect(card).toHaveCount(0);
  expect(warnings).toEqual([]);
  expect(errors).toEqual([]);
}

/** Look at a plot in a browser tab of its own. */
async function lookElsewhere(
  context: BrowserContext,
  button: Locator
): Promise<void> {
  const opened = context.waitForEvent('page');
  await button.click();
  const tab = await opened;
  await expect(tab.locator('.bk-Figure').first()).toBeVisible();
  await tab.close();
}

test('the main job is done in JupyterLab', async ({ page, url }) => {
  const path = await aNotebook(page, url);
  const settings = `${url}/lab/api/settings`;
  const layout = { 'individual-progress': { mode: 'tab-after', ref: null } };
  await page.request.put(`${settings}/dask-labextension:plugin`, {
    data: { raw: JSON.stringify({ defaultLayout: layout }) }
  });
  await doMainJob(
    page,
    async () => {
      await page.goto(`${url}/lab/tree/${path}?reset`);
      await page.getByRole('tab', { name: 'Dask', exact: true }).click();
    },
    async button => {
      await button.click();
      const frame = page.locator('iframe[src*="individual-task-stream"]');
      await expect(
        frame.contentFrame().locator('.bk-Figure').first()
      ).toBeVisible();
      await page
        .getByRole('tab', { name: 'Task Stream' })
        .locator('.lm-TabBar-tabCloseIcon')
        .click();
    }
  );
  // What was set for dask-labextension has become a setting of this extension.
  const ours = await page.request.get(`${settings}/purdue-dask-lab:plugin`);
  expect((await ours.json()).settings).toEqual({ defaultLayout: layout });
});

test('the main job is done in Notebook', async ({ context, page, url }) => {
  const path = await aNotebook(page, url);
  await doMainJob(
    page,
    async () => {
      await page.goto(`${url}/notebooks/${path}`);
      await expect(page.locator('.jp-Notebook')).toBeVisible();
      const panel = page.locator('#purdue-dask-lab');
      await expect(async () => {
        // A page that still loads knows no keys.
        await page.keyboard.press('Alt+Shift+KeyD');
        await expect(panel).toBeVisible({ timeout: 1000 });
      }).toPass();
    },
    button => lookElsewhere(context, button)
  );
});

import { makeEcho, makeEnvironment } from './environments';
import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

test('with no notebook open one is offered, and the code goes into it', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  const insert = card.getByRole('button', { name: 'Insert client code' });
  await insert.click();
  await expect(panel.dialog).toContainText('No notebook is open');
  await panel.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator('.jp-Notebook')).toHaveCount(0);

  await insert.click();
  await panel.dialog.getByRole('button', { name: 'New notebook' }).click();
  const cell = page.locator('.jp-CodeCell').first();
  await expect(cell).toContainText('gateway.connect(');
  await page.notebook.runCell(0, true);
  await expect(cell).toContainText(/Client-|GatewayCluster/);
});

test('the palette puts the code below the active cell of the notebook used last', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  for (const word of ['one', 'two', 'three']) {
    await panel.newNotebook();
    await page.notebook.setCell(0, 'code', `"first of ${word}"`);
    await page.notebook.addCell('code', `"last of ${word}"`);
  }
  await page
    .getByRole('main')
    .getByRole('tab', { name: /ipynb/ })
    .nth(1)
    .click();
  await page.notebook.selectCells(0);
  // What is no notebook does not count.
  await panel.dashboards
    .getByRole('button', { name: 'Progress', exact: true })
    .click();
  await expect(
    page.locator('iframe[src*="individual-progress"]')
  ).toBeVisible();
  await panel.choose('Insert Dask Client Code');
  await expect(page.locator('.jp-Notebook:visible .jp-CodeCell')).toContainText(
    ['first of two', 'gateway.connect(', 'last of two']
  );
  await expect(
    page.locator('.jp-CodeCell', { hasText: 'gateway.connect(' })
  ).toHaveCount(1);
  await expect(card).toContainText('Running');
});

test.describe('a kernel that will not do', () => {
  test('for lack of dask-gateway is named before the code fails', async ({
    page,
    panel
  }) => {
    const bare = makeEnvironment({ name: 'Bare' });
    bare.lend(/^dask_gateway(-.*)?$/);
    const card = await panel.createRunning({ minimum: 1, maximum: 1 });
    await panel.newNotebook('bare');
    await page.notebook.setCell(0, 'code', 'import sys; sys.prefix');
    await page.notebook.runCell(0, true);
    await panel.insertCode(card);
    await expect(
      page.getByText(
        'Bare has no dask-gateway, which the client code imports. Install it there, or use the kernel Python 3 (ipykernel).'
      )
    ).toBeVisible();
    await page.notebook.runCell(1, true);
    await expect(page.locator('.jp-CodeCell').nth(1)).toContainText(
      "ModuleNotFoundError: No module named 'dask_gateway'"
    );
  });

  test('for another version is named with both versions', async ({
    page,
    panel
  }) => {
    const older = makeEnvironment({ name: 'Older' });
    older.lend(/^distributed-.*\.dist-info$/);
    older.pretend('distributed', '2023.1.0');
    const card = await panel.createRunning({ minimum: 1, maximum: 1 });
    await panel.newNotebook('older');
    await page.notebook.setCell(0, 'code', 'import sys; sys.prefix');
    await page.notebook.runCell(0, true);
    await card.getByRole('button', { name: 'Insert client code' }).click();
    await expect(
      page.getByText(
        /Older differs from the workers: distributed 2023\.1\.0, not 20\d\d\.\d+\.\d+\. Use Python 3 \(ipykernel\)\./
      )
    ).toBeVisible();
  });

  test('because it speaks another language is named, with a way to another', async ({
    page,
    panel
  }) => {
    makeEcho();
    const card = await panel.createRunning({ minimum: 1, maximum: 1 });
    await panel.newNotebook('echo');
    await page.notebook.setCell(0, 'code', 'hello');
    await page.notebook.runCell(0, true);
    expect(await page.notebook.getCellTextOutput(0)).toEqual(['hello']);
    await card.getByRole('button', { name: 'Insert client code' }).click();
    await expect(
      page.getByText(
        'The client code is Python, but Echo is not a Python kernel.'
      )
    ).toBeVisible();
    await page.getByRole('button', { name: 'Change kernel' }).click();
    await expect(panel.dialog).toContainText('Select Kernel');
    await panel.dialog.getByRole('button', { name: 'Cancel' }).click();
  });
});

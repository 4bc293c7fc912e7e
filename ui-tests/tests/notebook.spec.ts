import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

test.beforeEach(async ({ page }) => {
  await page.notebook.createNew();
});

test('the inserted code connects, and the card shows the tasks it computes', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await panel.insertCode(card);
  const cell = page.locator('.jp-CodeCell').first();
  await page.notebook.runCell(0, true);
  await expect(cell).toContainText(/Client-|GatewayCluster/);

  await page.notebook.addCell(
    'code',
    // On one line: the editor would indent what is typed after a colon.
    'import time; slow = lambda x: (time.sleep(0.1), x * x)[1]; sum(client.gather(client.map(slow, range(100))))'
  );
  const result = page.notebook.runCell(1, true);
  await expect(card.getByRole('progressbar', { name: /tasks/i })).toBeVisible();
  await result;
  await expect(page.locator('.jp-CodeCell').nth(1)).toContainText('328350');
});

test('shutting down asks first while somebody is connected', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await panel.insertCode(card);
  await page.notebook.runCell(0, true);
  await expect(card).toContainText('1 client connected');
  await expect(card).toContainText('used in Untitled');
  await card.getByRole('button', { name: 'Shut down' }).click();
  await panel.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(card).toContainText('Running');
  await card.getByRole('button', { name: 'Shut down' }).click();
  await panel.dialog.getByRole('button', { name: 'Shut down' }).click();
  await expect(card).toContainText('Stopping');
  await expect(panel.cards).toHaveCount(0);
});

test('a cluster made in a notebook appears and can be used like any other', async ({
  page,
  panel
}) => {
  const ours = await panel.createRunning();
  await panel.insertCode(ours);
  await page.notebook.runCell(0, true);
  await page.notebook.addCell(
    'code',
    'made = gateway.new_cluster(shutdown_on_close=False); made.scale(1); made.name'
  );
  await page.notebook.runCell(1, true);
  await expect(panel.cards).toHaveCount(2);
  const theirs = panel.cards.last();
  await expect(theirs).toContainText('Running');
  await theirs.getByRole('button', { name: 'Scale' }).click();
  await panel.dialog.getByRole('radio', { name: 'Fixed number' }).check();
  await panel.dialog
    .getByRole('spinbutton', { name: 'Workers', exact: true })
    .fill('2');
  await panel.dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(theirs).toContainText('2 / 2 workers');
});

test('the code goes into the console that was used last, and connects there', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await page.menu.clickMenuItem('File>New>Console');
  await page.getByRole('button', { name: 'Select Kernel' }).click();
  const prompt = page.locator('.jp-CodeConsole-promptCell .cm-content');
  await expect(prompt).toBeVisible();
  await card.getByRole('button', { name: 'Insert client code' }).click();
  await expect(prompt).toContainText('gateway.connect(');
  await prompt.press('Shift+Enter');
  await expect(card).toContainText(/used in Console/);
});

test('a kernel without dask-gateway is told before it fails', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await page.notebook.setCell(
    0,
    'code',
    'import importlib.util as u; found = u.find_spec; u.find_spec = lambda name, *a: None if name == "dask_gateway" else found(name, *a)'
  );
  await page.notebook.runCell(0, true);
  await card.getByRole('button', { name: 'Insert client code' }).click();
  await expect(
    page.getByText(/has no dask-gateway, which the client code imports/)
  ).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'Change kernel' })
  ).toBeVisible();
});

test('a cluster can be dragged into a notebook', async ({ page, panel }) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  const cell = page.locator('.jp-CodeCell').first();
  await card.locator('.jp-DaskCard-head').hover();
  await page.mouse.down();
  const box = (await cell.boundingBox())!;
  // The code is on its way once the pointer moves.
  const code = page.waitForResponse(/client-code/);
  await page.mouse.move(box.x + 60, box.y + 5, { steps: 5 });
  await code;
  await page.mouse.move(box.x + 80, box.y + 15, { steps: 5 });
  await expect(page.locator('.jp-DaskDrag')).toBeVisible();
  await page.mouse.move(box.x + 90, box.y + 10, { steps: 5 });
  await page.mouse.up();
  await expect(
    page.locator('.jp-CodeCell', { hasText: 'gateway.connect(' })
  ).toHaveCount(1);
});

test('the context menu of a cluster puts its code into the notebook', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await card.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Insert Dask Client Code' }).click();
  await expect(page.locator('.jp-CodeCell').first()).toContainText(
    'gateway.connect('
  );
});

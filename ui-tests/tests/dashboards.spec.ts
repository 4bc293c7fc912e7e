import { expect, test } from './fixtures';

test('the address fills itself and works in a new browser tab', async ({
  context,
  page,
  panel
}) => {
  await panel.createRunning();
  await expect(panel.address).toHaveValue(/\/dashboard\/status$/);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await panel.page.getByRole('button', { name: 'Copy dashboard URL' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await panel.address.inputValue());

  const tab = await context.newPage();
  await tab.goto(copied);
  await expect(tab).toHaveTitle(/Dask/);
  await expect(tab.locator('.bk-Figure').first()).toBeVisible();
  await tab.close();
});

test('Task Stream opens as a tab with live plots through Jupyter', async ({
  page,
  panel
}) => {
  await panel.createRunning();
  const live = page.waitForEvent('websocket', socket =>
    socket
      .url()
      .startsWith(panel.baseURL.replace('http', 'ws') + '/purdue-dask-lab/')
  );
  await panel.dashboards.getByRole('button', { name: 'Task Stream' }).click();
  const received = (await live).waitForEvent('framereceived');
  await expect(page.getByRole('tab', { name: /Task Stream/ })).toBeVisible();
  const plot = page.frameLocator('iframe[src*="individual-task-stream"]');
  await expect(plot.locator('.bk-Figure').first()).toBeVisible();
  await received;
});

test('a dashboard tab survives a reload and says so when its cluster is gone', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning();
  const saved = page.waitForRequest(
    request =>
      request.method() === 'PUT' &&
      request.url().includes('/api/workspaces/') &&
      (request.postData() ?? '').includes('individual-progress')
  );
  await panel.dashboards
    .getByRole('button', { name: 'Progress', exact: true })
    .click();
  const frame = page.locator('iframe[src*="individual-progress"]');
  await expect(frame).toBeVisible();
  await saved;

  await page.reload();
  await expect(frame).toBeVisible();

  await card.getByRole('button', { name: 'Shut down' }).click();
  await expect(panel.cards).toHaveCount(0);
  await expect(frame).toBeHidden();
  await expect(
    page.getByRole('main').getByText(/The cluster .* is gone/)
  ).toBeVisible();
});

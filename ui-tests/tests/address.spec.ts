import { expect, test } from './fixtures';

test('a LocalCluster of a notebook is found and shown through Jupyter', async ({
  page,
  panel
}) => {
  await page.notebook.createNew();
  await page.notebook.setCell(
    0,
    'code',
    'from distributed import Client; client = Client(n_workers=1, processes=False, dashboard_address="localhost:0"); client.dashboard_link'
  );
  await page.notebook.runCell(0, true);
  const cell = page.locator('.jp-CodeCell').first();
  const link = /http:\/\/[\d.]+:(\d+)\/status/;
  await expect(cell).toContainText(link);
  await page
    .getByRole('button', { name: 'Find dashboards in open notebooks' })
    .click();
  const [, port] = link.exec((await cell.textContent())!)!;
  const proxied = `${panel.baseURL}/purdue-dask-lab/dashboards/${port}/`;
  await expect(panel.address).toHaveValue(`${proxied}status`);
  await panel.dashboards.getByRole('button', { name: 'Task Stream' }).click();
  await expect(
    page
      .frameLocator(`iframe[src="${proxied}individual-task-stream"]`)
      .locator('.bk-Figure')
      .first()
  ).toBeVisible();

  await page.reload();
  await panel.open();
  await expect(panel.address).toHaveValue(`${proxied}status`);
});

test('an address that is none of a dashboard says why', async ({
  page,
  panel
}) => {
  const said = panel.page.locator('.jp-DaskAddress-message');
  for (const [address, words] of [
    ['localhost:1/status', /Nothing responds at localhost:1/],
    ['http://192.0.2.1:8787/status', /cannot proxy 192.0.2.1:8787/],
    ['https://example.com/status', /cannot proxy example.com/],
    [`${panel.baseURL}/api/`, /is not a Dask dashboard/],
    ['gateway://x', /not the address of a dashboard/]
  ] as const) {
    await panel.address.fill(address);
    await panel.address.press('Enter');
    await expect(said).toContainText(words);
  }

  // dask-labextension's own check would fetch whatever it is told to.
  const check = `${panel.baseURL}/dask/dashboard-check/`;
  const answer = await page.request.get(
    check + encodeURIComponent(`${panel.baseURL}/api/`)
  );
  expect(answer.status()).toBe(404);
});

import { galata } from '@jupyterlab/galata';

import { DaskPanel } from './dask-panel';
import { localCluster, unframed } from './elsewhere';
import { expect, test as base } from './fixtures';
import type { ISettings } from './server';

/** Our settings, as a user would have them. */
const having = (ours: object): ISettings => ({
  ...galata.DEFAULT_SETTINGS,
  'purdue-dask-lab:plugin': ours
});

/** Of a variable, as the server tells it. */
const PROBLEM = {
  severity: 'warning',
  message: 'A variable looks odd. '.repeat(20).trim(),
  mend: null,
  blocks: false,
  field: null
};

const test = base.extend<{ port: number }>({
  port: async ({}, use) => {
    const cluster = await localCluster();
    await use(cluster.port);
    await cluster.end();
  }
});

test.describe('with hidden clusters', () => {
  test.use({ settings: having({ hideClusterManager: true }) });

  test('the dashboards stay, and what is done elsewhere still works', async ({
    page,
    baseURL
  }) => {
    const panel = new DaskPanel(page, baseURL!);
    await page.getByRole('tab', { name: 'Dask', exact: true }).click();
    await expect(panel.dashboards).toBeVisible();
    await expect(panel.address).toBeVisible();
    await expect(panel.clusters).toBeHidden();

    // The command waits for the dialog.
    await page.evaluate(() => {
      void window.jupyterapp.commands.execute('dask:launch-cluster');
    });
    await expect(panel.dialog).toHaveAccessibleName('Configure Dask cluster');
    await panel.dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(panel.address).toHaveValue(/\/dashboard\/status$/);
    await panel.endAll();
  });
});

test.describe('with a default dashboard', () => {
  test.use({
    settings: async ({ port }, use) =>
      use(having({ defaultURL: `localhost:${port}` }))
  });

  test('that one is shown until a cluster is chosen', async ({
    panel,
    port
  }) => {
    await expect(panel.address).toHaveValue(
      `${panel.baseURL}/purdue-dask-lab/dashboards/${port}/status`
    );
    await expect(
      panel.dashboards.getByRole('button', { name: 'Task Stream' })
    ).toBeVisible();
    await panel.createRunning();
    await expect(panel.address).toHaveValue(/\/dashboard\/status$/);
  });
});

test('what only the browser could reach is not shown unless that is wanted', async ({
  panel,
  port
}) => {
  await panel.address.fill(`http://dask.localhost:${port}/status`);
  await panel.address.press('Enter');
  await expect(panel.page.locator('.jp-DaskAddress-message')).toContainText(
    /cannot proxy dask.localhost:\d+/
  );
});

test.describe('where the browser may reach for dashboards', () => {
  test.use({ settings: having({ browserDashboardCheck: true }) });

  test('one of another site is shown, live, without Jupyter', async ({
    page,
    panel,
    port
  }) => {
    const site = `http://dask.localhost:${port}/`;
    await panel.address.fill(`${site}status`);
    await panel.address.press('Enter');
    await expect(panel.page.locator('.jp-DaskAddress-message')).toContainText(
      'Loaded by your browser, not through Jupyter.'
    );
    await expect(panel.address).toHaveValue(`${site}status`);
    const live = page.waitForEvent('websocket', socket =>
      socket.url().startsWith(site.replace('http', 'ws'))
    );
    await panel.dashboards.getByRole('button', { name: 'Task Stream' }).click();
    await (await live).waitForEvent('framereceived');
    const plot = page.frameLocator(
      `iframe[src="${site}individual-task-stream"]`
    );
    await expect(plot.locator('.bk-Figure').first()).toBeVisible();
  });

  for (const [name, value] of [
    ['X-Frame-Options', 'DENY'],
    ['Content-Security-Policy', "frame-ancestors 'none'"]
  ]) {
    test(`one that forbids that by ${name} stays empty, and why is said`, async ({
      context,
      page,
      panel
    }) => {
      const site = await unframed({ [name]: value });
      const address = `http://gateway.localhost:${site.port}/clusters/x/`;
      await panel.address.fill(`${address}status`);
      await panel.address.press('Enter');
      await panel.dashboards.getByRole('button', { name: 'Status' }).click();
      const frame = page.frameLocator(`iframe[src="${address}status"]`);
      await expect(
        page
          .getByRole('main')
          .getByText(
            /Open it in a new browser tab: gateway.localhost:\d+ requires a login or cannot be embedded/
          )
      ).toBeVisible();
      await expect(frame.getByText('Plots')).toHaveCount(0);
      const opened = context.waitForEvent('page');
      await page
        .getByRole('main')
        .getByRole('button', { name: 'Open in a new browser tab' })
        .click();
      await expect((await opened).getByText('Plots')).toBeVisible();
      await site.end();
    });
  }
});

test('a size that was given a name is there after a reload, and the last one without', async ({
  page,
  panel
}) => {
  const maximum = panel.dialog.getByRole('spinbutton', {
    name: 'Maximum workers'
  });
  const preset = panel.dialog.getByRole('button', { name: /^Wide 4 workers/ });
  const save = panel.dialog.getByRole('button', { name: 'Save as preset…' });
  // A server that is slow to look at the variables finds something, on a page with room for it.
  await page.setViewportSize({ width: 1400, height: 1400 });
  let answer = (): void => undefined;
  const asked = new Promise<void>(resolve => (answer = resolve));
  await page.route('**/worker-variables?*', async route => {
    const response = await route.fetch();
    const known = (await response.json()) as object;
    await asked;
    await route.fulfill({ json: { ...known, problems: [PROBLEM] } });
  });
  await panel.openDialog();
  await maximum.fill('4');
  // Who scrolls changes no number.
  await maximum.hover();
  await page.mouse.wheel(0, 100);
  await expect(save).toBeEnabled();
  // What is pressed just then stays where it is.
  await save.hover();
  await page.mouse.down();
  answer();
  await expect(panel.dialog).toContainText(PROBLEM.message);
  await page.mouse.up();
  // The keyboard goes on where the name is entered, and Enter saves it only.
  const name = panel.dialog.getByRole('textbox', {
    name: 'Name of the preset'
  });
  await expect(name).toBeFocused();
  await page.unroute('**/worker-variables?*');
  await page.keyboard.type('Wi');
  // Nor does what comes to the front meanwhile interrupt who is typing.
  await page.locator('.jp-LauncherCard').first().focus();
  await page.keyboard.type('de');
  await expect(name).toHaveValue('Wide');
  await page.keyboard.press('Enter');
  await expect(preset).toBeVisible();
  await panel.closeDialog();
  const card = await panel.create({ maximum: 1 });
  await expect(card).toContainText('Running');
  await page.reload();
  await panel.open();
  // The plots of the cluster take their room first, and what is below them moves.
  await expect(
    panel.dashboards.getByRole('button', { name: 'Task Stream' })
  ).toBeVisible();
  await panel.openDialog();
  await expect(panel.dialog).toContainText('As your last cluster on');
  await expect(maximum).toHaveValue('1');
  await preset.click();
  await expect(maximum).toHaveValue('4');
  await panel.dialog
    .getByRole('button', { name: 'Remove the preset Wide' })
    .click();
  await expect(preset).toBeHidden();
  await panel.closeDialog();
});

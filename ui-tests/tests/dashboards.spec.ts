import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

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

  // A page that knows no theme is turned dark with JupyterLab.
  const frame = page.locator('iframe[src*="individual-task-stream"]');
  await expect(frame).toHaveCSS('filter', 'none');
  await page.theme.setDarkTheme();
  await expect(frame).toHaveCSS('filter', /invert/);
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

  await panel.shutDown(card);
  await expect(panel.cards).toHaveCount(0);
  await expect(frame).toBeHidden();
  await expect(
    page
      .getByRole('main')
      .getByText(/.* has stopped\. Select or create a cluster/)
  ).toBeVisible();
});

test('Info shows the log of a worker, and what is not there is said plainly', async ({
  page,
  panel
}) => {
  await panel.createRunning();
  await panel.dashboards.getByRole('button', { name: 'Info' }).click();
  const info = page.frameLocator('iframe[src*="info/main/workers.html"]');
  await info.getByRole('link', { name: 'logs' }).last().click();
  await expect(
    info.getByText(/distributed\.worker.*Start worker at/)
  ).toBeVisible();

  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('purdue-dask-lab:open-dashboard', {
      plot: 'individual-nothing'
    });
  });
  await expect(
    page.getByRole('main').getByText(/The dashboard of .* is not responding/)
  ).toBeVisible();
});

test('a star makes a plot a favorite, also after a reload', async ({
  page,
  panel
}) => {
  await panel.createRunning();
  const favorites = panel.dashboards.getByRole('group', {
    name: 'Favorites'
  });
  const star = panel.dashboards.getByRole('checkbox', {
    name: 'Favorite: Occupancy'
  });
  const kept = page.waitForResponse(
    response =>
      response.request().method() === 'PUT' &&
      response.url().includes('/api/settings/')
  );
  await star.click();
  await expect(
    favorites.getByRole('button', { name: 'Occupancy' })
  ).toBeVisible();
  await kept;
  await page.reload();
  await panel.open();
  await expect(
    favorites.getByRole('button', { name: 'Occupancy' })
  ).toBeVisible();
  await expect(star).toBeChecked();
  await star.click();
  await expect(
    favorites.getByRole('button', { name: 'Occupancy' })
  ).toHaveCount(0);
});

test('a tab that stays with its cluster does so when another is chosen, and after a reload', async ({
  page,
  panel
}) => {
  const first = await panel.createRunning();
  const label = (await first.getAttribute('aria-label'))!;
  await panel.dashboards
    .getByRole('button', { name: 'Progress', exact: true })
    .click();
  const saved = page.waitForRequest(
    request =>
      request.method() === 'PUT' &&
      request.url().includes('/api/workspaces/') &&
      (request.postData() ?? '').includes('"pin":{')
  );
  await page.getByRole('button', { name: 'Pin to this cluster' }).click();
  await saved;
  await panel.create();
  const second = panel.cards.filter({ hasNotText: label });
  await expect(second).toContainText('Running');
  const other = (await second.getAttribute('aria-label'))!;
  await page.reload();

  const pinned = page.getByRole('tab', { name: `Progress: ${label}` });
  await expect(pinned).toBeVisible();
  await panel.open();
  await panel.dashboards
    .getByRole('button', { name: 'Progress', exact: true })
    .click();
  await expect(
    page.getByRole('tab', { name: `Progress: ${other}` })
  ).toBeVisible();

  await panel.shutDown(first);
  await pinned.click();
  await expect(
    page.getByRole('main').getByText(`${label} has stopped.`)
  ).toBeVisible();
  await page
    .getByRole('main')
    .getByRole('button', { name: `Show ${other}` })
    .click();
  await expect(
    page.getByRole('tab', { name: `Progress: ${other}` })
  ).toBeVisible();
});

test('the scheduler draws only for dashboards that somebody sees', async ({
  page,
  panel
}) => {
  await page.notebook.createNew();
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await panel.insertCode(card);
  await page.notebook.runCell(0, true);
  const connections =
    'client.run_on_scheduler(lambda dask_scheduler: sum(session.connection_count for app in dask_scheduler.http_application.applications if hasattr(app, "get_sessions") for path in app.app_paths for session in app.get_sessions(path)))';
  const counted = (): Promise<string> =>
    page.evaluate(`(async () => {
      const { sessionContext } = [...jupyterapp.shell.widgets('main')].find(
        widget => widget.sessionContext
      );
      const { content } = await sessionContext.session.kernel.requestExecute({
        code: '',
        silent: true,
        user_expressions: { count: ${JSON.stringify(connections)} }
      }).done;
      return content.user_expressions.count.data['text/plain'];
    })()`);
  for (const name of ['Task Stream', 'CPU', 'Occupancy']) {
    await panel.dashboards.getByRole('button', { name, exact: true }).click();
    const frame = page.locator(
      `iframe[src*="individual-${name.toLowerCase().replace(' ', '-')}"]`
    );
    await expect(frame.contentFrame().locator('.bk-Figure')).toBeVisible();
  }
  // They are one above the other.
  await expect(async () => expect(await counted()).toBe('1')).toPass();
  await page
    .getByRole('tab', { name: 'Occupancy' })
    .getByTitle(/Close/)
    .click();
  await expect(page.locator('iframe[src*="individual-cpu"]')).toBeVisible();
  await page.getByRole('tab', { name: 'CPU' }).getByTitle(/Close/).click();
  await page
    .getByRole('tab', { name: 'Task Stream' })
    .getByTitle(/Close/)
    .click();
  await expect(async () => expect(await counted()).toBe('0')).toPass();
});

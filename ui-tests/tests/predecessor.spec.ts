import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { expect, test } from './fixtures';

/** Code that makes a cluster in the notebook, of threads alone. */
const LOCAL =
  'from distributed import Client; client = Client(n_workers=1, processes=False, dashboard_address="localhost:0"); client';

/** The live plot of a name. */
function plotOf(page: IJupyterLabPageFixture, name: string): Locator {
  return page
    .frameLocator(`iframe[src*="individual-${name}"]`)
    .locator('.bk-Figure')
    .first();
}

test('the button of a client opens the layout, which can be rearranged and saved', async ({
  page,
  panel
}) => {
  await page.notebook.createNew();
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await panel.insertCode(card);
  await page.notebook.runCell(0, true);
  await page
    .getByRole('button', { name: 'Launch dashboard in JupyterLab' })
    .click();
  for (const name of ['task-stream', 'workers-memory', 'progress']) {
    const frame = page.locator(`iframe[src*="individual-${name}"]`);
    await expect(frame).toBeVisible();
    await expect(
      frame.contentFrame().locator('.bk-Figure').first()
    ).toBeVisible();
  }

  await page
    .getByRole('tab', { name: 'Task Stream' })
    .getByTitle(/Close/)
    .click();
  const saved = page.waitForRequest(
    request =>
      request.method() === 'PUT' &&
      decodeURIComponent(request.url()).includes('purdue-dask-lab:plugin')
  );
  await panel.choose('Save Dask Dashboard Layout');
  const { raw } = (await saved).postDataJSON() as { raw: string };
  // JupyterLab explains each setting in a comment.
  const settings = JSON.parse(raw.replace(/^\s*\/\/.*$/gm, ''));
  expect(settings.defaultLayout).toEqual({
    'individual-workers-memory': { mode: 'split-right', ref: null },
    'individual-progress': {
      mode: 'split-right',
      ref: 'individual-workers-memory'
    }
  });
});

test('the button of a client of a LocalCluster opens its dashboards through Jupyter', async ({
  page,
  panel
}) => {
  await page.notebook.createNew();
  await page.notebook.setCell(0, 'code', LOCAL);
  await page.notebook.runCell(0, true);
  await page
    .getByRole('button', { name: 'Launch dashboard in JupyterLab' })
    .click();
  for (const name of ['task-stream', 'workers-memory', 'progress']) {
    await expect(plotOf(page, name)).toBeVisible();
  }
  await expect(panel.address).toHaveValue(
    new RegExp(`^${panel.baseURL}/purdue-dask-lab/dashboards/\\d+/status$`)
  );
});

test('a dashboard is found in the notebook used last, or none is said to be found', async ({
  page,
  panel
}) => {
  await page.notebook.createNew();
  // A kernel that is about to start could not be searched.
  await page.notebook.setCell(0, 'code', 'print()');
  await page.notebook.runCell(0, true);
  expect(await panel.resultOf('dask:populate-dashboard-url')).toBe('');
  await expect(
    page.getByText('No open notebook has a connected Dask client.')
  ).toBeVisible();
  // Nothing is opened for a dashboard that there is not.
  await panel.run('dask:populate-and-launch-layout');
  await expect(page.locator('iframe')).toHaveCount(0);

  for (let count = 0; count < 2; count++) {
    await panel.newNotebook();
    await page.notebook.setCell(0, 'code', `${LOCAL}.dashboard_link`);
    await page.notebook.runCell(0, true);
  }
  const [said] = (await page.notebook.getCellTextOutput(0))!;
  const port = /:(\d+)\/status/.exec(said)![1];
  const address = `${panel.baseURL}/purdue-dask-lab/dashboards/${port}/status`;
  expect(await panel.resultOf('dask:populate-dashboard-url')).toBe(address);
  await expect(panel.address).toHaveValue(address);
  await panel.run('dask:populate-and-launch-layout', {
    url: `http://127.0.0.1:${port}/status`
  });
  await expect(plotOf(page, 'progress')).toBeVisible();
});

test('a dashboard is launched once, where it was asked for', async ({
  page,
  panel
}) => {
  await panel.createRunning();
  const item = { label: 'Task Stream', route: '/individual-task-stream' };
  const launch = 'dask:launch-dashboard';
  const label = await page.evaluate(
    ([id, args]) => window.jupyterapp.commands.label(id, args),
    [launch, { item }] as const
  );
  expect(label).toBe('Open Dask Dashboard: Task Stream');
  await panel.run(launch, { item });
  await expect(plotOf(page, 'task-stream')).toBeVisible();
  const ref = await page.evaluate(
    () => window.jupyterapp.shell.currentWidget!.id
  );
  await panel.run(launch, {
    item: { label: 'Progress', route: 'individual-progress' },
    options: { mode: 'split-bottom', ref }
  });
  await expect(plotOf(page, 'progress')).toBeVisible();
  const [above, below] = await Promise.all(
    ['task-stream', 'progress'].map(name =>
      page.locator(`iframe[src*="individual-${name}"]`).boundingBox()
    )
  );
  expect(below!.y).toBeGreaterThan(above!.y + above!.height);
  expect(below!.x).toBe(above!.x);

  await panel.run(launch, { item });
  await expect(page.getByRole('tab', { name: 'Task Stream' })).toHaveCount(1);
  await expect(page.getByRole('tab', { name: 'Progress' })).toHaveCount(1);
});

test('clusters are launched, scaled, used and stopped by the names that these had', async ({
  page,
  panel
}) => {
  await page.notebook.createNew();
  const launched = panel.resultOf<{ label: string }>('dask:launch-cluster');
  await expect(panel.dialog).toHaveAccessibleName('Configure Dask cluster');
  for (const bound of ['Minimum', 'Maximum']) {
    await panel.dialog
      .getByRole('spinbutton', { name: `${bound} workers` })
      .fill('1');
  }
  await panel.dialog.getByRole('button', { name: 'Apply' }).click();
  expect((await launched).label).toBe('Cluster 1');
  const card = panel.cards.first();
  await expect(card).toContainText('1 / 1 workers');

  await panel.run('dask:inject-client-code');
  await expect(page.locator('.jp-CodeCell').first()).toContainText(
    'gateway.connect('
  );
  await panel.run('dask:launch-layout');
  await expect(plotOf(page, 'task-stream')).toBeVisible();

  const scaled = panel.run('dask:scale-cluster');
  await expect(panel.dialog).toHaveAccessibleName(/Scale/);
  await panel.dialog.getByRole('radio', { name: 'Fixed number' }).check();
  await panel.dialog
    .getByRole('spinbutton', { name: 'Workers', exact: true })
    .fill('2');
  await panel.dialog.getByRole('button', { name: 'Apply' }).click();
  await scaled;
  await expect(card).toContainText('2 / 2 workers');
  const stopped = panel.run('dask:stop-cluster');
  await panel.dialog.getByRole('button', { name: 'Shut down' }).click();
  await stopped;
  await expect(panel.cards).toHaveCount(0);
});

test('in a menu each command of dask-labextension has a name', async ({
  page
}) => {
  const labels = await page.evaluate(() => {
    const { commands } = window.jupyterapp;
    return commands
      .listCommands()
      .filter(id => id.startsWith('dask:'))
      .map(id => commands.label(id));
  });
  expect(labels).toHaveLength(9);
  expect(labels).not.toContain('');
});

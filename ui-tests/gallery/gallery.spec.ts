import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator, Page } from '@playwright/test';

import { CLUSTERS, listAll } from '../tests/clusters';
import type { DaskPanel } from '../tests/dask-panel';
import { makeEnvironment, makePixiProject } from '../tests/environments';
import { expect, test } from '../tests/fixtures';

const FOLDER = process.env.GALLERY ?? 'test-results/gallery';

const LOOKS = {
  light: 'JupyterLab Light',
  dark: 'JupyterLab Dark',
  contrast: 'JupyterLab Dark High Contrast'
};

/** Width and height of the page; half of a screen is what 200 % leaves of it. */
const SIZES = { wide: [1400, 900], zoomed: [700, 450], narrow: [480, 900] };

type Part = (panel: DaskPanel) => Locator | Page;

const SIDEBAR: Part = ({ page }) => page.locator('#purdue-dask-lab');
const WHOLE: Part = ({ page }) => page;

/** Change the theme, once it is drawn. */
async function wear(panel: DaskPanel, theme: string): Promise<void> {
  await panel.page.evaluate(async name => {
    const { commands } = window.jupyterapp;
    await commands.execute('apputils:change-theme', { theme: name });
  }, theme);
  const kind = theme.includes('Dark') ? 'false' : 'true';
  await expect(panel.page.locator('body')).toHaveAttribute(
    'data-jp-theme-light',
    kind
  );
}

/** Take pictures of a part, in every theme and size. */
async function show(panel: DaskPanel, name: string, part: Part): Promise<void> {
  const { page } = panel;
  mkdirSync(FOLDER, { recursive: true });
  for (const [look, theme] of Object.entries(LOOKS)) {
    await wear(panel, theme);
    for (const [size, [width, height]] of Object.entries(SIZES)) {
      await page.setViewportSize({ width, height });
      const path = join(FOLDER, `${name}-${look}-${size}.png`);
      await part(panel).screenshot({ path, animations: 'disabled' });
    }
  }
  await page.setViewportSize({ width: 1400, height: 900 });
  await wear(panel, LOOKS.light);
}

/** List clusters that nobody has to start. */
async function list(
  panel: DaskPanel,
  clusters: typeof CLUSTERS
): Promise<void> {
  // The last one that is told how to answer does.
  await listAll(panel.page, clusters);
  await panel.run('purdue-dask-lab:refresh');
  await expect(panel.cards).toHaveCount(clusters.length);
}

test('an empty panel', async ({ panel }) => {
  await expect(panel.clusters).toContainText('No clusters running');
  await show(panel, 'empty', SIDEBAR);
});

test('clusters in every state', async ({ panel }) => {
  const { page, cards } = panel;
  for (const cluster of CLUSTERS) {
    await list(panel, [cluster]);
    await show(panel, `card-${cluster.label.toLowerCase()}`, () =>
      cards.first()
    );
  }
  await list(panel, CLUSTERS.slice(1, 3));
  await show(panel, 'two', SIDEBAR);
  await cards.first().locator('.jp-DaskCard-status').click({ button: 'right' });
  await show(panel, 'menu', WHOLE);
  await page.keyboard.press('Escape');
  const twenty = [...Array(20).keys()].map(number => ({
    ...CLUSTERS[number % CLUSTERS.length],
    name: `n${number}`,
    label: `Analysis ${number}`
  }));
  await list(panel, twenty);
  await expect(cards.filter({ hasText: 'Analysis 19' })).toHaveCount(1);
  await show(panel, 'twenty', SIDEBAR);
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  await show(panel, 'right-to-left', SIDEBAR);
});

test('gateways that are not there, or not yet', async ({ panel }) => {
  const { page } = panel;
  const gateways = /\/purdue-dask-lab\/gateways(\?.*)?$/;
  await page.route(gateways, route => route.fulfill({ json: [] }));
  await page.reload();
  await panel.open();
  const button = panel.clusters.getByRole('button', { name: 'New cluster' });
  await button.click();
  await expect(panel.dialog).toContainText('No gateway is configured');
  await show(panel, 'no-gateway', WHOLE);
  await panel.closeDialog();
  await page.unroute(gateways);
  let answer = (): void => undefined;
  const waiting = new Promise<void>(resolve => (answer = resolve));
  await page.route(gateways, async route => {
    await waiting;
    await route.continue();
  });
  await page.reload();
  await panel.open();
  await button.click();
  await expect(panel.dialog).toContainText('Loading gateways');
  await show(panel, 'loading', WHOLE);
  answer();
  await panel.closeDialog();
});

test('the dialog, with findings, presets and code', async ({ panel }) => {
  const { page, dialog } = panel;
  // Where it lies says nothing of the machine that makes the picture.
  makeEnvironment({ name: 'Analysis' }).mend();
  makeEnvironment({ name: 'Without Dask' });
  makeEnvironment({ name: 'Unusable', place: 'work' });
  makePixiProject('Not built');
  await panel.openDialog();
  await expect(
    dialog.getByRole('spinbutton', { name: 'Worker memory [GB]' })
  ).toBeVisible();
  await panel.kernel.selectOption({ label: 'Analysis' });
  await show(panel, 'dialog', WHOLE);
  await dialog.getByRole('button', { name: 'Save as preset…' }).click();
  await page.keyboard.type('Large');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('group', { name: 'Presets' })).toBeVisible();
  await panel.kernel.selectOption({ label: 'Without Dask' });
  await expect(dialog).toContainText('pip install');
  await show(panel, 'dialog-findings', WHOLE);
  await panel.openVariables();
  await show(panel, 'dialog-variables', WHOLE);
  await dialog.getByRole('button', { name: 'Remove the preset Large' }).click();
  await panel.closeDialog();
});

test('what a running cluster opens', async ({ panel }) => {
  const { page, dialog } = panel;
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await expect(
    panel.dashboards.getByRole('button', { name: 'Task Stream', exact: true })
  ).toBeVisible();
  await show(panel, 'running', SIDEBAR);
  await card.getByRole('button', { name: 'Scale' }).click();
  await show(panel, 'scale', WHOLE);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.sidebar.openTab('jp-running-sessions');
  await show(panel, 'running-sessions', WHOLE);
  await panel.open();
  await card.click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Show Logs of / }).click();
  await expect(page.getByRole('log')).toContainText('Scheduler at');
  await show(panel, 'logs', WHOLE);
  await panel.run('purdue-dask-lab:open-layout');
  const stream = page.frameLocator('iframe[src*="individual-task-stream"]');
  await expect(stream.locator('.bk-Figure').first()).toBeVisible();
  await show(panel, 'dashboards', WHOLE);
  await panel.shutDown(card);
  await panel.clusters.getByText(/^Ended clusters/).click();
  await show(panel, 'ended', SIDEBAR);
});

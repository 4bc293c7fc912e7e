import type { Route } from '@playwright/test';

import { CLUSTERS } from '../tests/clusters';
import { makeEnvironment, makePixiProject } from '../tests/environments';
import { expect, test } from '../tests/fixtures';
import { list, manyWorkers } from './states';
import { CARD, SIDEBAR, WHOLE, narrow, show } from './pictures';

test.setTimeout(600_000);

const GATEWAYS = /\/purdue-dask-lab\/gateways(\?.*)?$/;

const running = CLUSTERS.find(({ label }) => label === 'Working')!;

/** What no other picture shows. */
const MORE = [
  {
    ...running,
    label: 'Fixed',
    workers: { running: 4, requested: 4, minimum: null, maximum: null },
    tasks: null,
    clients: 0
  },
  { ...running, label: 'Stale', stale: true }
] as typeof CLUSTERS;

test('an empty panel', async ({ panel }) => {
  await expect(panel.clusters).toContainText('No clusters running');
  await narrow(panel);
  await show(panel, 'empty', SIDEBAR);
});

test('clusters in every state', async ({ panel }) => {
  const { page, cards } = panel;
  await narrow(panel);
  for (const cluster of [...CLUSTERS, ...MORE]) {
    await list(panel, [cluster]);
    await show(panel, `card-${cluster.label.toLowerCase()}`, CARD);
  }
  await list(panel, CLUSTERS.slice(1, 3));
  await show(panel, 'two', SIDEBAR);
  await show(panel, 'menu', WHOLE, () =>
    cards.first().locator('.jp-DaskCard-status').click({ button: 'right' })
  );
  await page.keyboard.press('Escape');
  const twenty = [...Array(20).keys()].map(number => ({
    ...CLUSTERS[number % CLUSTERS.length],
    name: `n${number}`,
    label: `Analysis ${number}`
  }));
  await list(panel, twenty);
  await expect(cards.filter({ hasText: 'Analysis 19' })).toHaveCount(1);
  await show(panel, 'twenty', SIDEBAR);
});

test('workers, many and none, and a scheduler that is silent', async ({
  panel
}) => {
  const { page } = panel;
  let answer: object = { status: 'running', workers: manyWorkers(100) };
  await page.route(/\/clusters\/local\/c\d\/workers(\?.*)?$/, route =>
    route.fulfill({
      json: { left_out: 0, problem: null, cpu_problem: null, ...answer }
    })
  );
  await narrow(panel);
  await list(panel, [running]);
  await panel.cards
    .first()
    .getByRole('button', { name: /workers$/ })
    .click();
  const table = page.getByRole('table', { name: /^Workers of / });
  await expect(table.getByRole('row')).toHaveCount(101);
  await table.getByRole('button', { name: 'Memory' }).click();
  await page.mouse.move(0, 0);
  await show(panel, 'workers', WHOLE);
  await table
    .getByRole('button', { name: /^Restart worker / })
    .first()
    .click();
  await show(panel, 'workers-restart', WHOLE);
  await page.keyboard.press('Escape');
  answer = {
    status: 'running',
    problem: 'SLURM did not answer within 5 s.',
    workers: []
  };
  await expect(page.getByRole('alert')).toContainText('Last known numbers');
  await show(panel, 'workers-silent', WHOLE);
  answer = { status: 'running', workers: [] };
  await expect(page.getByText('has no workers now')).toBeVisible();
  await show(panel, 'workers-none', WHOLE);
});

test('gateways that are not there, not allowed, or not yet', async ({
  panel
}) => {
  const { page } = panel;
  let reply = (route: Route): Promise<void> => route.fulfill({ json: [] });
  await page.route(GATEWAYS, route => reply(route));
  await page.reload();
  await panel.open();
  const button = panel.clusters.getByRole('button', { name: 'New cluster' });
  await button.click();
  await expect(panel.dialog).toContainText('No gateway is configured');
  await show(panel, 'no-gateway', WHOLE);
  await panel.closeDialog();
  reply = async route => {
    const [one] = await (await route.fetch()).json();
    const like = (label: string, over: object): object => ({
      ...one,
      id: label.toLowerCase(),
      label,
      default: false,
      ...over
    });
    const json = [
      one,
      like('Hammer', {
        description: 'Batch cluster for data analysis',
        ends_with_jupyter: false,
        status: 'not_allowed',
        audience: 'Purdue users only',
        reason: 'Hammer is for Purdue users only; demo is not among them.'
      }),
      like('Kubernetes', {
        description: 'Pods of the facility',
        ends_with_jupyter: false,
        status: 'unavailable',
        reason: 'Kubernetes cannot be reached: Connection refused.'
      })
    ];
    await route.fulfill({ json });
  };
  await page.reload();
  await panel.open();
  await button.click();
  await expect(panel.dialog).toContainText('is not among them');
  await show(panel, 'denied', WHOLE);
  await panel.closeDialog();
  let answer = (): void => undefined;
  const waiting = new Promise<void>(resolve => (answer = resolve));
  reply = async route => {
    await waiting;
    await route.continue();
  };
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
  await dialog.getByText('Environment variables', { exact: true }).click();
  await dialog.getByText(/environments cannot be used here$/).click();
  await dialog.getByRole('spinbutton', { name: 'Minimum workers' }).fill('3');
  await dialog.getByRole('spinbutton', { name: 'Cores per worker' }).fill('0');
  await dialog.getByRole('button', { name: 'Show Python code' }).click();
  await show(panel, 'dialog-errors', WHOLE);
  await dialog.getByRole('button', { name: 'Remove the preset Large' }).click();
  await panel.closeDialog();
});

test('what a running cluster opens', async ({ panel }) => {
  const { page, dialog } = panel;
  await narrow(panel);
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await expect(
    panel.dashboards.getByRole('button', { name: 'Task Stream', exact: true })
  ).toBeVisible();
  await show(panel, 'running', SIDEBAR);
  await card.getByText('Last hour').click();
  await show(panel, 'last-hour', SIDEBAR);
  await card.getByText('Last hour').click();
  await card.getByRole('button', { name: 'Scale' }).click();
  await show(panel, 'scale', WHOLE);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await show(panel, 'main-menu', WHOLE, () => page.menu.open('File>Dask'));
  await page.menu.closeAll();
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

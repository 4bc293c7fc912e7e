import { CLUSTERS } from '../tests/clusters';
import { DaskPanel } from '../tests/dask-panel';
import { makeEnvironment } from '../tests/environments';
import { expect, test } from '../tests/german';
import { CARD, SIDEBAR, WHOLE, inLanguage, narrow, show } from './pictures';
import { list, manyWorkers } from './states';

test.setTimeout(600_000);

const [CARDS, PANEL, PAGE] = [CARD, SIDEBAR, WHOLE].map(inLanguage);

test('what is said in German', async ({ page, baseURL }) => {
  const panel = new DaskPanel(page, baseURL!);
  const { dialog } = panel;
  await panel.endAll();
  // JupyterLab's question about news would lie above everything.
  await page.getByRole('button', { name: 'Nein', exact: true }).click();
  await page.getByRole('tab', { name: 'Dask', exact: true }).click();
  await expect(page.locator('.jp-DaskEmpty')).toBeVisible();
  await narrow(panel);
  await show(panel, 'german-empty', PANEL);

  for (const cluster of CLUSTERS) {
    await list(panel, [cluster]);
    await show(panel, `german-${cluster.label.toLowerCase()}`, CARDS);
  }
  const working = CLUSTERS[2];
  await list(panel, [{ ...working, stale: true }]);
  await show(panel, 'german-stale', CARDS);
  await list(panel, [working]);
  const card = page.locator('.jp-DaskCard').first();
  await show(panel, 'german-menu', PAGE, () =>
    card.locator('.jp-DaskCard-status').click({ button: 'right' })
  );
  await page.keyboard.press('Escape');

  let answer: object = { status: 'running', workers: manyWorkers(100) };
  await page.route(/\/clusters\/local\/c\d\/workers(\?.*)?$/, route =>
    route.fulfill({
      json: { left_out: 0, problem: null, cpu_problem: null, ...answer }
    })
  );
  await card.getByRole('button', { name: /Worker$/ }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(101);
  await page.mouse.move(0, 0);
  await show(panel, 'german-workers', PAGE);
  await page
    .getByRole('button', { name: /^Worker .* neu starten$/ })
    .first()
    .click();
  await show(panel, 'german-workers-restart', PAGE);
  await page.keyboard.press('Escape');
  answer = { status: 'running', workers: [] };
  await expect(page.locator('.jp-DaskWorkers .jp-DaskQuiet')).toBeVisible();
  await show(panel, 'german-workers-none', PAGE);
  await page.unrouteAll();
  await panel.run('application:close-all');

  makeEnvironment({ name: 'Without Dask' });
  // It lasts as long as the dialog is open.
  void panel.run('purdue-dask-lab:new-cluster');
  const kernel = dialog.getByRole('combobox').first();
  await expect(dialog.getByRole('spinbutton')).toHaveCount(4);
  await show(panel, 'german-dialog', PAGE);
  await kernel.selectOption({ label: 'Without Dask' });
  await dialog.getByRole('spinbutton').nth(0).fill('3');
  await dialog.getByRole('spinbutton').nth(3).fill('0.1');
  await dialog.getByText('Umgebungsvariablen', { exact: true }).click();
  await show(panel, 'german-findings', PAGE);
  await dialog.locator('.jp-DaskDisclosure').click();
  await dialog.locator('.jp-DaskDisclosure').scrollIntoViewIfNeeded();
  await show(panel, 'german-variables', PAGE);
  await page.keyboard.press('Escape');

  await panel.shareCluster();
  await panel.run('purdue-dask-lab:refresh');
  await expect(card).toContainText('1 / 1 Worker');
  await expect(page.locator('.jp-DaskPlotButton').first()).toBeVisible();
  await show(panel, 'german-panel', PANEL);
  await card.locator('.jp-DaskCard-button.jp-mod-scale').click();
  await expect(dialog).toBeVisible();
  await show(panel, 'german-scale', PAGE);
  await dialog.getByRole('radio').last().check();
  await show(panel, 'german-scale-adaptive', PAGE);
  await page.keyboard.press('Escape');
  await show(panel, 'german-main-menu', PAGE, () =>
    page.menu.open('Datei>Dask')
  );
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await card.click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^Logs / }).click();
  await expect(page.getByRole('log')).toContainText('Scheduler at');
  await show(panel, 'german-logs', PAGE);
  await card.locator('.jp-DaskCard-button.jp-mod-stop').click();
  await expect(dialog).toBeVisible();
  await show(panel, 'german-shut-down', PAGE);
  await dialog.getByRole('button').last().click();
  await page.locator('.jp-DaskEnded > summary').click();
  await show(panel, 'german-ended', PANEL);
  void panel.run('purdue-dask-lab:check-setup');
  await expect(dialog).toBeVisible();
  await expect(dialog.locator('.jp-DaskLoading')).toHaveCount(0);
  await show(panel, 'german-setup', PAGE);
  await page.keyboard.press('Escape');
});

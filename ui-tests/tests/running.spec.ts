import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator } from '@playwright/test';

import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

/** An entry of File > Dask, with the menu open. */
async function menuItem(
  page: IJupyterLabPageFixture,
  name: RegExp
): Promise<Locator> {
  await page.menu.open('File>Dask');
  return page.getByRole('menuitem', { name });
}

test('Dask is where everything else is: Running, launcher, menu and keys', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning();
  await expect(card).toBeVisible();

  // The selected cluster is named, and what has nothing to act on is gray.
  const scale = await menuItem(page, /^Scale Dask Cluster: Cluster 1…/);
  await expect(scale).not.toHaveClass(/lm-mod-disabled/);
  const save = page.getByRole('menuitem', {
    name: 'Save Dask Dashboard Layout'
  });
  await expect(save).toHaveClass(/lm-mod-disabled/);
  await page.menu.closeAll();

  // Who opens Running, and not the panel, finds the clusters there.
  const running = page.locator('#jp-running-sessions');
  await page.goto(`${panel.baseURL}/lab?reset`);
  await page.sidebar.openTab('jp-running-sessions');
  await expect(page.locator('.jp-DaskCard')).toHaveCount(0);
  const section = running.getByRole('region', { name: /Dask clusters/ });
  const item = section.getByRole('treeitem').filter({ hasText: 'Cluster 1' });
  await expect(item).toContainText('1 worker');

  // One question for all of them says what is lost.
  await running
    .locator('.lm-AccordionPanel-title', {
      hasText: 'Dask clusters'
    })
    .getByRole('button', { name: 'Shut Down All' })
    .click();
  await expect(panel.dialog).toContainText(
    '1 cluster will be shut down. 1 worker will be lost.'
  );
  await panel.dialog.getByRole('button', { name: 'Cancel' }).click();

  // A click leads to its card.
  await item.getByText('Cluster 1').click();
  await expect(panel.clusters).toBeVisible();
  await expect(
    panel.cards.getByRole('button', { name: /^Cluster 1/ })
  ).toBeFocused();

  // The launcher's tile and the keys lead to the dialog and the panel.
  await page.getByRole('button', { name: 'Dask Cluster', exact: true }).click();
  await expect(panel.dialog).toHaveAccessibleName('Configure Dask cluster');
  await panel.closeDialog();
  await page.sidebar.openTab('jp-running-sessions');
  await expect(panel.address).toBeHidden();
  await page.keyboard.press('Alt+Shift+KeyD');
  await expect(panel.address).toBeVisible();

  // It is shut down from Running, after the card's own question.
  await page.sidebar.openTab('jp-running-sessions');
  await item.hover();
  await item.locator('.jp-RunningSessions-itemShutdown').click();
  await expect(panel.dialog).toContainText('Shut down Cluster 1?');
  await panel.dialog.getByRole('button', { name: 'Shut down' }).click();
  await expect(item).toBeHidden();
  const shutDownAll = await menuItem(page, /^Shut Down All Dask Clusters…/);
  await expect(shutDownAll).toHaveClass(/lm-mod-disabled/);

  // And its settings are one entry among the others.
  await page.menu.closeAll();
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('settingeditor:open')
  );
  const entries = page.locator('.jp-PluginList-entry');
  await expect(entries.filter({ hasText: 'Notebook' }).first()).toBeVisible();
  await expect(entries.filter({ hasText: 'Dask' })).toHaveCount(1);
});

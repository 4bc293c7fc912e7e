import type { Locator, Page } from '@playwright/test';

import { expect, test } from './fixtures';

/** Press Tab until an element has the focus; it has to be in the order. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(async () => {
    const isFocused = await target.evaluate(
      node =>
        node === document.activeElement || node.contains(document.activeElement)
    );
    if (!isFocused) {
      await page.keyboard.press(key);
    }
    expect(isFocused).toBe(true);
  }).toPass({ intervals: [20], timeout: 20_000 });
}

test('the whole way from no cluster to none again needs no mouse', async ({
  page,
  panel
}) => {
  const { clusters, dialog } = panel;
  const create = clusters.getByRole('button', { name: 'New cluster' });

  // Into the panel.
  await panel.choose('Show Dask Clusters');
  await expect(create).toBeFocused();

  // Into the dialog, around it, and back.
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('radio', { checked: true })).toBeFocused();
  await expect(panel.kernel).toBeVisible();
  await expect(panel.apply).toBeEnabled();
  await tabTo(page, panel.apply);
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('radio', { checked: true })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(panel.apply).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(create).toBeFocused();

  // Create a cluster of one worker.
  await page.keyboard.press('Enter');
  await expect(panel.apply).toBeEnabled();
  await tabTo(
    page,
    dialog.getByRole('spinbutton', { name: 'Maximum workers' })
  );
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const card = panel.cards.first();
  await expect(card.getByRole('button', { name: /^Cluster/ })).toBeFocused();
  const live = clusters.getByRole('status');
  await expect(live.filter({ hasText: /: Running/ })).toHaveCount(1);
  await expect(card).toContainText('1 / 1 workers');

  // Scale it.
  await tabTo(page, card.getByRole('button', { name: 'Scale' }));
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('radio', { checked: true })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(
    dialog.getByRole('spinbutton', { name: 'Workers', exact: true })
  ).toBeFocused();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(card.getByRole('button', { name: 'Scale' })).toBeFocused();
  await expect(card).toContainText('2 / 2 workers');

  // Shut it down, after a question that is answered by keys, too.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('2 workers will be lost.');
  await tabTo(page, dialog.getByRole('button', { name: 'Shut down' }));
  await page.keyboard.press('Enter');
  await expect(panel.cards).toHaveCount(0);
});

test('a menu opens by keys, names its cluster, and gives the focus back', async ({
  page,
  panel
}) => {
  const card = await panel.create();
  const label = (await card.getAttribute('aria-label'))!;
  const name = card.getByRole('button', { name: label, exact: true });
  await name.focus();
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu');
  await expect(
    menu.getByRole('menuitem', { name: `Show Dashboards of ${label}` })
  ).toBeVisible();
  await expect(
    menu.getByRole('menuitem', { name: `Shut Down Dask Cluster: ${label}` })
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(name).toBeFocused();
});

import { join } from 'node:path';

import type { Locator } from '@playwright/test';

import { faults } from './axe';
import { CLUSTERS, listAll } from './clusters';
import { DaskPanel } from './dask-panel';
import { makeEnvironment } from './environments';
import { expect, test } from './german';

/** Take a picture of a part, if there is a folder for them. */
async function picture(part: Locator, name: string): Promise<void> {
  const folder = process.env.LANGUAGE_PICTURES;
  if (folder) {
    await part.screenshot({
      path: join(folder, `${name}.png`),
      animations: 'disabled'
    });
  }
}

test('whoever works in German finds this extension in German, whichever half speaks', async ({
  page,
  baseURL
}) => {
  const panel = new DaskPanel(page, baseURL!);
  await panel.endAll();
  await page.getByRole('tab', { name: 'Dask', exact: true }).click();
  const clusters = page.getByRole('region', { name: 'Cluster', exact: true });
  await expect(clusters).toContainText('Keine Cluster in Betrieb');
  await expect(
    page.getByRole('textbox', { name: 'Dashboard-URL' })
  ).toBeVisible();

  // What the server says stands in the dialog beside what the browser says.
  makeEnvironment({ name: 'Without Dask' });
  await clusters.getByRole('button', { name: 'Neuer Cluster' }).click();
  const { dialog } = panel;
  await expect(dialog).toHaveAccessibleName('Dask-Cluster konfigurieren');
  await expect(
    dialog.getByRole('radio', { name: 'Jupyter-Rechner' })
  ).toBeChecked();
  await dialog
    .getByRole('combobox', { name: 'Kernel / Conda-Umgebung' })
    .selectOption({ label: 'Without Dask' });
  await expect(dialog).toContainText('ohne die kein Cluster startet');
  await expect(dialog).toContainText('Trotzdem erstellen');
  await expect(
    dialog.getByRole('spinbutton', { name: 'Kerne je Worker' })
  ).toBeVisible();
  await picture(dialog.locator('.jp-Dialog-content'), 'dialog');
  expect(await faults(page, '.jp-DaskDialog')).toEqual([]);
  await dialog.getByRole('spinbutton', { name: 'Mindestanzahl' }).fill('3');
  await dialog.getByRole('spinbutton', { name: 'Höchstanzahl' }).fill('2');
  await expect(dialog).toContainText('Darf nicht größer sein als das Maximum');
  await dialog.getByRole('button', { name: 'Abbrechen' }).click();

  const [, , working] = CLUSTERS;
  await listAll(page, [{ ...working, memory_gib: 12.5 } as typeof working]);
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('purdue-dask-lab:refresh')
  );
  const card = clusters.getByRole('listitem', { name: 'Working' });
  await expect(card).toContainText('Läuft');
  await expect(card).toContainText('3 / 4 Worker');
  await expect(card).toContainText('2 Clients verbunden');
  await expect(card).toContainText('12,5 GB');
  await expect(card.getByRole('button', { name: 'Beenden' })).toBeVisible();

  await picture(page.locator('#purdue-dask-lab'), 'panel');
  expect(await faults(page, '#purdue-dask-lab')).toEqual([]);

  // The server translates what settings are called, in this page's language.
  await page.evaluate(() => {
    void window.jupyterapp.commands.execute('settingeditor:open', {
      query: 'Dask'
    });
  });
  await expect(page.getByLabel('Cluster ausblenden')).toBeVisible();
  await picture(page.locator('.jp-SettingsPanel'), 'settings');

  const refusal = await page.request.get(
    `${baseURL}/purdue-dask-lab/gateways/nowhere/options`
  );
  expect((await refusal.json()).message).toContain(
    'Es gibt kein Gateway nowhere'
  );
});

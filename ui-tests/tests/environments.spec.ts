import { readFileSync } from 'node:fs';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { USERS_FILE, makeEnvironment, writeUsersFile } from './environments';
import { expect, test } from './fixtures';

test('the dialog begins with the kernel of the notebook in front', async ({
  panel
}) => {
  const mine = makeEnvironment({ name: 'Mine' });
  mine.mend();
  await panel.newNotebook('mine');
  await panel.openDialog();
  await expect(panel.kernel).toHaveValue('mine');
  await panel.dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('variables say where they come from and can be added, changed, left out and let through', async ({
  page,
  panel
}) => {
  writeUsersFile('DATASET: zmumu\nUNWANTED: here\n');
  await panel.openDialog();
  const { dialog } = panel;
  await panel.openVariables();
  const row = (name: string) =>
    dialog.getByRole('row', { name: new RegExp(`^${name} `) });
  await expect(row('DATASET')).toContainText('labextension.yaml');
  await expect(row('PATH')).toContainText('Jupyter server');
  await expect(row('UI_TESTS_TOKEN')).toHaveCount(0);

  await dialog.getByRole('button', { name: 'Change DATASET' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Value' })).toHaveValue(
    'zmumu'
  );
  await dialog.getByRole('textbox', { name: 'Value' }).fill('ttbar');
  await dialog.getByRole('button', { name: "Don't pass UNWANTED" }).click();
  await expect(row('UNWANTED')).toContainText('not passed');
  const held = dialog.getByRole('checkbox', {
    name: 'Pass UI_TESTS_TOKEN'
  });
  await held.check();
  await expect(row('UI_TESTS_TOKEN')).toContainText('••••');
  expect(await page.content()).not.toContain('not-to-be-shown');

  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(dialog).toBeHidden();
  await expect(panel.cards.last()).toContainText('Running');
  const { clusters } = await panel.ask<{
    clusters: { options: { env: Record<string, string> } }[];
  }>('clusters');
  const { env } = clusters[0].options;
  expect([env.DATASET, env.UNWANTED, env.UI_TESTS_TOKEN]).toEqual([
    'ttbar',
    undefined,
    '••••••••'
  ]);
});

test('labextension.yaml opens in an editor with an example, and counts from the next cluster on', async ({
  page,
  panel
}) => {
  await panel.openDialog();
  const { dialog } = panel;
  await panel.openVariables();
  await dialog.getByRole('button', { name: 'Edit labextension.yaml' }).click();
  await expect(dialog).toBeHidden();
  await writeInEditor(page, 'DATASET: zmumu\n');

  await panel.openDialog();
  await expect(dialog.getByRole('row', { name: /^DATASET / })).toContainText(
    'zmumu'
  );
});

test('what was entered is kept while labextension.yaml is edited, and dropped by Cancel', async ({
  page,
  panel
}) => {
  makeEnvironment({ name: 'Mine' });
  const { dialog } = panel;
  const maximum = dialog.getByRole('spinbutton', { name: 'Maximum workers' });
  const memory = dialog.getByRole('spinbutton', { name: /^Worker memory/ });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  const value = dialog.getByRole('textbox', { name: 'Value' });
  await panel.openDialog();
  await panel.kernel.selectOption('mine');
  await maximum.fill('7');
  await memory.fill('999');
  await panel.openVariables();
  await dialog.getByRole('button', { name: 'Add a variable' }).click();
  await name.fill('RUN');
  await value.fill('2026D');
  await dialog
    .getByRole('button', { name: "Don't pass UI_TESTS_DATA" })
    .click();
  await dialog.getByRole('button', { name: 'Edit labextension.yaml' }).click();
  await writeInEditor(page, 'DATASET: zmumu\n');

  await page.getByRole('button', { name: 'Back to the new cluster' }).click();
  await expect(panel.kernel).toHaveValue('mine');
  await expect(maximum).toHaveValue('7');
  await expect(memory).toHaveValue('999');
  await expect(dialog).toContainText('Must be between');
  await expect(name).toHaveValue('RUN');
  await expect(value).toHaveValue('2026D');
  await expect(
    dialog.getByRole('row', { name: /^UI_TESTS_DATA / })
  ).toContainText('not passed');
  await expect(dialog.getByRole('row', { name: /^DATASET / })).toContainText(
    'zmumu'
  );

  await panel.closeDialog();
  await expect(page.getByText('What you entered')).toHaveCount(0);
  await panel.openDialog();
  await expect(maximum).toHaveValue('2');
  await panel.openVariables();
  await expect(name).toHaveCount(0);
  await panel.closeDialog();
});

/** Write at the end of the user's file, and save it. */
async function writeInEditor(
  page: IJupyterLabPageFixture,
  text: string
): Promise<void> {
  const editor = page.locator('.jp-FileEditor .cm-content');
  await expect(editor).toContainText('X509_USER_PROXY');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(text);
  await page.keyboard.press('ControlOrMeta+s');
  await expect
    .poll(() => readFileSync(USERS_FILE, 'utf8'))
    .toContain(`\n${text}`);
}

import { readFileSync } from 'node:fs';

import {
  USERS_FILE,
  forgetUsersFile,
  makeEnvironment,
  makeExpiredProxy,
  writeUsersFile
} from './environments';
import { expect, test } from './fixtures';

test.afterEach(forgetUsersFile);

test('an environment on a disk that workers cannot read is listed, disabled, with the reason', async ({
  panel
}) => {
  const hidden = makeEnvironment({ name: 'Hidden', place: 'work' });
  await panel.openDialog();
  const option = panel.kernel.getByRole('option', { name: /^Hidden – / });
  await expect(option).toBeDisabled();
  await expect(option).toContainText(
    'which workers of This machine cannot read. Make or choose one on'
  );
  await expect(panel.kernel).not.toHaveValue('hidden');
  hidden.remove();
});

test('what an environment lacks is said with its mend before anything is sent, and no more once mended', async ({
  panel
}) => {
  const bare = makeEnvironment({ name: 'Bare' });
  await panel.openDialog();
  await panel.kernel.selectOption('bare');
  const problem = panel.dialog.getByRole('alert').filter({
    hasText: 'lacks dask, distributed and dask-gateway'
  });
  await expect(problem).toContainText('-m pip install dask distributed');
  await expect(
    problem.getByRole('button', { name: 'Copy the command that mends it' })
  ).toBeVisible();
  await panel.dialog.getByRole('button', { name: 'Cancel' }).click();

  bare.mend();
  await panel.openDialog();
  await panel.kernel.selectOption('bare');
  await expect(panel.kernel).toHaveValue('bare');
  await expect(problem).toHaveCount(0);
  bare.remove();
});

test('the dialog begins with the kernel of the notebook in front', async ({
  page,
  panel
}) => {
  const mine = makeEnvironment({ name: 'Mine' });
  mine.mend();
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('notebook:create-new', {
      kernelName: 'mine',
      cwd: 'notebooks'
    });
  });
  await panel.openDialog();
  await expect(panel.kernel).toHaveValue('mine');
  await panel.dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.evaluate(async () => {
    await window.jupyterapp.serviceManager.sessions.shutdownAll();
  });
  mine.remove();
});

test('variables say where they come from and can be added, changed, left out and let through', async ({
  page,
  panel
}) => {
  writeUsersFile('DATASET: zmumu\nUNWANTED: here\n');
  await panel.openDialog();
  const { dialog } = panel;
  await dialog.getByText('Environment variables', { exact: true }).click();
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
  await dialog.getByRole('button', { name: 'Leave UNWANTED out' }).click();
  await expect(row('UNWANTED')).toContainText('left out');
  const held = dialog.getByRole('checkbox', {
    name: 'Let UI_TESTS_TOKEN through'
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

test('an expired proxy keeps Apply waiting until it is left out', async ({
  panel
}) => {
  writeUsersFile(`X509_USER_PROXY: ${makeExpiredProxy()}\n`);
  await panel.openDialog();
  const apply = panel.dialog.getByRole('button', { name: 'Apply' });
  await expect(
    panel.dialog.getByText(/expired \d+ min ago, .* voms-proxy-init/)
  ).toBeVisible();
  await expect(apply).toBeDisabled();
  await panel.dialog
    .getByRole('button', { name: 'Leave X509_USER_PROXY out' })
    .first()
    .click();
  await expect(apply).toBeEnabled();
});

test('labextension.yaml opens in an editor with an example, and counts from the next cluster on', async ({
  page,
  panel
}) => {
  await panel.openDialog();
  const { dialog } = panel;
  await dialog.getByText('Environment variables', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Edit labextension.yaml' }).click();
  await expect(dialog).toBeHidden();
  const editor = page.locator('.jp-FileEditor .cm-content');
  await expect(editor).toContainText('X509_USER_PROXY');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('DATASET: zmumu\n');
  await page.keyboard.press('ControlOrMeta+s');
  await expect
    .poll(() => readFileSync(USERS_FILE, 'utf8'))
    .toMatch(/\nDATASET: zmumu\n/);

  await panel.openDialog();
  await dialog.getByText('Environment variables', { exact: true }).click();
  await expect(dialog.getByRole('row', { name: /^DATASET / })).toContainText(
    'zmumu'
  );
});

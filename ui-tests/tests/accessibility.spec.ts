import { faults } from './axe';
import { DATA, makeEnvironment, writeUsersFile } from './environments';
import { expect, test } from './fixtures';

for (const theme of ['JupyterLab Light', 'JupyterLab Dark']) {
  test(`panel, card and dialogs can be used by everybody in ${theme}`, async ({
    page,
    panel
  }) => {
    await page.theme.setTheme(theme);
    expect(await faults(page, '#purdue-dask-lab')).toEqual([]);

    const card = await panel.createRunning({ minimum: 1, maximum: 1 });
    await expect(
      panel.dashboards.getByRole('button', { name: 'Task Stream' })
    ).toBeVisible();
    expect(await faults(page, '#purdue-dask-lab')).toEqual([]);

    for (const name of ['Task Stream', 'Progress']) {
      await panel.dashboards.getByRole('button', { name, exact: true }).click();
    }
    // Side by side, two dashboards are two landmarks, each with a name of its own.
    await panel.run('purdue-dask-lab:open-layout');
    await expect(page.locator('.jp-DaskDashboard:visible')).not.toHaveCount(1);
    expect(
      await faults(page, '.jp-MainAreaWidget:has(.jp-DaskDashboard)')
    ).toEqual([]);

    makeEnvironment({ name: 'Hidden', place: 'work' });
    makeEnvironment({ name: 'Bare' });
    writeUsersFile(
      `X509_USER_PROXY: ${DATA}/work/x509up\nPYTHONPATH: ${DATA}/work\nLIST: [1]\nDATASET: zmumu\nMY_TOKEN: x\n`
    );
    await panel.openDialog();
    await panel.kernel.selectOption('bare');
    await panel.dialog.getByText('1 environment cannot be used here').click();
    await panel.openVariables();
    await panel.dialog.getByRole('button', { name: 'Add a variable' }).click();
    await panel.dialog.getByRole('textbox', { name: 'Name' }).fill('1A');
    await expect(panel.dialog).toContainText(
      'Use letters, digits and underscores'
    );
    await panel.dialog
      .getByRole('button', { name: "Don't pass DATASET" })
      .click();
    await panel.dialog
      .getByRole('spinbutton', { name: 'Maximum workers' })
      .fill('0');
    await expect(panel.dialog).toContainText('Must be at least 1');
    expect(await faults(page, '.jp-DaskDialog')).toEqual([]);
    await panel.dialog.getByRole('button', { name: 'Cancel' }).click();

    await card.getByRole('button', { name: 'Scale' }).click();
    expect(await faults(page, '.jp-DaskDialog')).toEqual([]);
    await panel.dialog.getByRole('button', { name: 'Cancel' }).click();
  });
}

import AxeBuilder from '@axe-core/playwright';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';

import { DATA, makeEnvironment, writeUsersFile } from './environments';
import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

/** What WCAG asks for at level AA, and what goes by common sense. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** Everything that a part of the page does wrong, a line each. */
async function faults(
  page: IJupyterLabPageFixture,
  part: string
): Promise<string[]> {
  // JupyterLab's body has no height of its own: all within would count as hidden.
  await page.addStyleTag({ content: 'body { height: 100vh; }' });
  const { violations } = await new AxeBuilder({ page })
    .include(part)
    .withTags(RULES)
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ''}`)
  );
}

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
    await expect(panel.dialog).toContainText('A name has letters');
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

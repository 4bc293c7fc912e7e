import { makeEcho } from './environments';
import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

test('every notebook gets a client where that is wanted, and none loses its own', async ({
  page,
  panel
}) => {
  await panel.createRunning({ minimum: 1, maximum: 1 });
  await page.notebook.createNew();
  const button = page.getByRole('button', {
    name: 'Dask client in this notebook'
  });
  await expect(button).toHaveCount(0);
  const toggle = (): Promise<unknown> =>
    panel.run('dask:toggle-auto-start-client');
  const isOn = (): Promise<boolean> =>
    page.evaluate(() =>
      window.jupyterapp.commands.isToggled('dask:toggle-auto-start-client')
    );
  expect(await isOn()).toBe(false);
  await toggle();
  expect(await isOn()).toBe(true);
  await expect(button).toContainText('Cluster 1');
  const said = async (code: string): Promise<string> => {
    await page.notebook.setCell(0, 'code', code);
    await page.notebook.runCell(0, true);
    return (await page.notebook.getCellTextOutput(0))!.join();
  };
  // Nothing of the client code stays but the client.
  const names = '[client.status, *({"gateway", "cluster"} & set(dir()))]';
  expect(await said(names)).toBe("['running']");

  await page
    .getByRole('button', { name: 'Restart the kernel', exact: true })
    .click();
  await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await expect(button).toContainText('Cluster 1');
  await expect(async () => {
    expect(await said(names)).toBe("['running']");
  }).toPass();

  await button.click();
  await expect(button).toContainText('off');
  expect(await said('client = "mine"; client')).toBe("'mine'");
  await button.click();
  await expect(button).toContainText('your own');
  expect(await said('client')).toBe("'mine'");

  await toggle();
  await expect(button).toHaveCount(0);
});

test('a console gets one, too, shows it, and can do without', async ({
  page,
  panel
}) => {
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await panel.run('dask:toggle-auto-start-client');
  await page.menu.clickMenuItem('File>New>Console');
  await page.getByRole('button', { name: 'Select Kernel' }).click();
  const button = page.getByRole('button', {
    name: 'Dask client in this console'
  });
  await expect(button).toContainText('Cluster 1');
  const prompt = page.locator('.jp-CodeConsole-promptCell .cm-content');
  const outputs = page.locator('.jp-CodeConsole-content .jp-OutputArea-output');
  const say = async (code: string, output: string): Promise<void> => {
    await prompt.fill(code);
    await prompt.press('Shift+Enter');
    await expect(outputs.last()).toHaveText(output);
  };
  await say('client.status', "'running'");

  await button.click();
  await expect(button).toContainText('off');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await say('client = "mine"; client', "'mine'");
  await button.click();
  await expect(button).toContainText('your own');
  await say('client', "'mine'");

  await page
    .getByRole('toolbar')
    .getByRole('button', { name: /Restart/ })
    .click();
  await page.getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await expect(button).toContainText('Cluster 1');
  await say('client.status', "'running'");
  await expect(card).toContainText('1 client connected');
  await panel.shutDown(card);
  await expect(button).toContainText('waiting');
});

test('a notebook keeps that it wants none, and one of another language is not asked', async ({
  page,
  panel
}) => {
  makeEcho();
  await panel.createRunning({ minimum: 1, maximum: 1 });
  await panel.run('dask:toggle-auto-start-client');
  const name = (await page.notebook.createNew())!;
  const button = page.getByRole('button', {
    name: 'Dask client in this notebook'
  });
  await expect(button).toContainText('Cluster 1');
  await button.click();
  await expect(button).toContainText('off');
  await page.notebook.save();
  await page.notebook.close();
  await panel.run('docmanager:open', { path: `notebooks/${name}` });
  await expect(button).toContainText('off');

  await panel.newNotebook('echo');
  await page.notebook.setCell(0, 'code', 'hello');
  await page.notebook.runCell(0, true);
  await expect(button).toHaveCount(0);
});

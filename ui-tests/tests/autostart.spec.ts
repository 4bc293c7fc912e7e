import { expect, test } from './fixtures';

// galata takes a restart for a start, and answers it so that no kernel comes back.
test.use({ kernels: null, sessions: null });

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
    page.evaluate(() =>
      window.jupyterapp.commands.execute('dask:toggle-auto-start-client')
    );
  await toggle();
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

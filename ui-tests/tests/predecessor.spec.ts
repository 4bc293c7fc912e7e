import { expect, test } from './fixtures';

test('the button of a client opens the layout, which can be rearranged and saved', async ({
  page,
  panel
}) => {
  await page.notebook.createNew();
  const card = await panel.createRunning({ minimum: 1, maximum: 1 });
  await card.getByRole('button', { name: 'Insert client code' }).click();
  await page.notebook.runCell(0, true);
  await page
    .getByRole('button', { name: 'Launch dashboard in JupyterLab' })
    .click();
  for (const name of ['task-stream', 'workers-memory', 'progress']) {
    const frame = page.locator(`iframe[src*="individual-${name}"]`);
    await expect(frame).toBeVisible();
    await expect(
      frame.contentFrame().locator('.bk-Figure').first()
    ).toBeVisible();
  }

  await page
    .getByRole('tab', { name: 'Task Stream' })
    .getByTitle(/Close/)
    .click();
  await page.menu.clickMenuItem('View>Activate Command Palette');
  const saved = page.waitForRequest(
    request =>
      request.method() === 'PUT' &&
      decodeURIComponent(request.url()).includes('purdue-dask-lab:plugin')
  );
  await page.keyboard.type('Save the Present Dask Dashboard Arrangement');
  await page.keyboard.press('Enter');
  const { raw } = (await saved).postDataJSON() as { raw: string };
  // JupyterLab explains each setting in a comment.
  const settings = JSON.parse(raw.replace(/^\s*\/\/.*$/gm, ''));
  expect(settings.defaultLayout).toEqual({
    'individual-workers-memory': { mode: 'split-right', ref: null },
    'individual-progress': {
      mode: 'split-right',
      ref: 'individual-workers-memory'
    }
  });
});

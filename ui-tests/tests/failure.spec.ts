import { makeEnvironment } from './environments';
import { expect, test } from './fixtures';

const KERNEL = 'Python without Dask';

test('a cluster that cannot start says why, and Retry works once that is mended', async ({
  page,
  panel
}) => {
  const { mend } = makeEnvironment({ name: KERNEL });
  const card = await panel.create({
    kernel: KERNEL,
    insists: true,
    minimum: 1,
    maximum: 1
  });
  await expect(card).toContainText('Failed');
  await expect(card).toContainText('has no distributed');
  await expect(card).toContainText('pip install');
  // What + NEW says of the environment, with the same button.
  const fix = card.getByRole('button', { name: 'Copy fix' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await fix.click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('pip install');
  await expect(card.locator('code').first()).toHaveText(copied);
  mend();
  await card.getByRole('button', { name: 'Retry', exact: true }).click();
  await expect(panel.cards).toHaveCount(1);
  await expect(panel.cards.first()).toContainText('Running');
});

test('a failed cluster stays until it is dismissed', async ({ panel }) => {
  makeEnvironment({ name: KERNEL });
  const card = await panel.create({ kernel: KERNEL, insists: true });
  await expect(card).toContainText('Failed');
  await card.getByRole('button', { name: 'Dismiss' }).click();
  await expect(panel.cards).toHaveCount(0);
});

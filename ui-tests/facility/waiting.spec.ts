import { expect, KUBERNETES, test } from './fixtures';
import { SQUARES, compute, shutDown } from './steps';

test('where a quota is full the card says so, and all goes on once it is not', async ({
  ownPlace,
  page,
  pete
}) => {
  await pete.openNotebook(SQUARES);
  await ownPlace.order('fill');
  const card = await pete.create({
    gateway: KUBERNETES,
    minimum: 1,
    maximum: 1
  });
  await expect(card).toContainText(
    'Scheduler: Pending: ExceededQuota: full has 0 of 0 pods in use'
  );
  await ownPlace.order('empty');
  await expect(card).toContainText('1 / 1 workers', { timeout: 60_000 });
  await card.getByText('Pods', { exact: true }).click();
  await expect(card).toContainText('Scheduler: Running');
  await expect(card).toContainText('Workers: 1 running');

  await compute(pete, KUBERNETES);

  await pete.dashboards.getByRole('button', { name: 'Info' }).click();
  const info = page.frameLocator('iframe[src*="info/main/workers"]');
  await info.getByRole('link', { name: 'logs' }).first().click();
  await expect(info.locator('body')).toContainText('Register worker addr');

  await shutDown(pete, KUBERNETES);
});

import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

test('the panel follows the notebook that comes to the front', async ({
  page,
  panel
}) => {
  const first = await panel.createRunning({ minimum: 1, maximum: 1 });
  const insert = first.getByRole('button', { name: 'Insert client code' });
  const one = await page.notebook.createNew();
  await insert.click();
  await page.notebook.runCell(0, true);
  await expect(first).toContainText(`used in ${one}`);

  const two = await page.notebook.createNew();
  await insert.click();
  await page.notebook.runCell(0, true);
  await page.notebook.addCell(
    'code',
    'client.close(); made = gateway.new_cluster(shutdown_on_close=False); client = made.get_client()'
  );
  await page.notebook.runCell(1, true);
  await expect(panel.cards).toHaveCount(2);
  const second = panel.cards.filter({ hasText: `used in ${two}` });
  // Who connects in the notebook in front goes on with that cluster.
  await expect(second).toHaveAttribute('aria-current', 'true');
  const ofSecond = await panel.address.inputValue();

  await page.notebook.activate(one!);
  await expect(first).toHaveAttribute('aria-current', 'true');
  await expect(panel.address).not.toHaveValue(ofSecond);
  await page.notebook.activate(two!);
  await expect(second).toHaveAttribute('aria-current', 'true');
  await expect(panel.address).toHaveValue(ofSecond);
});

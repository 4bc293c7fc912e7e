import { expect, test } from './fixtures';

test.use({ sharesCluster: true });

test('the panel follows the notebook that comes to the front', async ({
  page,
  panel
}) => {
  const first = await panel.createRunning({ minimum: 1, maximum: 1 });
  const one = await page.notebook.createNew();
  await panel.insertCode(first);
  await page.notebook.runCell(0, true);
  await expect(first).toContainText(`used in ${one}`);
  const name = await first.getAttribute('data-name');
  const ofFirst = new RegExp(`/clusters/local/${name}/`);
  await expect(panel.address).toHaveValue(ofFirst);

  const two = await page.notebook.createNew();
  await panel.insertCode(first);
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
  await expect(panel.address).not.toHaveValue(ofFirst);
  const ofSecond = await panel.address.inputValue();

  await page.notebook.activate(one!);
  await expect(first).toHaveAttribute('aria-current', 'true');
  await expect(panel.address).toHaveValue(ofFirst);
  await page.notebook.activate(two!);
  await expect(second).toHaveAttribute('aria-current', 'true');
  await expect(panel.address).toHaveValue(ofSecond);
});

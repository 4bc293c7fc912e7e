import { faults } from './axe';
import { CLUSTERS, listAll } from './clusters';
import { expect, test } from './onepage';

for (const theme of ['JupyterLab Light', 'JupyterLab Dark']) {
  test(`clusters in every state can be told apart by everybody in ${theme}`, async ({
    panel
  }) => {
    const { page, cards } = panel;
    await listAll(page);
    await page.evaluate(
      name =>
        window.jupyterapp.commands.execute('apputils:change-theme', {
          theme: name
        }),
      theme
    );
    await panel.run('purdue-dask-lab:refresh');
    await expect(cards).toHaveCount(CLUSTERS.length);
    const words = {
      Starting: 'Pending',
      Waiting: 'Waiting for workers',
      Working: '15 / 51 tasks',
      Busy: 'The scheduler is busy. Last known numbers.',
      Silent: 'not responding',
      Stopping: 'Stopping',
      Over: 'It was idle for 1 h.',
      Broken: 'line 8'
    };
    for (const [label, text] of Object.entries(words)) {
      const card = panel.clusters.getByRole('listitem', { name: label });
      await expect(card).toContainText(text);
    }
    expect(await faults(page, '#purdue-dask-lab')).toEqual([]);
    await page.unrouteAll();
    await panel.run('purdue-dask-lab:refresh');
  });
}

test('the panel is divided by what is in it, until the user moves the divider', async ({
  panel
}) => {
  const { page, cards } = panel;
  const [, , working] = CLUSTERS;
  const three = ['First', 'Second', 'Third'].map(label => ({
    ...working,
    name: label,
    label,
    tasks: null,
    expires_at: null
  })) as unknown as typeof CLUSTERS;
  const count = async (clusters: typeof CLUSTERS): Promise<void> => {
    await page.unrouteAll();
    await listAll(page, clusters);
    await panel.run('purdue-dask-lab:refresh');
    await expect(cards).toHaveCount(clusters.length);
  };
  await count(three);
  for (const card of await cards.all()) {
    await expect(card.getByRole('button').last()).toBeInViewport({ ratio: 1 });
  }
  const { y: before } = (await panel.clusters.boundingBox())!;
  await page.mouse.move(150, before - 34);
  await page.mouse.down();
  await page.mouse.move(150, before + 126, { steps: 4 });
  await page.mouse.up();
  await expect
    .poll(async () => (await panel.clusters.boundingBox())!.y)
    .toBeGreaterThan(before + 100);
  const { y: chosen } = (await panel.clusters.boundingBox())!;
  await count(three.slice(1));
  await count(CLUSTERS);
  expect((await panel.clusters.boundingBox())!.y).toBe(chosen);
  await page.unrouteAll();
  await panel.run('purdue-dask-lab:refresh');
});

import type { Page } from '@playwright/test';

import { faults } from './axe';
import { expect, test } from './onepage';

const NOTHING = {
  started_at: null,
  expires_at: null,
  idle_ends_at: null,
  environment: {
    name: 'python3',
    display_name: 'Python 3 (ipykernel)',
    prefix: '/opt/conda/envs/a-long-name-of-an-environment'
  },
  options: {},
  workers: { running: 0, requested: 4, minimum: 1, maximum: 4 },
  cores: 0,
  memory_gib: 0,
  tasks: null,
  clients: null,
  scheduler: null,
  can_retry: true,
  dashboard_url: null,
  public_dashboard_url: null,
  scheduler_address: null,
  jobs: null,
  failure: null,
  notice: null,
  stale: false
};

const RUNNING = {
  status: 'running',
  scheduler: 'responding',
  workers: { running: 3, requested: 4, minimum: 1, maximum: 4 },
  cores: 6,
  memory_gib: 12,
  tasks: { processing: 4, memory: 12, erred: 2, waiting: 30, released: 3 },
  clients: 2
};

/** One cluster of every kind, newest first. */
const CLUSTERS = [
  { label: 'Starting', status: 'pending' },
  {
    label: 'Waiting',
    ...RUNNING,
    workers: { running: 0, requested: 4, minimum: 1, maximum: 4 },
    cores: 0,
    memory_gib: 0,
    tasks: { processing: 0, memory: 0, erred: 0, waiting: 0, released: 0 },
    jobs: {
      groups: [
        { role: 'scheduler', state: 'RUNNING', reason: null, count: 1 },
        { role: 'worker', state: 'PENDING', reason: 'Priority', count: 4 }
      ],
      command: 'squeue --job 12345,12346'
    }
  },
  { label: 'Working', ...RUNNING, expires_at: '2040-01-01T00:00:00Z' },
  { label: 'Busy', ...RUNNING, scheduler: 'busy' },
  {
    label: 'Silent',
    ...RUNNING,
    scheduler: 'silent',
    notice: 'The scheduler is not responding; it may be busy.'
  },
  { label: 'Stopping', status: 'stopping' },
  {
    label: 'Over',
    status: 'stopped',
    failure: {
      reason: 'It was idle for 1 h.',
      hint: 'Create it again.',
      log: null,
      problems: []
    }
  },
  {
    label: 'Broken',
    status: 'failed',
    failure: {
      reason: 'The scheduler ended while it started.',
      hint: 'See its log.',
      log: [...Array(9).keys()].map(number => `line ${number}`).join('\n'),
      problems: [
        {
          severity: 'error',
          message:
            'dask is missing in /depot/env and required to start a cluster. Install it with: pip install dask',
          mend: 'pip install dask',
          blocks: false,
          field: null
        }
      ]
    }
  }
].map((cluster, index) => ({
  ...NOTHING,
  gateway: 'local',
  name: `c${index}`,
  created_at: new Date(Date.now() - index * 60_000).toISOString(),
  ...cluster
}));

/** Let the server list clusters of every kind, none of which has to start. */
async function listAll(page: Page, clusters = CLUSTERS): Promise<void> {
  await page.route(/\/purdue-dask-lab\/clusters(\?.*)?$/, route =>
    route.fulfill({
      json: {
        clusters,
        gateways: [{ id: 'local', status: 'available', reason: null }],
        problems: ['labextension.yaml: LIST is no text']
      }
    })
  );
}

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

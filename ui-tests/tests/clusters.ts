import type { Page } from '@playwright/test';

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
export const CLUSTERS = [
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
  {
    label: 'Working',
    ...RUNNING,
    expires_at: new Date(Date.now() + 9e6).toISOString()
  },
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
export async function listAll(page: Page, clusters = CLUSTERS): Promise<void> {
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

import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';

import type {
  Cluster,
  ClusterActivity,
  ClusterList,
  ClusterLog,
  ClusterWorkers,
  ClusterRef,
  EndedCluster,
  EndedClusters,
  Environment,
  Gateway,
  OptionsForm,
  WorkerVariables
} from '../../api/models';
import type { IServerEvent } from '../events';
import { ClusterManager } from '../manager';

export const trans = nullTranslator.load('purdue_dask_lab');

export const EVENT = 'https://purdue-dask-lab/events/clusters/v1';

export function aCluster(over: Partial<Cluster> = {}): Cluster {
  return {
    gateway: 'slurm',
    name: 'one',
    label: 'Cluster 1',
    status: 'running',
    created_at: '2026-01-01T12:00:00Z',
    started_at: null,
    expires_at: null,
    idle_ends_at: null,
    environment: null,
    options: {},
    workers: { running: 1, requested: 1, minimum: 1, maximum: 1 },
    cores: 1,
    memory_gib: 1,
    tasks: null,
    clients: null,
    scheduler: 'responding',
    stop_with_session: false,
    overdue: false,
    can_retry: true,
    dashboard_url: '/purdue-dask-lab/clusters/slurm/one/dashboard/status',
    public_dashboard_url: null,
    scheduler_address: null,
    jobs: null,
    monitoring_url: null,
    queue_wait_seconds: null,
    failure: null,
    notice: null,
    stale: false,
    ...over
  };
}

export function aGateway(over: Partial<Gateway> = {}): Gateway {
  return {
    id: 'slurm',
    label: 'Dask Gateway + SLURM',
    description: 'Hammer cluster',
    audience: 'Purdue users only',
    status: 'available',
    reason: null,
    default: true,
    version: null,
    ends_with_jupyter: false,
    machine: false,
    start_timeout: 120,
    idle_timeout: null,
    lifetime: null,
    workers: null,
    presets: [],
    limits: { workers: null, cores: null, memory_gib: null },
    usage: { workers: 0, cores: 0, memory_gib: 0 },
    storage: [],
    monitoring_url: null,
    ...over
  };
}

export function anEnvironment(over: Partial<Environment> = {}): Environment {
  return {
    name: 'python3',
    display_name: 'Python 3',
    kind: 'conda',
    prefix: '/opt/conda',
    pixi_project: null,
    pixi_env: null,
    is_default: true,
    versions: {
      python: null,
      dask: null,
      distributed: null,
      dask_gateway: null
    },
    problems: [],
    ...over
  };
}

export const FORM: OptionsForm = {
  schema: {
    type: 'object',
    properties: {
      worker_memory: {
        type: 'number',
        title: 'Memory',
        minimum: 1,
        maximum: 64
      },
      worker_cores: {
        type: 'integer',
        title: 'Worker cores',
        minimum: 1,
        maximum: 16
      },
      queue: { type: 'string', enum: ['hammer', 'geddes'] },
      account: { type: 'string', title: 'Account' },
      exclusive: { type: 'boolean' },
      labels: { type: 'object', additionalProperties: { type: 'string' } }
    }
  },
  takes_environment: true,
  takes_variables: true,
  ui_schema: { 'ui:order': ['worker_cores', 'worker_memory'] },
  defaults: {
    worker_cores: 2,
    worker_memory: 4,
    queue: 'hammer',
    account: null,
    exclusive: false,
    labels: { team: 'cms' }
  }
};

export function aLog(over: Partial<ClusterLog> = {}): ClusterLog {
  return {
    sources: [],
    source: null,
    entries: [],
    cursor: null,
    follows: false,
    truncated: false,
    live: true,
    problem: null,
    ...over
  };
}

/**
 * A server's half that answers what a test tells it to, and counts what it is asked.
 */
export class FakeRest implements ClusterManager.IRest {
  clockOffset = 0;
  listed: Cluster[] = [];
  clusters = jest.fn(async (): Promise<ClusterList> => ({
    clusters: this.listed,
    gateways: [{ id: 'slurm', status: 'available', reason: null }],
    problems: []
  }));
  gateways = jest.fn(async () => [aGateway()]);
  options = jest.fn(async () => FORM);
  environments = jest.fn(async () => [anEnvironment()]);
  variables = jest.fn(async (): Promise<WorkerVariables> => ({
    variables: [],
    held_back: [],
    file: '',
    errors: [],
    problems: []
  }));
  clientCode = jest.fn(async () => ({ code: 'client' }));
  creationCode = jest.fn(async () => ({ code: 'cluster' }));
  create = jest.fn(async () => aCluster({ status: 'pending' }));
  scale = jest.fn(async () => aCluster());
  shutDown = jest.fn(async () => undefined);
  rename = jest.fn(async (_: ClusterRef, label: string) => aCluster({ label }));
  retry = jest.fn(async () => aCluster({ name: 'two', status: 'pending' }));
  plots = jest.fn(async () => ({}));
  machine = jest.fn(async () => ({ names: ['lab', '10.0.0.7'] }));
  lately: ClusterActivity = {
    at: [],
    step: 30,
    workers: [],
    cores: [],
    tasks: [],
    memory_gib: []
  };
  past: EndedCluster[] = [];
  activity = jest.fn(async () => this.lately);
  ended = jest.fn(async (): Promise<EndedClusters> => ({
    clusters: this.past,
    days: 14,
    count: 50,
    problems: []
  }));
  forgetEnded = jest.fn(async (ref: ClusterRef | null) => {
    this.past = this.past.filter(({ name }) => ref && ref.name !== name);
  });
  createAgain = jest.fn(async () =>
    aCluster({ name: 'again', status: 'pending' })
  );
  log = jest.fn(async (): Promise<ClusterLog> => aLog());
  workers = jest.fn(async (): Promise<ClusterWorkers> => ({
    status: 'running',
    workers: [],
    left_out: 0,
    problem: null,
    cpu_problem: null
  }));
  restartWorker = jest.fn(async () => undefined);
  doctor = jest.fn(async () => ({
    sections: [],
    errors: 0,
    warnings: 0,
    text: ''
  }));
}

/**
 * A manager whose server, events and page a test holds in its hands.
 */
export function aManager(rest = new FakeRest()): {
  rest: FakeRest;
  manager: ClusterManager;
  tell: (payload: object) => void;
  page: { isVisible: boolean };
} {
  const events = new Signal<object, IServerEvent>({});
  const page = { isVisible: true };
  const manager = new ClusterManager({
    rest,
    events,
    isVisible: () => page.isVisible,
    interval: 1000
  });
  return {
    rest,
    manager,
    page,
    tell: payload => {
      events.emit({ schema_id: EVENT, ...payload });
    }
  };
}

/**
 * Let everything that is only waiting for its turn have it.
 */
export async function settle(): Promise<void> {
  await jest.advanceTimersByTimeAsync(20);
}

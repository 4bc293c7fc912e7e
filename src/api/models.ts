/* Generated from purdue_dask_lab/schemas by `jlpm wire`; not to be edited. */

/**
 * Whether a gateway can be used by this user now.
 */
export type GatewayStatus = 'available' | 'unavailable' | 'not_allowed';
/**
 * What a gateway's workers may do below a path.
 */
export type StorageAccess = 'none' | 'read' | 'write';
/**
 * Who made an environment.
 */
export type EnvironmentKind = 'conda' | 'pixi' | 'venv' | 'system';
/**
 * Whether a problem will surely stop a cluster, or only may.
 */
export type Severity = 'error' | 'warning';
/**
 * A cluster's life, in dask-gateway's own words.
 */
export type ClusterStatus =
  'pending' | 'running' | 'stopping' | 'stopped' | 'failed';
/**
 * How well a running cluster's scheduler answers.
 */
export type SchedulerState = 'connecting' | 'responding' | 'busy' | 'silent';
/**
 * What a batch job runs.
 */
export type JobRole = 'scheduler' | 'worker';
/**
 * How a cluster ended; ``unknown`` where nobody saw it.
 */
export type Ending = 'shut_down' | 'cancelled' | 'ended' | 'failed' | 'unknown';
/**
 * Where the lines of a log come from.
 */
export type LogKind = 'scheduler' | 'worker' | 'file' | 'kept';
/**
 * How grave a line of a log is, in the words of Python's ``logging``.
 */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical';
/**
 * How much a finding matters.
 */
export type Level = 'ok' | 'warning' | 'error';

export interface Wire {
  Gateway: Gateway;
  OptionsForm: OptionsForm;
  Environment: Environment;
  WorkerVariables: WorkerVariables;
  UserFile: UserFile;
  ClusterList: ClusterList;
  ClusterChanges: ClusterChanges;
  ClientCode: ClientCode;
  EndedClusters: EndedClusters;
  ClusterActivity: ClusterActivity;
  ClusterLog: ClusterLog;
  ClusterWorkers: ClusterWorkers;
  DoctorReport: DoctorReport;
  Machine: Machine;
  ErrorAnswer: ErrorAnswer;
  NewCluster: NewCluster;
  VariablesQuery: VariablesQuery;
  NewContent: NewContent;
  Scale: Scale;
  ClusterPatch: ClusterPatch;
  WorkerRestart: WorkerRestart;
}
/**
 * One configured gateway, as the dialog and the list show it.
 */
export interface Gateway {
  id: string;
  label: string;
  description: string;
  audience: string;
  status: GatewayStatus;
  /**
   * Why it is not available, and what to do
   */
  reason: string | null;
  default: boolean;
  version: string | null;
  /**
   * Its clusters end when this Jupyter server does
   */
  ends_with_jupyter: boolean;
  /**
   * Its workers run on the machine of Jupyter, whose cores and memory its limits are; more workers than cores may share these
   */
  machine: boolean;
  /**
   * Seconds a cluster may take to start
   */
  start_timeout: number | null;
  /**
   * Seconds without work before it ends
   */
  idle_timeout: number | null;
  /**
   * Seconds a cluster may live
   */
  lifetime: number | null;
  /**
   * Null where the configuration says nothing of it
   */
  workers: OfferedWorkers | null;
  /**
   * Sizes that the administrator offers
   */
  presets: Preset[];
  limits: Limits;
  usage: Usage;
  storage: Storage[];
  monitoring_url: string | null;
}
/**
 * How many workers a new cluster begins with, unless the user wants otherwise.
 */
export interface OfferedWorkers {
  minimum: number;
  maximum: number;
}
/**
 * A size of clusters that has a name.
 */
export interface Preset {
  label: string;
  /**
   * Null leaves the numbers of workers as they are
   */
  workers: OfferedWorkers | null;
  /**
   * Of the gateway's options; the others are as it offers them
   */
  options: {
    [k: string]: unknown;
  };
}
/**
 * What a gateway allows one user in all; null where none is known.
 */
export interface Limits {
  workers: number | null;
  cores: number | null;
  memory_gib: number | null;
}
/**
 * What this user's clusters on a gateway hold now.
 */
export interface Usage {
  workers: number;
  cores: number;
  memory_gib: number;
}
/**
 * One path and what this user's workers may do below it.
 */
export interface Storage {
  path: string;
  access: StorageAccess;
}
/**
 * What a gateway lets its user choose, as JSON Schema of one object.
 *
 * Only what the user has to fill in: the environment and the variables have
 * their own place in the dialog.
 */
export interface OptionsForm {
  schema: {
    [k: string]: unknown;
  };
  ui_schema: {
    [k: string]: unknown;
  };
  defaults: {
    [k: string]: unknown;
  };
  /**
   * Whether workers run in the environment that is chosen
   */
  takes_environment: boolean;
  /**
   * Whether workers get the variables that are chosen
   */
  takes_variables: boolean;
}
/**
 * A Python environment that workers could run in.
 */
export interface Environment {
  name: string;
  display_name: string;
  kind: EnvironmentKind;
  /**
   * Null where it cannot be told; a problem says why
   */
  prefix: string | null;
  pixi_project: string | null;
  pixi_env: string | null;
  is_default: boolean;
  versions: Versions;
  problems: Problem[];
}
/**
 * Versions found in an environment; null where the package is missing.
 */
export interface Versions {
  python: string | null;
  dask: string | null;
  distributed: string | null;
  dask_gateway: string | null;
}
/**
 * Something that stands between a choice and a working cluster.
 */
export interface Problem {
  severity: Severity;
  /**
   * Names the thing and the way out
   */
  message: string;
  /**
   * The command that mends it
   */
  mend: string | null;
  /**
   * It is certain that no cluster works: none is made
   */
  blocks: boolean;
  /**
   * Dotted path of the value at fault in the request
   */
  field: string | null;
}
/**
 * What ``env`` workers would get.
 */
export interface WorkerVariables {
  variables: Variable[];
  held_back: HeldBack[];
  /**
   * The user's own labextension.yaml
   */
  file: string;
  /**
   * What of the files could not be used
   */
  errors: string[];
  /**
   * What would not work with them
   */
  problems: Problem[];
}
/**
 * One worker environment variable; the value of a masked one stays here.
 */
export interface Variable {
  name: string;
  value: string | null;
  source: string;
  masked: boolean;
  /**
   * Gateways need it: it cannot be left out
   */
  required: boolean;
}
/**
 * A variable that looks like a secret and does not travel unless it is let through.
 */
export interface HeldBack {
  name: string;
  source: string;
}
/**
 * The user's own labextension.yaml, or the example that it would begin with.
 */
export interface UserFile {
  path: string;
  content: string;
  exists: boolean;
  changed_at: string | null;
}
/**
 * All clusters of the user and the state of the gateways they are on.
 */
export interface ClusterList {
  clusters: Cluster[];
  gateways: GatewayState[];
  /**
   * What of the configuration could not be used: file, key, way out
   */
  problems: string[];
}
/**
 * One cluster, whoever made it.
 *
 * One that ended by itself stays listed as ``stopped``, with why in
 * ``failure``, until it is dismissed.
 */
export interface Cluster {
  gateway: string;
  name: string;
  label: string;
  status: ClusterStatus;
  created_at: string;
  started_at: string | null;
  /**
   * When its lifetime or its job's walltime is over
   */
  expires_at: string | null;
  /**
   * When it ends if it goes on without work; null while it works
   */
  idle_ends_at: string | null;
  environment: ClusterEnvironment | null;
  options: {
    [k: string]: unknown;
  };
  workers: Workers;
  cores: number;
  memory_gib: number;
  tasks: Tasks | null;
  clients: number | null;
  dashboard_url: string | null;
  public_dashboard_url: string | null;
  scheduler_address: string | null;
  /**
   * How well the scheduler answers; counts are the last known ones while it is busy or silent. Null where there is none
   */
  scheduler: SchedulerState | null;
  /**
   * It is shut down when the Jupyter server stops that created it
   */
  stop_with_session: boolean;
  /**
   * Whether it is known how it was made, so that it can be again
   */
  can_retry: boolean;
  /**
   * Null where no batch system is at hand
   */
  jobs: Jobs | null;
  /**
   * The facility's page about this cluster; null where its gateway's is as good
   */
  monitoring_url: string | null;
  /**
   * How long jobs wait, where it is predicted and some of this cluster's do
   */
  queue_wait_seconds: number | null;
  failure: Failure | null;
  notice: string | null;
  /**
   * It is pending for longer than a start may take, and its gateway does not give up: it may be cancelled, or created again in its place
   */
  overdue: boolean;
  /**
   * Its gateway does not answer: this is the last known
   */
  stale: boolean;
}
/**
 * The environment a cluster was made with.
 */
export interface ClusterEnvironment {
  name: string;
  display_name: string;
  prefix: string | null;
}
/**
 * Workers there, asked for, and the adaptive range; null where unknown.
 */
export interface Workers {
  running: number;
  requested: number | null;
  minimum: number | null;
  maximum: number | null;
}
/**
 * How many tasks the scheduler has in each state.
 */
export interface Tasks {
  processing: number;
  memory: number;
  erred: number;
  waiting: number;
  released: number;
}
/**
 * A cluster's jobs in the batch system.
 */
export interface Jobs {
  groups: JobGroup[];
  /**
   * What to type in a terminal to look further
   */
  command: string;
}
/**
 * A cluster's batch jobs of one role that share state and reason.
 */
export interface JobGroup {
  role: JobRole;
  /**
   * The batch system's own word: PENDING, RUNNING, ...
   */
  state: string;
  /**
   * Why they wait: Resources, Priority, ...
   */
  reason: string | null;
  count: number;
}
/**
 * Why a cluster failed, or ended by itself, and what the user can do about it.
 */
export interface Failure {
  reason: string;
  hint: string;
  /**
   * The end of the scheduler's log, where readable
   */
  log: string | null;
  /**
   * What the checks of its environment find, which explains it
   */
  problems: Problem[];
}
/**
 * Beside a list of clusters: which gateways it could ask.
 */
export interface GatewayState {
  id: string;
  status: GatewayStatus;
  reason: string | null;
}
/**
 * One event: what differs from what was last said.
 */
export interface ClusterChanges {
  changed: Cluster[];
  removed: ClusterRef[];
  gateways: GatewayState[];
}
/**
 * Names one cluster.
 */
export interface ClusterRef {
  gateway: string;
  name: string;
}
/**
 * Python source that connects to a cluster.
 */
export interface ClientCode {
  code: string;
}
/**
 * The clusters that have ended, the latest first.
 */
export interface EndedClusters {
  clusters: EndedCluster[];
  /**
   * How long they are kept
   */
  days: number;
  /**
   * How many of each gateway
   */
  count: number;
  /**
   * What could not be read
   */
  problems: string[];
}
/**
 * A cluster that is on no gateway any more.
 */
export interface EndedCluster {
  gateway: string;
  name: string;
  label: string;
  environment: ClusterEnvironment | null;
  created_at: string;
  started_at: string | null;
  /**
   * When it ended, or was seen last
   */
  ended_at: string;
  ending: Ending;
  /**
   * Why, where more is known
   */
  reason: string | null;
  /**
   * Null where it never ran
   */
  usage: ClusterUsage | null;
  /**
   * Whether it is known how it was made
   */
  can_create: boolean;
  has_log: boolean;
}
/**
 * What a cluster has used.
 */
export interface ClusterUsage {
  worker_hours: number;
  peak_workers: number;
  /**
   * Of all workers together; null where it was not seen
   */
  peak_memory_gib: number | null;
  /**
   * Not all of it was seen: it may be more
   */
  at_least: boolean;
}
/**
 * The last hour that was seen of a cluster, in lists of the same length.
 */
export interface ClusterActivity {
  /**
   * Seconds since 1970; where nobody looked there is a gap
   */
  at: number[];
  /**
   * Seconds between two points without a gap
   */
  step: number;
  workers: number[];
  cores: number[];
  /**
   * Tasks that were processed or waited
   */
  tasks: number[];
  /**
   * What workers used together
   */
  memory_gib: (number | null)[];
}
/**
 * The end of one log of a cluster, the oldest line first; without secrets.
 */
export interface ClusterLog {
  /**
   * All logs that the cluster has now
   */
  sources: LogSource[];
  /**
   * The one that is answered
   */
  source: string | null;
  entries: LogEntry[];
  /**
   * What to send as since, to be answered only what is newer
   */
  cursor: string | null;
  /**
   * The entries come after those that since stands for; else they replace them
   */
  follows: boolean;
  /**
   * Older lines were left out
   */
  truncated: boolean;
  /**
   * More lines may come
   */
  live: boolean;
  /**
   * Why there is nothing to be read now
   */
  problem: string | null;
}
/**
 * One log of a cluster.
 */
export interface LogSource {
  /**
   * What to ask for it by
   */
  id: string;
  kind: LogKind;
  /**
   * A worker's name, or the name of a file
   */
  name: string;
}
/**
 * One message of a log, which may have several lines.
 */
export interface LogEntry {
  /**
   * As the log has it: the clock of whoever wrote it, without zone
   */
  time: string | null;
  level: LogLevel | null;
  /**
   * The part of Dask that wrote it
   */
  logger: string | null;
  message: string;
}
/**
 * The workers of a cluster as its scheduler knows them now.
 */
export interface ClusterWorkers {
  status: ClusterStatus;
  workers: ClusterWorker[];
  /**
   * Workers beyond those that are listed
   */
  left_out: number;
  /**
   * Why they are not known now; what was told before may still hold
   */
  problem: string | null;
  /**
   * Why their CPU is not known; null while it will be soon
   */
  cpu_problem: string | null;
}
/**
 * One worker, as its scheduler knows it; null for what it does not tell.
 */
export interface ClusterWorker {
  /**
   * What to restart it by
   */
  address: string;
  name: string;
  threads: number | null;
  /**
   * CPU in use, in percent of one thread's: 400 for four busy ones
   */
  cpu_percent: number | null;
  memory_gib: number | null;
  /**
   * Null where it has no limit of its own
   */
  memory_limit_gib: number | null;
  /**
   * Tasks that it computes or is about to
   */
  processing: number | null;
  /**
   * Results that it keeps
   */
  stored: number | null;
  /**
   * Since it told its scheduler of itself
   */
  seconds_since_seen: number | null;
}
/**
 * What works and what does not, without a secret in it.
 */
export interface DoctorReport {
  sections: Section[];
  /**
   * Findings that keep something from working
   */
  errors: number;
  /**
   * Findings that may
   */
  warnings: number;
  /**
   * All of it in plain text, for a ticket
   */
  text: string;
}
/**
 * What was found out about one subject.
 */
export interface Section {
  title: string;
  findings: Finding[];
}
/**
 * One thing that was looked at.
 */
export interface Finding {
  level: Level;
  message: string;
  /**
   * What to do about it
   */
  mend: string | null;
}
/**
 * The machine that Jupyter runs on.
 */
export interface Machine {
  /**
   * Its names and addresses, as dashboards' links use them
   */
  names: string[];
}
/**
 * Every refusal: one sentence that names the thing and the way out.
 */
export interface ErrorAnswer {
  message: string;
  reason: string;
  field: string | null;
}
/**
 * The cluster a user asks for.
 */
export interface NewCluster {
  environment?: string | null;
  /**
   * The notebook in front: pixi kernels depend on its folder
   */
  notebook?: string | null;
  variables?: {
    [k: string]: string;
  };
  /**
   * Names that workers shall not get
   */
  dropped?: string[];
  /**
   * Names that may travel although they look like secrets
   */
  let_through?: string[];
  gateway: string;
  workers?: WorkerRange;
  options?: {
    [k: string]: unknown;
  };
  label?: string | null;
  /**
   * Shut it down when this Jupyter server stops
   */
  stop_with_session?: boolean;
}
/**
 * How many workers: fixed where both are equal, else adaptive between them.
 */
export interface WorkerRange {
  minimum?: number;
  maximum?: number;
}
/**
 * Asks what variables a new cluster's workers would get.
 */
export interface VariablesQuery {
  environment?: string | null;
  /**
   * The notebook in front: pixi kernels depend on its folder
   */
  notebook?: string | null;
  variables?: {
    [k: string]: string;
  };
  /**
   * Names that workers shall not get
   */
  dropped?: string[];
  /**
   * Names that may travel although they look like secrets
   */
  let_through?: string[];
  gateway?: string | null;
}
/**
 * What the user's own file is to hold.
 */
export interface NewContent {
  content: string;
}
/**
 * Either a fixed number of workers or an adaptive range.
 */
export interface Scale {
  workers?: number | null;
  adapt?: WorkerRange | null;
}
/**
 * One change of a cluster: its number of workers, its adaptive range or its label.
 */
export interface ClusterPatch {
  workers?: number | null;
  adapt?: WorkerRange | null;
  label?: string | null;
}
/**
 * Which worker to restart.
 */
export interface WorkerRestart {
  address: string;
}

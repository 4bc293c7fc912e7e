import type { IDisposable, IObservableDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { ILogQuery, INotebookContext } from '../api/client';
import type { ServerProblem } from '../api/errors';
import type {
  Cluster,
  ClusterActivity,
  ClusterLog,
  ClusterWorkers,
  ClusterRef,
  DoctorReport,
  EndedClusters,
  Environment,
  Gateway,
  GatewayState,
  NewCluster,
  OptionsForm,
  Scale,
  VariablesQuery,
  WorkerRestart,
  WorkerVariables
} from '../api/models';

/**
 * The difference between two states of the list of clusters.
 */
export interface IClustersChange {
  /**
   * Clusters that are new or changed.
   */
  readonly changed: readonly Cluster[];

  /**
   * Clusters that are gone, in their last known state.
   */
  readonly removed: readonly Cluster[];

  /**
   * Those of the removed ones that were not shut down or dismissed on this page.
   */
  readonly vanished: readonly Cluster[];
}

/**
 * The state of the server extension as a whole.
 */
export interface IServerState {
  /**
   * Sentences about those parts of the configuration that could not be used.
   */
  readonly configProblems: readonly string[];

  /**
   * Whether the list of clusters was received at least once.
   */
  readonly isLoaded: boolean;

  /**
   * Why the server extension does not respond; null while it does.
   */
  readonly problem: ServerProblem | null;
}

/**
 * The user's clusters on every gateway, whoever created them.
 */
export interface IClusterManager extends IObservableDisposable, IServerState {
  /**
   * The clusters, newest first. A cluster that did not change stays the same object.
   */
  readonly clusters: readonly Cluster[];

  /**
   * The status of each gateway, as of its last response.
   */
  readonly gatewayStates: readonly GatewayState[];

  /**
   * The gateways by id, each with its current status.
   */
  readonly gateways: ReadonlyMap<string, Gateway>;

  /**
   * A signal emitted when clusters appear, change or go.
   */
  readonly changed: ISignal<IClusterManager, IClustersChange>;

  /**
   * A signal emitted when a gateway, `problem`, `configProblems` or `isLoaded` changes.
   */
  readonly stateChanged: ISignal<IClusterManager, void>;

  /**
   * Return the server's current time, in milliseconds since the epoch.
   */
  now(): number;

  /**
   * Find a cluster by gateway and name.
   */
  find(ref: ClusterRef): Cluster | undefined;

  /**
   * Keep the clusters up to date until the result is disposed.
   *
   * #### Notes
   * The server is polled only while there are subscribers, or while a cluster
   * starts or stops.
   */
  subscribe(): IDisposable;

  /**
   * Poll at once if there are subscribers; for when the page becomes visible or the network is back.
   */
  wake(): void;

  /**
   * Fetch clusters and gateways now.
   */
  refresh(): Promise<void>;

  /**
   * Fetch the gateways now.
   */
  fetchGateways(): Promise<readonly Gateway[]>;

  /**
   * Fetch the options that a gateway declares.
   */
  fetchOptions(gateway: string): Promise<OptionsForm>;

  /**
   * Fetch the environments for a gateway's workers, each with its problems.
   *
   * @param context - The notebook that is most likely to connect.
   */
  fetchEnvironments(
    gateway: string,
    context: INotebookContext
  ): Promise<readonly Environment[]>;

  /**
   * Fetch the environment variables that workers would get.
   */
  fetchVariables(query: VariablesQuery): Promise<WorkerVariables>;

  /**
   * Return Python code that connects to a cluster.
   */
  clientCode(ref: ClusterRef): Promise<string>;

  /**
   * Return Python code that creates a cluster.
   */
  creationCode(request: NewCluster): Promise<string>;

  /**
   * Fetch the plots that a dashboard offers, as it lists them: `{title: "/individual-..."}`.
   *
   * @param dashboard - The absolute URL of its folder.
   * @param query - The query string of its URLs.
   */
  fetchPlots(
    dashboard: string,
    query?: string
  ): Promise<Readonly<Record<string, string>>>;

  /**
   * Fetch the names and addresses of the machine that Jupyter runs on.
   */
  fetchMachine(): Promise<readonly string[]>;

  /**
   * Have the server look at everything that a cluster needs.
   */
  fetchReport(): Promise<DoctorReport>;

  /**
   * Fetch the end of one of a cluster's logs, or what is newer than an earlier answer.
   */
  fetchLog(ref: ClusterRef, query: ILogQuery): Promise<ClusterLog>;

  /**
   * Fetch a cluster's workers.
   */
  fetchWorkers(ref: ClusterRef): Promise<ClusterWorkers>;

  /**
   * Restart one of a cluster's workers; resolves when another has begun in its place.
   */
  restartWorker(ref: ClusterRef, worker: WorkerRestart): Promise<void>;

  /**
   * Fetch the last hour of a cluster that runs or has ended.
   */
  fetchActivity(ref: ClusterRef): Promise<ClusterActivity>;

  /**
   * Fetch the clusters that have ended.
   */
  fetchEnded(): Promise<EndedClusters>;

  /**
   * Forget a cluster that has ended, or all of them.
   */
  forgetEnded(ref: ClusterRef | null): Promise<void>;

  /**
   * Create a cluster that has ended again.
   */
  createAgain(ref: ClusterRef): Promise<Cluster>;

  /**
   * Return the request that created a cluster on this page, also after the cluster is gone; null if it was created elsewhere.
   */
  requestOf(ref: ClusterRef): NewCluster | null;

  /**
   * Create a cluster; it is pending when this resolves.
   */
  create(request: NewCluster): Promise<Cluster>;

  /**
   * Change the number of workers of a cluster.
   */
  scale(ref: ClusterRef, request: Scale): Promise<Cluster>;

  /**
   * Give a cluster another label.
   */
  rename(ref: ClusterRef, label: string): Promise<Cluster>;

  /**
   * Shut a cluster down, cancel its start, or dismiss one that failed or stopped.
   */
  shutDown(ref: ClusterRef): Promise<void>;

  /**
   * Create a cluster that failed or stopped again.
   */
  retry(ref: ClusterRef): Promise<Cluster>;
}

/**
 * The selected cluster: its dashboards are shown and its client code is inserted.
 */
export interface IActiveCluster extends IDisposable {
  /**
   * The selected cluster in its current state, or null.
   */
  readonly current: Cluster | null;

  /**
   * The label of the selected cluster that is gone, until another one is selected.
   */
  readonly lostLabel: string | null;

  /**
   * A signal emitted when another cluster is selected or the selected one changes.
   */
  readonly changed: ISignal<IActiveCluster, void>;

  /**
   * Select a cluster.
   */
  select(ref: ClusterRef): void;

  /**
   * Select a cluster that the user has just created as soon as it runs, or at once if nothing would be lost.
   */
  selectCreated(ref: ClusterRef): void;
}

/**
 * Tells which open notebooks and consoles use which cluster.
 */
export interface IClientUsage extends IDisposable {
  /**
   * A signal emitted when the usage changes.
   */
  readonly changed: ISignal<IClientUsage, void>;

  /**
   * List the names of those that have a client of a cluster.
   */
  notebooksUsing(cluster: Cluster): readonly string[];
}

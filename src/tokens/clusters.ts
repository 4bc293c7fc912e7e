import { Token } from '@lumino/coreutils';
import type { IDisposable, IObservableDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type {
  Cluster,
  ClusterRef,
  Environment,
  Gateway,
  GatewayState,
  NewCluster,
  OptionsForm,
  Scale,
  VariablesQuery,
  WorkerVariables
} from '../api/models';

/**
 * Why the server's half cannot be used at all.
 */
export type ServerProblem =
  'unreachable' | 'missing' | 'mismatch' | 'signed-out' | 'failing';

/**
 * The notebook in front: its kernel's name, and its path below the server's root.
 */
export interface INotebookInFront {
  readonly kernel: string | null;
  readonly notebook: string | null;
}

/**
 * What differs from what was last said.
 */
export interface IClustersChange {
  /**
   * Clusters that are new or changed.
   */
  readonly changed: readonly Cluster[];

  /**
   * Clusters that are gone, as they were last known.
   */
  readonly removed: readonly Cluster[];

  /**
   * Those of them that nobody shut down or dismissed on this page.
   */
  readonly vanished: readonly Cluster[];
}

/**
 * The user's clusters on every gateway, whoever created them.
 */
export interface IClusterManager extends IObservableDisposable {
  /**
   * The clusters, newest first. A cluster that did not change stays the same object.
   */
  readonly clusters: readonly Cluster[];

  /**
   * How each gateway answered last.
   */
  readonly gatewayStates: readonly GatewayState[];

  /**
   * What is known of each gateway, by its id.
   */
  readonly gateways: ReadonlyMap<string, Gateway>;

  /**
   * What of the configuration could not be used, in sentences.
   */
  readonly configProblems: readonly string[];

  /**
   * Whether the clusters were heard of at all.
   */
  readonly isLoaded: boolean;

  /**
   * Why the server's half could not be asked, or null while it answers.
   */
  readonly problem: ServerProblem | null;

  /**
   * A signal emitted when clusters appear, change or go.
   */
  readonly changed: ISignal<IClusterManager, IClustersChange>;

  /**
   * A signal emitted when a gateway's state, the server's, or `isLoaded` differs.
   */
  readonly stateChanged: ISignal<IClusterManager, void>;

  /**
   * The server's present time, in milliseconds since the epoch.
   */
  now(): number;

  /**
   * The cluster of that name, if there is one.
   */
  find(ref: ClusterRef): Cluster | undefined;

  /**
   * Say that somebody looks, until the answer is disposed.
   *
   * #### Notes
   * The server is asked only while somebody does, or while a cluster starts or stops.
   */
  look(): IDisposable;

  /**
   * Look again at once if anybody wants to know; for when the page is seen or the connection is back.
   */
  attend(): void;

  /**
   * Ask for the clusters now.
   */
  refresh(): Promise<void>;

  /**
   * Ask for the gateways now.
   */
  fetchGateways(): Promise<readonly Gateway[]>;

  /**
   * What a gateway lets the user choose.
   */
  fetchOptions(gateway: string): Promise<OptionsForm>;

  /**
   * The environments that a gateway's workers could run in, with what keeps them from it.
   *
   * @param front - The notebook that will most likely connect.
   */
  fetchEnvironments(
    gateway: string,
    front: INotebookInFront
  ): Promise<readonly Environment[]>;

  /**
   * The variables that workers would get.
   */
  fetchVariables(query: VariablesQuery): Promise<WorkerVariables>;

  /**
   * Python that connects to a cluster.
   */
  clientCode(ref: ClusterRef): Promise<string>;

  /**
   * Python that creates a cluster.
   */
  creationCode(request: NewCluster): Promise<string>;

  /**
   * The plots that a dashboard offers, as it names them: `{title: "/individual-..."}`.
   *
   * @param dashboard - The absolute URL of its folder.
   * @param query - What its addresses end in.
   */
  fetchPlots(
    dashboard: string,
    query?: string
  ): Promise<Readonly<Record<string, string>>>;

  /**
   * The names and addresses of the machine that Jupyter runs on.
   */
  fetchMachine(): Promise<readonly string[]>;

  /**
   * Create a cluster; it is pending when this resolves.
   */
  create(request: NewCluster): Promise<Cluster>;

  /**
   * Change how many workers a cluster has.
   */
  scale(ref: ClusterRef, request: Scale): Promise<Cluster>;

  /**
   * Shut a cluster down, cancel its start, or dismiss one that failed or ended.
   */
  shutDown(ref: ClusterRef): Promise<void>;

  /**
   * Create a cluster that failed or ended once more.
   */
  retry(ref: ClusterRef): Promise<Cluster>;
}

/**
 * The clusters.
 */
export const IClusterManager = new Token<IClusterManager>(
  'purdue-dask-lab:IClusterManager',
  'The Dask clusters of the user, on every gateway.'
);

/**
 * The chosen cluster: the one whose dashboards are shown and whose code is inserted.
 */
export interface IActiveCluster extends IDisposable {
  /**
   * The chosen cluster as it is now, or null.
   */
  readonly current: Cluster | null;

  /**
   * The label of the chosen cluster that went away, until another is chosen.
   */
  readonly lost: string | null;

  /**
   * A signal emitted when the chosen cluster is another one, or differs.
   */
  readonly changed: ISignal<IActiveCluster, void>;

  /**
   * Choose a cluster.
   */
  choose(ref: ClusterRef): void;
}

/**
 * The chosen cluster.
 */
export const IActiveCluster = new Token<IActiveCluster>(
  'purdue-dask-lab:IActiveCluster',
  'The chosen Dask cluster.'
);

/**
 * Which open notebooks and consoles use which cluster.
 */
export interface INotebooks extends IDisposable {
  /**
   * A signal emitted when that differs.
   */
  readonly changed: ISignal<INotebooks, void>;

  /**
   * The names of those that have a client of a cluster.
   */
  usersOf(cluster: Cluster): readonly string[];
}

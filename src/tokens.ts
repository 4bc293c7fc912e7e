import { Token } from '@lumino/coreutils';
import type { IDisposable, IObservableDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { ISettingValues } from './settingvalues';
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
} from './wire';

export { CommandIDs } from './commandids';
export type * from './settingvalues';

/**
 * The id of the plugin whose settings are the extension's.
 */
export const SETTINGS_ID = 'purdue-dask-lab:plugin';

/**
 * The id of the sidebar's tab.
 */
export const PANEL_ID = 'purdue-dask-lab';

/**
 * The CSS class that marks a cluster's card, for the context menu and for reading which cluster it shows.
 */
export const CARD_CLASS = 'jp-DaskCard';

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
  'The Dask cluster whose dashboards are shown.'
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

/**
 * One page of a dashboard.
 */
export interface IPlot {
  /**
   * Its name for people, such as `Task Stream`.
   */
  readonly title: string;

  /**
   * Its path below the dashboard, such as `individual-task-stream`.
   */
  readonly path: string;
}

/**
 * Whether dashboards can be shown, and why not.
 */
export type DashboardState =
  'none' | 'waiting' | 'loading' | 'ready' | 'failed' | 'lost';

/**
 * A dashboard, of a cluster or not, whether it can be shown or not.
 */
export interface IDashboard extends IDisposable {
  /**
   * Whether it can be shown now.
   */
  readonly state: DashboardState;

  /**
   * The absolute URL of its folder, ending in a slash, or null.
   */
  readonly base: string | null;

  /**
   * The query that its address was given with, such as `?token=...`, or an empty text.
   */
  readonly query: string;

  /**
   * What it is called: the cluster's label, or the address.
   */
  readonly label: string | null;

  /**
   * A signal emitted when any of these differs.
   */
  readonly changed: ISignal<IDashboard, void>;

  /**
   * Try again to reach it.
   */
  retry(): void;
}

/**
 * What becomes of a dashboard's address that somebody typed or that was found.
 */
export type AddressAnswer =
  | { readonly kind: 'cluster'; readonly label: string }
  | { readonly kind: 'page' }
  | { readonly kind: 'unreadable' }
  | {
      /** Why it is not shown: who does not answer, is another, or may not be asked. */
      readonly kind: 'silent' | 'other' | 'forbidden' | 'foreign' | 'mixed';

      /** The host and port that the address names. */
      readonly place: string;
    };

/**
 * What a tab is pinned to: a cluster, or the folder of a dashboard.
 */
export type Pin =
  | (ClusterRef & { readonly label: string })
  | { readonly base: string; readonly query?: string; readonly label: string };

/**
 * The dashboard that is shown and its plots.
 */
export interface IDashboards extends IDashboard {
  /**
   * What the user may copy: the whole address of the dashboard's first page, or an empty text.
   */
  readonly address: string;

  /**
   * The plots it offers, by title.
   */
  readonly plots: readonly IPlot[];

  /**
   * What a tab is pinned to that stays with what is shown; null while nothing is.
   */
  readonly pin: Pin | null;

  /**
   * Show the dashboard at an address, if it may be shown here.
   */
  open(address: string): Promise<AddressAnswer>;

  /**
   * A dashboard that stays what it is, for a tab that does not follow.
   */
  pinned(pin: Pin): IDashboard;
}

/**
 * The dashboards.
 */
export const IDashboards = new Token<IDashboards>(
  'purdue-dask-lab:IDashboards',
  'The Dask dashboard that is shown, and its plots.'
);

/**
 * The settings, kept by JupyterLab.
 */
export interface ILabSettings extends IDisposable {
  /**
   * The values.
   */
  readonly values: ISettingValues;

  /**
   * A signal emitted when any value differs.
   */
  readonly changed: ISignal<ILabSettings, void>;

  /**
   * Change a value and keep it.
   */
  set<K extends keyof ISettingValues>(
    key: K,
    value: ISettingValues[K]
  ): Promise<void>;
}

/**
 * The settings.
 */
export const ILabSettings = new Token<ILabSettings>(
  'purdue-dask-lab:ILabSettings',
  'The settings of this extension.'
);

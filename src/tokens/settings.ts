import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

/**
 * Where dashboards go: each is keyed by its path and placed next to another one or in the main area.
 */
export type DashboardLayout = Readonly<
  Record<string, { readonly mode: string; readonly ref?: string | null }>
>;

/**
 * How large a cluster is to be.
 */
export interface ISize {
  /**
   * The numbers of workers; null to leave them as the gateway offers them.
   */
  readonly workers: {
    readonly minimum: number;
    readonly maximum: number;
  } | null;

  /**
   * The gateway's options; the others are as it offers them.
   */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * A size of clusters that has a name.
 */
export interface IPreset extends ISize {
  readonly label: string;
}

/**
 * The values of the settings.
 */
export interface ISettingValues {
  /**
   * The URL of the dashboard to show while no cluster is selected.
   */
  readonly defaultURL: string;

  /**
   * Whether every Python notebook and console gets a client of the selected cluster.
   */
  readonly autoStartClient: boolean;

  /**
   * Whether the cluster of the notebook in front is selected.
   */
  readonly followNotebook: boolean;

  /**
   * Whether the list of clusters is hidden.
   */
  readonly hideClusterManager: boolean;

  /**
   * Whether clusters are shut down without a question.
   */
  readonly shutDownWithoutAsking: boolean;

  /**
   * Whether the status bar shows the selected cluster.
   */
  readonly showInStatusBar: boolean;

  /**
   * Whether the browser itself loads dashboards that Jupyter does not proxy.
   */
  readonly browserDashboardCheck: boolean;

  /**
   * The layout in which the user's dashboards are opened.
   */
  readonly defaultLayout: DashboardLayout;

  /**
   * The plots listed first, each by the part of its path that identifies it.
   */
  readonly favorites: readonly string[];

  /**
   * The user's own presets, by gateway.
   */
  readonly presets: Readonly<Record<string, readonly IPreset[]>>;
}

/**
 * The settings of this extension, stored by JupyterLab.
 */
export interface ILabSettings extends IDisposable {
  /**
   * The values.
   */
  readonly values: ISettingValues;

  /**
   * A signal emitted when any value changes.
   */
  readonly changed: ISignal<ILabSettings, void>;

  /**
   * Store a value, whatever it was.
   */
  set<K extends keyof ISettingValues>(
    key: K,
    value: ISettingValues[K]
  ): Promise<void>;

  /**
   * Change a value, beginning with what is stored now, and store it.
   *
   * #### Notes
   * Changes wait for each other, and what another tab of the browser stored meanwhile stays.
   *
   * @param change - Returns the new value for the old one.
   */
  update<K extends keyof ISettingValues>(
    key: K,
    change: (value: ISettingValues[K]) => ISettingValues[K]
  ): Promise<void>;
}

/**
 * Where dashboards go: each is named by its path, and is put beside another one or the main area.
 */
export type DashboardLayout = Readonly<
  Record<string, { readonly mode: string; readonly ref?: string | null }>
>;

/**
 * The values of the settings.
 */
export interface ISettingValues {
  /**
   * The address of the dashboard to show while no cluster is chosen.
   */
  readonly defaultURL: string;

  /**
   * Whether every Python notebook and console gets a client of the chosen cluster.
   */
  readonly autoStartClient: boolean;

  /**
   * Whether the list of clusters is hidden.
   */
  readonly hideClusterManager: boolean;

  /**
   * Whether the browser itself reaches for dashboards that Jupyter does not.
   */
  readonly browserDashboardCheck: boolean;

  /**
   * The arrangement that the user's favourite dashboards are opened in.
   */
  readonly defaultLayout: DashboardLayout;

  /**
   * The plots on top, each by the part of its path that tells which it is.
   */
  readonly favourites: readonly string[];
}

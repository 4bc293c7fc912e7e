import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';

import type {
  IActiveCluster,
  IClusterManager,
  IDashboard,
  IDashboards,
  IPlot,
  Pin
} from '../../tokens';

/**
 * The options of a tab.
 */
export interface ITabOptions {
  /**
   * What it shows.
   */
  plot: IPlot;

  /**
   * What it is pinned to; null to follow the selected cluster.
   */
  pin: Pin | null;

  /**
   * The id that it had before a reload, by which JupyterLab restores its place.
   */
  id?: string;

  /**
   * The dashboard to follow.
   */
  dashboards: IDashboards;

  /**
   * The clusters.
   */
  manager: IClusterManager;

  /**
   * The selected cluster.
   */
  active: IActiveCluster;

  /**
   * Shows the list of clusters.
   */
  showClusters: () => void;

  /**
   * The translator's bundle.
   */
  trans: TranslationBundle;
}

/**
 * The part of a view that its placeholder uses.
 */
export interface IView {
  /**
   * The dashboard that is shown.
   */
  readonly source: IDashboard;

  /**
   * Whether there is a dashboard that does not respond.
   */
  readonly hasFailed: boolean;

  /**
   * A signal emitted when another dashboard is shown, or it changes.
   */
  readonly sourceChanged: ISignal<unknown, void>;

  /**
   * Load the page again.
   */
  retry(): void;
}

/**
 * The part of a tab that its toolbar uses.
 */
export interface ITab {
  /**
   * The dashboard that is shown.
   */
  readonly source: IDashboard;

  /**
   * The URL of the page, or null.
   */
  readonly url: string | null;

  /**
   * What it is pinned to; null while it follows.
   */
  readonly pin: Pin | null;

  /**
   * A signal emitted when another dashboard is shown, or it changes.
   */
  readonly sourceChanged: ISignal<unknown, void>;

  /**
   * A signal emitted when it is pinned to something else or unpinned.
   */
  readonly pinChanged: ISignal<unknown, void>;

  /**
   * Pin the tab to the dashboard that the sidebar shows, or follow that again.
   */
  togglePin(): void;
}

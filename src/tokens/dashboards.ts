import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { ClusterRef } from '../api/models';

/**
 * One page of a dashboard.
 */
export interface IPlot {
  /**
   * Its display name, such as `Task Stream`.
   */
  readonly title: string;

  /**
   * Its path below the dashboard, such as `individual-task-stream`.
   */
  readonly path: string;
}

/**
 * Whether a dashboard can be shown, and why not.
 */
export type DashboardState =
  'none' | 'waiting' | 'loading' | 'ready' | 'failed' | 'stopped';

/**
 * A dashboard of a cluster or at an address, whether it can be shown or not.
 */
export interface IDashboard extends IDisposable {
  /**
   * Whether it can be shown now.
   */
  readonly state: DashboardState;

  /**
   * The absolute URL of its folder with a trailing slash, or null.
   */
  readonly base: string | null;

  /**
   * The query string of its URLs, such as `?token=...`, or an empty text.
   */
  readonly query: string;

  /**
   * Its display name: the cluster's label, or the address.
   */
  readonly label: string | null;

  /**
   * A signal emitted when any of these changes.
   */
  readonly changed: ISignal<IDashboard, void>;

  /**
   * Try again to load it.
   */
  retry(): void;
}

/**
 * The result of opening a dashboard's address.
 */
export type OpenResult =
  | { readonly kind: 'cluster'; readonly label: string }
  | { readonly kind: 'page' }
  /** A newer address was opened meanwhile. */
  | { readonly kind: 'superseded' }
  | {
      /** Loaded by the browser; whether the site allows that is not known. */
      readonly kind: 'browser';
      readonly place: string;
    }
  | { readonly kind: 'unreadable' }
  | {
      /** Why it is not shown; the first four are reasons of the server. */
      readonly kind:
        'silent' | 'other' | 'forbidden' | 'others' | 'foreign' | 'mixed';

      /** The host and port of the address. */
      readonly place: string;
    };

/**
 * The target of a pinned tab: a cluster, or the folder of a dashboard.
 */
export type Pin =
  | (ClusterRef & { readonly label: string })
  | { readonly base: string; readonly query?: string; readonly label: string };

/**
 * The dashboard that the sidebar shows, and its plots.
 */
export interface IDashboards extends IDashboard {
  /**
   * The full address of the dashboard's first page, or an empty text.
   */
  readonly address: string;

  /**
   * Its plots, sorted by title.
   */
  readonly plots: readonly IPlot[];

  /**
   * What a tab is pinned to when it is pinned now; null while nothing is shown.
   */
  readonly pin: Pin | null;

  /**
   * Show the dashboard at an address, if it may be shown here.
   */
  open(address: string): Promise<OpenResult>;

  /**
   * Create a dashboard that does not follow the selected cluster.
   */
  pinned(pin: Pin): IDashboard;
}

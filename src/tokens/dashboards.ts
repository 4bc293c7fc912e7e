import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { ClusterRef } from '../api/models';

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
  | {
      /** The browser shows it; whether the place allows that, cannot be known. */
      readonly kind: 'browser';
      readonly place: string;
    }
  | { readonly kind: 'unreadable' }
  | {
      /** Why it is not shown: who does not answer, is another, or may not be asked. */
      readonly kind:
        'silent' | 'other' | 'forbidden' | 'others' | 'foreign' | 'mixed';

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
  'The shown Dask dashboard.'
);

import { Token } from '@lumino/coreutils';

import type * as clusters from './clusters';
import type * as dashboards from './dashboards';
import type * as settings from './settings';

export type { IClientUsage, IClustersChange, IServerState } from './clusters';
export type { CommandId, CommandName } from './commands';
export type {
  DashboardState,
  IDashboard,
  IPlot,
  OpenResult,
  Pin
} from './dashboards';
export * from './ids';
export type {
  DashboardLayout,
  IPreset,
  ISettingValues,
  ISize
} from './settings';

/**
 * The clusters: an interface, and the token of its implementation.
 */
export type IClusterManager = clusters.IClusterManager;
export const IClusterManager = new Token<IClusterManager>(
  'purdue-dask-lab:IClusterManager'
);

/**
 * The selected cluster: an interface, and the token of its implementation.
 */
export type IActiveCluster = clusters.IActiveCluster;
export const IActiveCluster = new Token<IActiveCluster>(
  'purdue-dask-lab:IActiveCluster'
);

/**
 * The dashboard: an interface, and the token of its implementation.
 */
export type IDashboards = dashboards.IDashboards;
export const IDashboards = new Token<IDashboards>(
  'purdue-dask-lab:IDashboards'
);

/**
 * The settings: an interface, and the token of its implementation.
 */
export type ILabSettings = settings.ILabSettings;
export const ILabSettings = new Token<ILabSettings>(
  'purdue-dask-lab:ILabSettings'
);

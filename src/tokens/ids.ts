/**
 * The name of a command of ours; once, for each is loaded when JupyterLab starts.
 */
const ours = <Deed extends string>(deed: Deed): `purdue-dask-lab:${Deed}` =>
  `purdue-dask-lab:${deed}`;

/**
 * The commands of this extension.
 */
export namespace CommandIDs {
  export const openPanel = ours('open-panel');
  export const refresh = ours('refresh');
  export const newCluster = ours('new-cluster');
  export const activate = ours('activate-cluster');
  export const scale = ours('scale');
  export const shutDown = ours('shut-down');
  export const dismiss = ours('dismiss');
  export const retry = ours('retry');
  export const insertClientCode = ours('insert-client-code');
  export const openDashboard = ours('open-dashboard');
  export const findDashboards = ours('find-dashboards');
  export const openLayout = ours('open-layout');
  export const saveLayout = ours('save-layout');
  export const editVariables = ours('edit-worker-variables');
  export const toggleAutoStart = ours('toggle-auto-start-client');
}

/**
 * The commands of dask-labextension, without their `dask:`, by which notebooks and layouts still call, and which of ours they are named like.
 */
export const DASK_COMMANDS = {
  'launch-dashboard': CommandIDs.openDashboard,
  'launch-layout': CommandIDs.openLayout,
  'populate-dashboard-url': CommandIDs.findDashboards,
  'populate-and-launch-layout': CommandIDs.openLayout,
  'inject-client-code': CommandIDs.insertClientCode,
  'launch-cluster': CommandIDs.newCluster,
  'stop-cluster': CommandIDs.shutDown,
  'scale-cluster': CommandIDs.scale,
  'toggle-auto-start-client': CommandIDs.toggleAutoStart
} as const;

/**
 * The name of a command of dask-labextension.
 */
export type DaskCommand = `dask:${keyof typeof DASK_COMMANDS}`;

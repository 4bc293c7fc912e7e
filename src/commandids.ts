/**
 * The commands of this extension.
 */
export namespace CommandIDs {
  export const openPanel = 'purdue-dask-lab:open-panel';
  export const refresh = 'purdue-dask-lab:refresh';
  export const newCluster = 'purdue-dask-lab:new-cluster';
  export const activate = 'purdue-dask-lab:activate-cluster';
  export const scale = 'purdue-dask-lab:scale';
  export const shutDown = 'purdue-dask-lab:shut-down';
  export const dismiss = 'purdue-dask-lab:dismiss';
  export const retry = 'purdue-dask-lab:retry';
  export const insertClientCode = 'purdue-dask-lab:insert-client-code';
  export const openDashboard = 'purdue-dask-lab:open-dashboard';
  export const findDashboards = 'purdue-dask-lab:find-dashboards';
  export const openLayout = 'purdue-dask-lab:open-layout';
  export const saveLayout = 'purdue-dask-lab:save-layout';
  export const editVariables = 'purdue-dask-lab:edit-worker-variables';
  export const toggleAutoStart = 'purdue-dask-lab:toggle-auto-start-client';
}

/**
 * The commands of dask-labextension, by which notebooks and layouts still call, and which of ours they are named like.
 */
export const DASK_COMMANDS = {
  'dask:launch-dashboard': CommandIDs.openDashboard,
  'dask:launch-layout': CommandIDs.openLayout,
  'dask:populate-dashboard-url': CommandIDs.findDashboards,
  'dask:populate-and-launch-layout': CommandIDs.openLayout,
  'dask:inject-client-code': CommandIDs.insertClientCode,
  'dask:launch-cluster': CommandIDs.newCluster,
  'dask:stop-cluster': CommandIDs.shutDown,
  'dask:scale-cluster': CommandIDs.scale,
  'dask:toggle-auto-start-client': CommandIDs.toggleAutoStart
} as const;

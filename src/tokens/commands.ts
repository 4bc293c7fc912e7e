/**
 * The ids of the commands of this extension.
 *
 * #### Notes
 * What JupyterLab loads when it starts uses only their type: see `CommandName`.
 */
export const CommandIDs = {
  openPanel: 'purdue-dask-lab:open-panel',
  refresh: 'purdue-dask-lab:refresh',
  newCluster: 'purdue-dask-lab:new-cluster',
  activate: 'purdue-dask-lab:activate-cluster',
  scale: 'purdue-dask-lab:scale',
  rename: 'purdue-dask-lab:rename',
  shutDown: 'purdue-dask-lab:shut-down',
  shutDownAll: 'purdue-dask-lab:shut-down-all',
  dismiss: 'purdue-dask-lab:dismiss',
  retry: 'purdue-dask-lab:retry',
  editAndRetry: 'purdue-dask-lab:edit-and-retry',
  insertClientCode: 'purdue-dask-lab:insert-client-code',
  openDashboard: 'purdue-dask-lab:open-dashboard',
  findDashboards: 'purdue-dask-lab:find-dashboards',
  openLogs: 'purdue-dask-lab:open-logs',
  openWorkers: 'purdue-dask-lab:open-workers',
  openLayout: 'purdue-dask-lab:open-layout',
  saveLayout: 'purdue-dask-lab:save-layout',
  editVariables: 'purdue-dask-lab:edit-worker-variables',
  checkSetup: 'purdue-dask-lab:check-setup',
  toggleAutoStart: 'purdue-dask-lab:toggle-auto-start-client'
} as const;

/**
 * The id of a command.
 */
export type CommandId = (typeof CommandIDs)[keyof typeof CommandIDs];

/**
 * The id of a command without the extension's name.
 */
export type CommandName = CommandId extends `purdue-dask-lab:${infer Name}`
  ? Name
  : never;

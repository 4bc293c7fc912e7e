/**
 * The domain of this extension's catalog of texts.
 */
export const TRANSLATION_DOMAIN = 'purdue_dask_lab';

/**
 * The id of the plugin whose settings are the extension's.
 */
export const SETTINGS_ID = 'purdue-dask-lab:plugin';

/**
 * The id of the sidebar's panel.
 */
export const PANEL_ID = 'purdue-dask-lab';

/**
 * What finds the list of all that runs: JupyterLab's tab of the sidebar, or Notebook's.
 */
export const RUNNING = '[id^=jp-running-sessions]';

/**
 * The CSS class of a cluster's card, by which the context menu finds the cluster.
 */
export const CARD_CLASS = 'jp-DaskCard';

/**
 * The prefix of the ids of our commands and plugins.
 */
export const ID_PREFIX = 'purdue-dask-lab:';

/**
 * The commands of dask-labextension, without their `dask:` prefix, and the commands of ours that replace them.
 *
 * #### Notes
 * Notebooks, menus and layouts of users still call them.
 */
export const LEGACY_COMMANDS = {
  'launch-dashboard': 'open-dashboard',
  'launch-layout': 'open-layout',
  'populate-dashboard-url': 'find-dashboards',
  'populate-and-launch-layout': 'open-layout',
  'inject-client-code': 'insert-client-code',
  'launch-cluster': 'new-cluster',
  'stop-cluster': 'shut-down',
  'scale-cluster': 'scale',
  'toggle-auto-start-client': 'toggle-auto-start-client'
} as const;

/**
 * The id of a command of dask-labextension.
 */
export type LegacyCommand = `dask:${keyof typeof LEGACY_COMMANDS}`;

/**
 * The drive of the user's configuration file.
 */
export const CONFIG_DRIVE = 'DaskConfiguration';

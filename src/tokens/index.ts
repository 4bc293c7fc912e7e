export { CommandIDs } from './ids';
export type * from './settingvalues';
export * from './clusters';
export * from './dashboards';
export * from './settings';

/**
 * The id of the plugin whose settings are the extension's.
 */
export const SETTINGS_ID = 'purdue-dask-lab:plugin';

/**
 * The id of the sidebar's tab.
 */
export const PANEL_ID = 'purdue-dask-lab';

/**
 * The CSS class that marks a cluster's card, for the context menu and for reading which cluster it shows.
 */
export const CARD_CLASS = 'jp-DaskCard';

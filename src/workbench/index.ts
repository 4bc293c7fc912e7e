/**
 * The first chunk that is loaded lazily: what the sidebar, the tabs and the commands need.
 *
 * #### Notes
 * Plugins import it dynamically and as a whole, so that JupyterLab's start
 * loads none of it. The dialogs and what works with notebooks are chunks of
 * their own, loaded by `commands/`.
 */
export { createConfigFileDrive } from '../clusters/configfile/drive';
export { describeArguments, execute } from '../commands';
export { createDashboards } from '../dashboards/activate';
export { createSettings } from '../services/settings';
export { createActiveCluster } from './active';
export { startClients } from './clients';
export { createManager } from './manager';
export { fillSidebar } from './sidebar';

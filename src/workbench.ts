/**
 * Everything that is not needed before somebody uses the extension.
 *
 * #### Notes
 * Plugins import it dynamically and as a whole: JupyterLab's start loads none
 * of it, and the first use of anything loads one file.
 */
export { createActiveCluster } from './clusters/active';
export { createManager } from './clusters/connect';
export { createDashboards } from './dashboards/connect';
export { argumentsOf, perform } from './deeds';
export { startClients } from './notebooks/autostart';
export { createSettings } from './settings';
export { fillSidebar } from './sidebar';

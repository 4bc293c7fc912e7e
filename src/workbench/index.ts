/**
 * Everything that is not needed before somebody uses the extension.
 *
 * #### Notes
 * Plugins import it dynamically and as a whole: JupyterLab's start loads none
 * of it, and the first use of anything loads one file.
 */
export { createActiveCluster } from '../clusters/active';
export { createManager } from '../clusters/activate';
export { createDashboards } from '../dashboards/activate';
export { argumentsOf, perform } from '../commands';
export { startClients } from '../notebooks/autostart';
export { createSettings } from '../services/settings';
export { fillSidebar } from './sidebar';

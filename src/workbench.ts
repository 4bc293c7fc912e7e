/**
 * Everything that is not needed before somebody uses the extension.
 *
 * #### Notes
 * Plugins import it dynamically and as a whole: JupyterLab's start loads none
 * of it, and the first use of anything loads one file.
 */
export { createActiveCluster } from './clusters/active';
export { ClusterActions } from './clusters/actions';
export { createManager } from './clusters/connect';
export { Dashboards } from './dashboards/manager';
export { openDashboard } from './dashboards/open';
export { insertClientCode } from './notebooks/client';
export { offerDashboards } from './notebooks/offer';
export { fillSidebar } from './sidebar';

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { activePlugin } from './plugins/active';
import { dashboardsPlugin } from './plugins/dashboards';
import { managerPlugin } from './plugins/manager';
import { notebooksPlugin } from './plugins/notebooks';
import { settingsPlugin } from './plugins/settings';
import { sidebarPlugin } from './plugins/sidebar';
import { tabsPlugin } from './plugins/tabs';

export {
  CommandIDs,
  IActiveCluster,
  IClusterManager,
  IDashboards,
  ILabSettings
} from './tokens';
export type * from './tokens';

/**
 * The plugins of this extension.
 */
const plugins: JupyterFrontEndPlugin<unknown>[] = [
  sidebarPlugin,
  tabsPlugin,
  notebooksPlugin,
  managerPlugin,
  activePlugin,
  dashboardsPlugin,
  settingsPlugin
];

export default plugins;

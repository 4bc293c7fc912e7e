import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { notebooksPlugin } from './plugins/notebooks';
import { providers } from './plugins/providers';
import { sidebarPlugin } from './plugins/sidebar';
import { tabsPlugin } from './plugins/tabs';

export {
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
  ...providers
];

export default plugins;

import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { Panel } from '@lumino/widgets';

import type { ICardActions } from './clusters/cardactions';
import { watchForDrag } from './clusters/drag';
import { lookWhileVisible } from './clusters/look';
import { ClustersPanel } from './clusters/panel';
import { DashboardLauncher } from './dashboards/launcher';
import type { IActiveCluster, IClusterManager, IDashboards } from './tokens';
import { CommandIDs } from './tokens';
import type { Cluster } from './wire';

import '../style/base.css';
import '../style/card.css';
import '../style/sidebar.css';

/**
 * Fill the sidebar with the dashboards and the clusters.
 */
export function fillSidebar(panel: Panel, options: fillSidebar.IOptions): void {
  const { manager, active, dashboards, commands, trans } = options;
  const run = (command: string, cluster?: Cluster): void => {
    const args = cluster
      ? { gateway: cluster.gateway, name: cluster.name }
      : {};
    // Commands show their own failures.
    void commands.execute(command, args);
  };
  const actions: ICardActions = {
    activate: cluster => active.choose(cluster),
    insert: cluster => run(CommandIDs.insertClientCode, cluster),
    scale: cluster => run(CommandIDs.scale, cluster),
    shutDown: cluster => run(CommandIDs.shutDown, cluster),
    retry: cluster => run(CommandIDs.retry, cluster),
    drag: (cluster, event) => {
      if (cluster.status === 'running') {
        watchForDrag({
          event: event.nativeEvent,
          label: cluster.label,
          code: () => manager.clientCode(cluster)
        });
      }
    },
    now: () => manager.now()
  };
  const find = (): Promise<void> => commands.execute(CommandIDs.findDashboards);
  panel.addClass('jp-DaskSidebar');
  panel.addWidget(
    new DashboardLauncher({
      dashboards,
      launch: plot =>
        void commands.execute(CommandIDs.openDashboard, { plot: plot.path }),
      find: commands.hasCommand(CommandIDs.findDashboards) ? find : null,
      trans
    })
  );
  panel.addWidget(
    new ClustersPanel({
      manager,
      active,
      actions,
      create: () => run(CommandIDs.newCluster),
      refresh: () => commands.execute(CommandIDs.refresh),
      trans
    })
  );
  lookWhileVisible(panel, manager);
}

/**
 * A namespace for `fillSidebar` statics.
 */
export namespace fillSidebar {
  /**
   * What the sidebar shows and does.
   */
  export interface IOptions {
    manager: IClusterManager;
    active: IActiveCluster;
    dashboards: IDashboards;
    commands: CommandRegistry;
    trans: TranslationBundle;
  }
}

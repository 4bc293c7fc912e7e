import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Panel } from '@lumino/widgets';

import type { ICardActions } from '../clusters/panel/cardactions';
import { watchForDrag } from '../clusters/panel/drag';
import { lookWhileVisible } from '../ui/visibility';
import { ClustersPanel } from '../clusters/panel/panel';
import { DashboardLauncher } from '../dashboards/sidebar/launcher';
import { sessionsOf } from '../notebooks/activate';
import { Usage } from '../notebooks/clientusage';
import { loadServices } from '../services';
import { CommandIDs } from '../tokens';
import type { Cluster } from '../api/models';

import '../../style/base.css';
import '../../style/card.css';
import '../../style/sidebar.css';

/**
 * Fill the sidebar with the dashboards and the clusters.
 */
export async function fillSidebar(
  panel: Panel,
  app: JupyterFrontEnd,
  trans: TranslationBundle
): Promise<void> {
  const services = await loadServices(app);
  const { manager, active, dashboards, settings } = services;
  const { commands } = app;
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
  panel.node.setAttribute('role', 'region');
  panel.node.setAttribute('aria-label', trans.__('Dask'));
  panel.addWidget(
    new DashboardLauncher({
      dashboards,
      settings,
      launch: plot =>
        void commands.execute(CommandIDs.openDashboard, { plot: plot.path }),
      find: commands.hasCommand(CommandIDs.findDashboards) ? find : null,
      trans
    })
  );
  const sessions = await sessionsOf(app);
  const notebooks = new Usage({
    sessions,
    server: app.serviceManager.serverSettings.baseUrl
  });
  panel.disposed.connect(() => notebooks.dispose());
  const clusters = new ClustersPanel({
    manager,
    active,
    notebooks,
    actions,
    create: () => run(CommandIDs.newCluster),
    refresh: () => commands.execute(CommandIDs.refresh),
    trans
  });
  panel.addWidget(clusters);
  const hide = (): void =>
    clusters.setHidden(settings.values.hideClusterManager);
  settings.changed.connect(hide);
  panel.disposed.connect(() => settings.changed.disconnect(hide));
  hide();
  lookWhileVisible(panel, manager);
}

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { SidePanel } from '@jupyterlab/ui-components';
import type { AccordionPanel, Menu, Panel } from '@lumino/widgets';

import type { ClusterRef } from '../api/models';
import type { ICardActions } from '../clusters/panel/actions';
import { ActivityModel } from '../clusters/activity';
import { EndedModel } from '../clusters/ended';
import { startDragOnMove } from '../clusters/panel/drag';
import { ClustersPanel } from '../clusters/panel/panel';
import {
  loadDialogs,
  loadNotebooks,
  preloadDialogs
} from '../commands/context';
import { AddressBarWidget } from '../dashboards/sidebar/addressbar';
import { DashboardLauncher } from '../dashboards/sidebar/launcher';
import { loadServices } from '../services';
import { CommandIDs } from '../tokens/commands';
import { subscribeWhileVisible } from '../ui/visibility';
import { divideSections } from './sections';
import { endedActions } from './ended';
import { addStatusItem } from './statusbar';
import { LazyClientUsage } from './usage';

import '../../style/base.css';
import '../../style/card.css';
import '../../style/history.css';
import '../../style/meter.css';
import '../../style/sidebar.css';

/**
 * Fill the sections of the sidebar with the dashboards and the clusters.
 */
export async function fillSidebar(
  panel: SidePanel,
  app: JupyterFrontEnd,
  trans: TranslationBundle
): Promise<void> {
  const services = await loadServices(app);
  const { manager, active, dashboards, settings } = services;
  const { commands } = app;
  const execute = (
    command: string,
    cluster?: ClusterRef & { label: string }
  ): void => {
    const { gateway, name, label } = cluster ?? {};
    // Commands show their own failures.
    void commands.execute(command, cluster ? { gateway, name, label } : {});
  };
  const actions: ICardActions = {
    activate: cluster => active.select(cluster),
    insert: cluster => execute(CommandIDs.insertClientCode, cluster),
    scale: cluster => execute(CommandIDs.scale, cluster),
    shutDown: cluster => execute(CommandIDs.shutDown, cluster),
    dismiss: cluster => execute(CommandIDs.dismiss, cluster),
    retry: cluster => execute(CommandIDs.retry, cluster),
    editAndRetry: cluster => execute(CommandIDs.editAndRetry, cluster),
    openLogs: cluster => execute(CommandIDs.openLogs, cluster),
    openWorkers: cluster => execute(CommandIDs.openWorkers, cluster),
    drag: (cluster, event) => {
      if (cluster.status === 'running') {
        startDragOnMove({
          event: event.nativeEvent,
          label: cluster.label,
          code: () => manager.clientCode(cluster)
        });
      }
    },
    now: () => manager.now()
  };
  const ended = new EndedModel({
    manager,
    state: await app.resolveOptionalService(IStateDB)
  });
  const activity = new ActivityModel(manager);
  manager.changed.connect(() =>
    activity.retain([...manager.clusters, ...ended.clusters])
  );
  panel.disposed.connect(() => ended.dispose());
  const find = (): Promise<void> => commands.execute(CommandIDs.findDashboards);
  const usage = new LazyClientUsage(app, services, () => loadNotebooks(trans));
  panel.disposed.connect(() => usage.dispose());

  panel.addClass('jp-DaskSidebar');
  panel.node.setAttribute('role', 'region');
  panel.node.setAttribute('aria-label', trans.__('Dask'));
  // The sections are regions themselves.
  panel.content.node.removeAttribute('role');
  panel.content.node.removeAttribute('aria-label');
  panel.header.addWidget(
    new AddressBarWidget({
      dashboards,
      find: commands.hasCommand(CommandIDs.findDashboards) ? find : null,
      trans
    })
  );
  // The sections have what the header leaves, which grows with what it says.
  const observer = new ResizeObserver(() => panel.content.update());
  observer.observe(panel.header.node);
  panel.disposed.connect(() => observer.disconnect());
  const [dashboardsSection, clustersSection] = panel.widgets as Panel[];
  nameSections(panel);
  dashboardsSection.addWidget(
    new DashboardLauncher({
      dashboards,
      manager,
      settings,
      launch: plot =>
        void commands.execute(CommandIDs.openDashboard, { plot: plot.path }),
      trans
    })
  );
  clustersSection.addWidget(
    new ClustersPanel({
      manager,
      active,
      usage,
      ended,
      activity,
      actions,
      endedActions: endedActions(ended, services, trans, execute),
      create: async () => {
        await loadDialogs(trans);
        execute(CommandIDs.newCluster);
      },
      refresh: () => commands.execute(CommandIDs.refresh),
      check: () => execute(CommandIDs.checkSetup),
      trans
    })
  );
  const hide = (): void => {
    const { hideClusterManager: isHidden } = settings.values;
    if (isHidden === (clustersSection.parent === null)) {
      return;
    }
    if (isHidden) {
      clustersSection.parent = null;
    } else {
      panel.addWidget(clustersSection);
      nameSections(panel);
    }
  };
  hide();
  settings.changed.connect(hide);
  panel.disposed.connect(() => {
    settings.changed.disconnect(hide);
    clustersSection.dispose();
  });
  subscribeWhileVisible(panel, manager);
  returnFocus(panel.node, app.contextMenu.menu);
  await Promise.all([
    addPlotsToPalette(app, trans),
    addStatusItem(app, services, trans),
    divideSections(panel, app, manager)
  ]);
  // Not before what is seen; Safari has no idle callbacks.
  (window.requestIdleCallback ?? window.setTimeout)(preloadDialogs);
}

/**
 * Add the dashboards that people open most to the palette, beside the whole.
 */
async function addPlotsToPalette(
  app: JupyterFrontEnd,
  trans: TranslationBundle
): Promise<void> {
  const palette = await app.resolveOptionalService(ICommandPalette);
  for (const plot of [
    'Task Stream',
    'Progress',
    'Workers Memory',
    'Cluster Map'
  ]) {
    palette?.addItem({
      command: CommandIDs.openDashboard,
      args: { plot },
      category: trans.__('Dask')
    });
  }
}

/**
 * Give the focus back when a menu closes that was opened from it.
 */
function returnFocus(node: HTMLElement, menu: Menu): void {
  let before: Element | null = null;
  node.addEventListener('contextmenu', () => {
    before = document.activeElement;
  });
  menu.aboutToClose.connect(() => {
    const target = before;
    before = null;
    // Once the menu is gone, and before what it starts has the focus.
    queueMicrotask(() => {
      if (target instanceof HTMLElement && node.contains(target)) {
        target.focus();
      }
    });
  });
}

/**
 * Name the sections as their titles do, which JupyterLab's accordion calls `... Section`.
 */
function nameSections(panel: SidePanel): void {
  const { titles } = panel.content as AccordionPanel;
  panel.widgets.forEach(({ node, title }, index) => {
    node.removeAttribute('aria-labelledby');
    for (const named of [node, titles[index]]) {
      named.setAttribute('aria-label', title.label);
    }
  });
}

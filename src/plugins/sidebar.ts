import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import { daskIcon } from '../icons';
import { CommandIDs, PANEL_ID } from '../tokens';
import {
  CLUSTER_ARGS,
  NO_ARGS,
  addCommands,
  bundleOf,
  clusterOf
} from './commands';
import { loadServices, loadWorkbench } from './lazy';

/**
 * Where the tab stands among the others.
 */
const RANK = 200;

/**
 * The tab of the sidebar and the commands about clusters.
 */
export const sidebarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'purdue-dask-lab:plugin',
  description: 'Shows Dask clusters and dashboards in the sidebar.',
  autoStart: true,
  optional: [ILayoutRestorer, ICommandPalette, INotebookTracker, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ): void => {
    const { commands, shell } = app;
    const trans = bundleOf(translator);
    const panel = new Sidebar(async () => {
      const services = await loadServices(app);
      const { fillSidebar } = await loadWorkbench();
      fillSidebar(panel, { ...services, commands, trans });
    });
    panel.title.caption = trans.__('Dask');
    panel.node.setAttribute('role', 'region');
    panel.node.setAttribute('aria-label', trans.__('Dask'));
    shell.add(panel, 'left', { rank: RANK });
    restorer?.add(panel, PANEL_ID);

    type Actions = InstanceType<
      Awaited<ReturnType<typeof loadWorkbench>>['ClusterActions']
    >;
    const act =
      <T>(work: (actions: Actions, ref: ReturnType<typeof clusterOf>) => T) =>
      async (args: Parameters<typeof clusterOf>[1]): Promise<Awaited<T>> => {
        // The context menu is gone once the first promise is waited for.
        const ref = clusterOf(app, args);
        const services = await loadServices(app);
        const { ClusterActions } = await loadWorkbench();
        return await work(new ClusterActions({ ...services, trans }), ref);
      };

    addCommands(app, palette, trans, {
      [CommandIDs.openPanel]: {
        label: trans.__('Show Dask Clusters'),
        icon: daskIcon,
        describedBy: NO_ARGS,
        execute: () => shell.activateById(PANEL_ID)
      },
      [CommandIDs.newCluster]: {
        label: trans.__('New Dask Cluster…'),
        icon: daskIcon,
        describedBy: NO_ARGS,
        execute: act(async actions => {
          const context = notebooks?.currentWidget?.sessionContext;
          const created = await actions.create(
            context?.session?.kernel?.name ??
              context?.kernelPreference.name ??
              null
          );
          if (created) {
            shell.activateById(PANEL_ID);
          }
        })
      },
      [CommandIDs.refresh]: {
        label: trans.__('Refresh Dask Clusters'),
        describedBy: NO_ARGS,
        execute: act(actions => actions.refresh())
      },
      [CommandIDs.scale]: {
        label: trans.__('Scale Dask Cluster…'),
        describedBy: CLUSTER_ARGS,
        execute: act((actions, ref) => actions.scale(ref))
      },
      [CommandIDs.shutDown]: {
        label: trans.__('Shut Down Dask Cluster'),
        describedBy: CLUSTER_ARGS,
        execute: act((actions, ref) => actions.shutDown(ref))
      },
      [CommandIDs.dismiss]: {
        label: () => trans.__('Dismiss'),
        describedBy: CLUSTER_ARGS,
        execute: act((actions, ref) => actions.shutDown(ref))
      },
      [CommandIDs.retry]: {
        label: args =>
          args.again ? trans.__('Create Again') : trans.__('Retry'),
        describedBy: CLUSTER_ARGS,
        execute: act((actions, ref) => actions.retry(ref))
      },
      [CommandIDs.activate]: {
        label: () => trans.__('Show Dashboards of This Cluster'),
        describedBy: CLUSTER_ARGS,
        execute: act((actions, ref) => actions.activate(ref))
      }
    });
  }
};

/**
 * The sidebar's panel, empty until it is first shown.
 */
class Sidebar extends Panel {
  constructor(private readonly _fill: () => Promise<void>) {
    super();
    this.id = PANEL_ID;
    this.title.icon = daskIcon;
  }

  /** @inheritdoc */
  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._fillOnce();
  }

  /** @inheritdoc */
  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._fillOnce();
  }

  private _fillOnce(): void {
    if (this._isFilled || !this.isVisible) {
      return;
    }
    this._isFilled = true;
    this._fill().catch(error => {
      this._isFilled = false;
      throw error;
    });
  }

  private _isFilled = false;
}

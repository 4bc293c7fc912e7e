import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import { daskIcon } from '../ui/icons';
import { CommandIDs, PANEL_ID } from '../tokens';
import { addCommands, bundleOf } from './commands';
import { loadWorkbench } from './lazy';

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
  optional: [ILayoutRestorer, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const { shell } = app;
    const trans = bundleOf(translator);
    const panel = new Sidebar(async () => {
      const { fillSidebar } = await loadWorkbench();
      await fillSidebar(panel, app, trans);
    });
    panel.title.caption = trans.__('Dask');
    shell.add(panel, 'left', { rank: RANK });
    restorer?.add(panel, PANEL_ID);

    addCommands(
      { app, palette, trans },
      {
        [CommandIDs.openPanel]: {
          label: trans.__('Show Dask Clusters'),
          icon: daskIcon
        },
        [CommandIDs.newCluster]: {
          label: trans.__('New Dask Cluster…'),
          icon: daskIcon
        },
        [CommandIDs.editVariables]: {
          label: trans.__('Edit Environment Variables of Dask Workers')
        },
        [CommandIDs.refresh]: { label: trans.__('Refresh Dask Clusters') },
        [CommandIDs.scale]: { label: trans.__('Scale Dask Cluster…') },
        [CommandIDs.shutDown]: { label: trans.__('Shut Down Dask Cluster') }
      }
    );
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

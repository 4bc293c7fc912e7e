import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import { SidePanel } from '@jupyterlab/ui-components';
import { Panel } from '@lumino/widgets';

import { PANEL_ID } from '../tokens';
import { daskIcon } from '../ui/icons';
import { reloadMessage } from '../ui/reload';
import { addCommands, labelWithCluster } from './commands';
import { createConfigDrive } from './configdrive';
import { loadTranslation, loadWorkbench } from './lazy';

/**
 * The position of the tab among the others.
 */
const RANK = 200;

/**
 * Adds the sidebar and the commands about clusters.
 */
export const sidebarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'purdue-dask-lab:plugin',
  description: 'Adds the Dask sidebar.',
  autoStart: true,
  optional: [ILayoutRestorer, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const { shell, serviceManager } = app;
    const trans = loadTranslation(translator);
    const panel = new SidePanel();
    panel.id = PANEL_ID;
    panel.title.icon = daskIcon;
    panel.title.caption = trans.__('Dask');
    // The sections exist from the start, so that JupyterLab restores their sizes.
    for (const label of [trans.__('Dashboards'), trans.__('Clusters')]) {
      const section = new Panel();
      section.title.label = label;
      panel.addWidget(section);
    }
    fillWhenVisible(
      panel,
      async () => (await loadWorkbench()).fillSidebar(panel, app, trans),
      reloadMessage(trans)
    );
    shell.add(panel, 'left', { rank: RANK });
    restorer?.add(panel, PANEL_ID);
    serviceManager.contents.addDrive(
      createConfigDrive(
        serviceManager.serverSettings,
        async () => (await loadWorkbench()).createConfigFileDrive
      )
    );

    addCommands(
      { app, palette, trans },
      {
        'open-panel': {
          label: trans.__('Show Dask Clusters'),
          icon: daskIcon
        },
        'new-cluster': {
          label: trans.__('New Dask Cluster…'),
          icon: daskIcon
        },
        'edit-worker-variables': {
          label: trans.__('Edit Environment Variables of Dask Workers')
        },
        refresh: { label: trans.__('Refresh Dask Clusters') },
        scale: {
          label: labelWithCluster(app, trans.__('Scale Dask Cluster…'))
        },
        'shut-down': {
          label: labelWithCluster(app, trans.__('Shut Down Dask Cluster'))
        }
      }
    );
  }
};

/**
 * Fill a panel when it is first shown, or later if that fails.
 *
 * @param failure - What the panel says if it could not be filled.
 */
function fillWhenVisible(
  panel: SidePanel,
  fill: () => Promise<void>,
  failure: string
): void {
  const observer = new IntersectionObserver(async entries => {
    if (entries.some(entry => entry.isIntersecting)) {
      observer.disconnect();
      try {
        await fill();
      } catch {
        // A reload was offered.
        panel.widgets[0].node.textContent = failure;
      }
    }
  });
  observer.observe(panel.node);
}

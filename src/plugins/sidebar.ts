import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { SidePanel } from '@jupyterlab/ui-components';
import { Panel } from '@lumino/widgets';

import { ID_PREFIX, IClusterManager, PANEL_ID, RUNNING } from '../tokens';
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
  optional: [ILayoutRestorer, ICommandPalette, ITranslator, ILauncher],
  activate: (
    app: JupyterFrontEnd,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null,
    launcher: ILauncher | null
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
    whenVisible(panel.node, async () => {
      try {
        await (await loadWorkbench()).fillSidebar(panel, app, trans);
      } catch {
        // A reload was offered.
        panel.widgets[0].node.textContent = reloadMessage(trans);
      }
    });
    void app.restored.then(() => {
      const running = document.querySelector(RUNNING);
      if (running) {
        // With the clusters comes their section.
        whenVisible(running, () => app.resolveRequiredService(IClusterManager));
      }
    });
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
          label: args =>
            args.isLauncher
              ? trans.__('Dask Cluster')
              : trans.__('New Dask Cluster…'),
          caption: trans.__('Create a Dask cluster'),
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
        },
        'shut-down-all': { label: trans.__('Shut Down All Dask Clusters…') },
        'check-setup': { label: trans.__('Check Dask Setup…') }
      }
    );
    launcher?.add({
      command: `${ID_PREFIX}new-cluster`,
      args: { isLauncher: true },
      // Named as JupyterLab names it, or it were another category.
      category: (translator ?? nullTranslator).load('jupyterlab').__('Other')
    });
  }
};

/**
 * Call back once something is first shown.
 */
function whenVisible(node: Element, call: () => Promise<unknown>): void {
  const observer = new IntersectionObserver(entries => {
    if (entries.some(entry => entry.isIntersecting)) {
      observer.disconnect();
      void call();
    }
  });
  observer.observe(node);
}

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import * as React from 'react';

import type { Cluster } from '../api/models';
import {
  formatStatus,
  hasLastKnownNumbers,
  isWaitingForWorkers
} from '../clusters/cluster';
import type { IServices } from '../services';
import { CommandIDs } from '../tokens/commands';
import { formatWorkers } from '../ui/format';
import { daskIcon } from '../ui/icons';
import { subscribeWhileVisible } from '../ui/visibility';

import '../../style/statusbar.css';

/**
 * Show the selected cluster in the status bar, if there is one and the user wants that.
 */
export async function addStatusItem(
  app: JupyterFrontEnd,
  services: IServices,
  trans: TranslationBundle
): Promise<void> {
  const { active, manager, settings } = services;
  const statusBar = await app.resolveOptionalService(IStatusBar);
  if (!statusBar) {
    return;
  }
  const item = new StatusItem({
    active,
    trans,
    open: () => void app.commands.execute(CommandIDs.openPanel)
  });
  const isActive = (): boolean =>
    settings.values.showInStatusBar && active.current !== null;
  const changed = new Signal<StatusItem, void>(item);
  const update = (): void => changed.emit();
  active.changed.connect(update);
  settings.changed.connect(update);
  item.disposed.connect(() => {
    active.changed.disconnect(update);
    settings.changed.disconnect(update);
  });
  // What is on the screen is kept current.
  subscribeWhileVisible(item, manager);
  statusBar.registerStatusItem('purdue-dask-lab:selected-cluster', {
    item,
    align: 'left',
    rank: 100,
    isActive,
    activeStateChanged: changed
  });
}

/**
 * The selected cluster in a few words; a click shows all clusters.
 */
export class StatusItem extends ReactWidget {
  constructor(private readonly _options: StatusItem.IOptions) {
    super();
    this.addClass('jp-DaskStatusItem');
    _options.active.changed.connect(this.update, this);
  }

  /** @inheritdoc */
  override dispose(): void {
    this._options.active.changed.disconnect(this.update, this);
    super.dispose();
  }

  protected override render(): JSX.Element | null {
    const { active, open, trans } = this._options;
    const cluster = active.current;
    return cluster ? (
      <button
        type="button"
        className={
          hasLastKnownNumbers(cluster) ? 'jp-mod-lastKnown' : undefined
        }
        title={
          hasLastKnownNumbers(cluster)
            ? trans.__('Last known numbers. Show Dask clusters')
            : trans.__('Show Dask clusters')
        }
        onClick={open}
      >
        <daskIcon.react tag="span" height="16px" width="16px" />
        {describe(cluster, trans)}
      </button>
    ) : null;
  }
}

/**
 * A namespace for `StatusItem` statics.
 */
export namespace StatusItem {
  /**
   * The options of the item.
   */
  export interface IOptions {
    /**
     * The selected cluster.
     */
    active: {
      readonly current: Cluster | null;
      readonly changed: ISignal<unknown, void>;
    };

    /**
     * Shows the panel with all clusters.
     */
    open: () => void;

    trans: TranslationBundle;
  }
}

/**
 * Describe a cluster in a line: its label, then what it does.
 */
function describe(cluster: Cluster, trans: TranslationBundle): string {
  const { label, status, tasks, workers } = cluster;
  if (status !== 'running' || isWaitingForWorkers(cluster)) {
    return `${label}: ${formatStatus(cluster, trans)}`;
  }
  const { processing = 0, waiting = 0 } = tasks ?? {};
  const parts = [
    formatWorkers(workers.running, trans),
    processing > 0 ? trans._n('%1 task', '%1 tasks', processing) : '',
    waiting > 0 ? trans._n('%1 waiting', '%1 waiting', waiting) : ''
  ];
  return `${label}: ${parts.filter(Boolean).join(' · ')}`;
}

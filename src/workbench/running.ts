import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IRunningSessions } from '@jupyterlab/running';
import { IRunningSessionManagers } from '@jupyterlab/running';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';

import type { Cluster } from '../api/models';
import {
  formatStatus,
  hasLastKnownNumbers,
  isFinal,
  isWaitingForWorkers
} from '../clusters/cluster';
import { describeLossOfAll } from '../clusters/shutdown';
import { showPanel } from '../commands/panel';
import { shutDownAll } from '../commands/shutdownall';
import { CommandIDs } from '../tokens/commands';
import type { IClusterManager } from '../tokens';
import { RUNNING } from '../tokens';
import { formatWorkers } from '../ui/format';
import { daskIcon } from '../ui/icons';
import { subscribeWhileVisible } from '../ui/visibility';

/**
 * List the clusters beside kernels and terminals, if there is such a place.
 */
export async function addRunning(
  app: JupyterFrontEnd,
  manager: IClusterManager,
  trans: TranslationBundle
): Promise<void> {
  const managers = await app.resolveOptionalService(IRunningSessionManagers);
  if (!managers) {
    return;
  }
  const section = managers.add(
    new RunningClusters({
      manager,
      trans,
      execute: (id, cluster) => {
        const { gateway, name, label } = cluster;
        void app.commands.execute(id, { gateway, name, label });
      },
      show: cluster => showPanel(app, cluster.name)
    })
  );
  manager.disposed.connect(() => section.dispose());
  const node = document.querySelector<HTMLElement>(RUNNING);
  if (node) {
    subscribeWhileVisible({ node, disposed: manager.disposed }, manager);
  }
}

/**
 * The clusters that live, as JupyterLab lists what runs.
 */
export class RunningClusters implements IRunningSessions.IManager {
  constructor(private readonly _options: RunningClusters.IOptions) {
    const { manager, trans } = _options;
    this.name = trans.__('Dask clusters');
    this.shutdownLabel = trans.__('Shut Down');
    this.shutdownAllLabel = trans.__('Shut Down All');
    const emit = (): void => this.runningChanged.emit();
    manager.changed.connect(emit);
    manager.stateChanged.connect(emit);
  }

  readonly name: string;
  readonly runningChanged = new Signal<this, void>(this);
  readonly shutdownAllLabel: string;
  readonly shutdownLabel: string;

  /**
   * What JupyterLab asks before all are shut down; a getter, since older ones take no function.
   */
  get shutdownAllConfirmationText(): string {
    return describeLossOfAll(this._clusters, this._options.trans);
  }

  /** @inheritdoc */
  running(): IRunningSessions.IRunningItem[] {
    const { execute, manager, show, trans } = this._options;
    return this._clusters.map(cluster => {
      const { gateway, label } = cluster;
      const place = manager.gateways.get(gateway)?.label ?? gateway;
      // The place is known; a narrow sidebar cuts off what comes last.
      const detail = `${describe(cluster, trans)} · ${place}`;
      return {
        icon: () => daskIcon,
        label: () => label,
        labelTitle: () => `${label}\n${detail}`,
        detail: () => detail,
        open: () => {
          execute(CommandIDs.activate, cluster);
          show(cluster);
        },
        shutdown: () => execute(CommandIDs.shutDown, cluster)
      };
    });
  }

  /** @inheritdoc */
  refreshRunning(): void {
    // What goes wrong is shown with the clusters.
    this._options.manager.refresh().catch(() => undefined);
  }

  /** @inheritdoc */
  shutdownAll(): void {
    const { manager, trans } = this._options;
    void shutDownAll(this._clusters, manager, trans);
  }

  /**
   * Those that may be shut down, or are.
   */
  private get _clusters(): readonly Cluster[] {
    return this._options.manager.clusters.filter(one => !isFinal(one));
  }
}

/**
 * A namespace for `RunningClusters` statics.
 */
export namespace RunningClusters {
  /**
   * The options of the section.
   */
  export interface IOptions {
    /**
     * The clusters.
     */
    manager: Pick<
      IClusterManager,
      | 'changed'
      | 'clusters'
      | 'gateways'
      | 'refresh'
      | 'shutDown'
      | 'stateChanged'
    >;

    /**
     * Executes a command for a cluster, which asks and shows its own failures.
     */
    execute: (id: string, cluster: Cluster) => void;

    /**
     * Shows the panel with a cluster.
     */
    show: (cluster: Cluster) => void;

    trans: TranslationBundle;
  }
}

/**
 * Describe a cluster in a few words: its workers, or what it does instead of running.
 */
function describe(cluster: Cluster, trans: TranslationBundle): string {
  if (cluster.status !== 'running' || isWaitingForWorkers(cluster)) {
    return formatStatus(cluster, trans);
  }
  const workers = formatWorkers(cluster.workers.running, trans);
  return hasLastKnownNumbers(cluster)
    ? trans.__('%1 (last known)', workers)
    : workers;
}

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { notifyFailure } from '../ui/notify';
import type { IActiveCluster, IClusterManager } from '../tokens';
import type { Cluster, ClusterRef } from '../api/models';
import { hasEnded } from '../clusters/cluster';
import { askForCluster } from '../clusters/create/dialog';
import { askForScale } from '../clusters/scale/dialog';
import { mayShutDown } from '../clusters/shutdown';

/**
 * What a user can do with clusters. Failures end in a notification.
 */
export class ClusterActions {
  constructor(private readonly _options: ClusterActions.IOptions) {}

  /**
   * Ask for the clusters and gateways now.
   */
  async refresh(): Promise<void> {
    // What goes wrong is shown with the clusters.
    await this._options.manager.refresh().catch(() => undefined);
  }

  /**
   * Ask for a new cluster, create it, and choose it.
   */
  async create(
    beginning: Pick<askForCluster.IOptions, 'front' | 'entered' | 'editFile'>
  ): Promise<Cluster | null> {
    const { manager, active, trans } = this._options;
    const created = await askForCluster({ manager, trans, ...beginning });
    if (created) {
      active.choose(created);
    }
    return created;
  }

  /**
   * Choose a cluster.
   */
  activate(ref: ClusterRef | null): void {
    if (ref) {
      this._options.active.choose(ref);
    }
  }

  /**
   * Ask how many workers a cluster shall have.
   */
  async scale(ref: ClusterRef | null): Promise<void> {
    const { manager, trans } = this._options;
    const cluster = await this._find(ref);
    if (cluster?.status === 'running') {
      await askForScale({ manager, cluster, trans });
    } else if (cluster) {
      Notification.warning(
        trans.__('%1 can be scaled once it runs.', cluster.label),
        { autoClose: 5000 }
      );
    }
  }

  /**
   * Shut a cluster down, asking first if something would be lost.
   */
  async shutDown(ref: ClusterRef | null): Promise<void> {
    const { manager, trans } = this._options;
    const cluster = await this._find(ref);
    if (cluster && (await mayShutDown(cluster, trans))) {
      await this._try(
        () => manager.shutDown(cluster),
        trans.__('%1 could not be shut down.', cluster.label)
      );
    }
  }

  /**
   * Create a cluster that failed or ended once more.
   */
  async retry(ref: ClusterRef | null): Promise<void> {
    const { manager, active, trans } = this._options;
    const cluster = await this._find(ref);
    if (cluster && hasEnded(cluster)) {
      await this._try(
        async () => active.choose(await manager.retry(cluster)),
        trans.__('%1 could not be created again.', cluster.label)
      );
    }
  }

  /**
   * The cluster of that name, or the chosen one.
   */
  private async _find(ref: ClusterRef | null): Promise<Cluster | null> {
    const { manager, active, trans } = this._options;
    if (!manager.isLoaded) {
      await this.refresh();
    }
    const cluster = ref ? manager.find(ref) : active.current;
    if (!cluster) {
      Notification.info(
        trans.__('No Dask cluster is chosen. Click one in the sidebar first.'),
        { autoClose: 5000 }
      );
    }
    return cluster ?? null;
  }

  private async _try(
    work: () => Promise<unknown>,
    failure: string
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      notifyFailure(failure, error, this._options.trans);
    }
  }
}

/**
 * A namespace for `ClusterActions` statics.
 */
export namespace ClusterActions {
  /**
   * What the actions work with.
   */
  export interface IOptions {
    manager: IClusterManager;
    active: IActiveCluster;
    trans: TranslationBundle;
  }
}

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';

import { shortened } from '../../ui/notify';
import type { IClusterManager, IClustersChange } from '../../tokens';
import { CommandIDs } from '../../tokens';
import type { Cluster, ClusterStatus } from '../../api/models';
import { hasEnded, keyOf } from '../cluster';

/**
 * How long a good message stays, in milliseconds.
 */
const GOOD_NEWS_FOR = 8000;

/**
 * Tells the user when a cluster that was starting is ready, and when one failed, ended or went away.
 */
export class ClusterNotices implements IDisposable {
  constructor(private readonly _options: ClusterNotices.IOptions) {
    _options.manager.changed.connect(this._onChanged, this);
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._options.manager.changed.disconnect(this._onChanged, this);
  }

  private _onChanged(_: IClusterManager, change: IClustersChange): void {
    for (const cluster of change.changed) {
      const key = keyOf(cluster);
      const before = this._known.get(key);
      this._known.set(key, cluster.status);
      if (before === 'pending' && cluster.status === 'running') {
        this._tellReady(cluster);
      } else if (before && before !== cluster.status && hasEnded(cluster)) {
        this._tellEnded(cluster);
      }
    }
    for (const cluster of change.removed) {
      this._known.delete(keyOf(cluster));
    }
    if (change.vanished.length > 0) {
      this._tellVanished(change.vanished);
    }
  }

  private _tellReady(cluster: Cluster): void {
    const { trans } = this._options;
    Notification.success(trans.__('%1 is ready.', cluster.label), {
      autoClose: GOOD_NEWS_FOR,
      actions: [
        {
          label: trans.__('Insert client code'),
          displayType: 'accent',
          callback: () => this._run(CommandIDs.insertClientCode, cluster)
        },
        {
          label: trans.__('Task Stream'),
          callback: () => {
            this._run(CommandIDs.activate, cluster);
            this._run(CommandIDs.openDashboard, cluster, {
              plot: 'individual-task-stream'
            });
          }
        }
      ]
    });
  }

  private _tellEnded(cluster: Cluster): void {
    const { trans } = this._options;
    const { status, label, failure } = cluster;
    const hasFailed = status === 'failed';
    const words = [
      hasFailed ? trans.__('%1 failed.', label) : trans.__('%1 ended.', label),
      failure?.reason,
      failure?.hint
    ];
    Notification.emit(
      // The card has all of it.
      shortened(words.filter(Boolean).join(' ')),
      hasFailed ? 'error' : 'warning',
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Show'),
            callback: () => this._run(CommandIDs.openPanel, cluster)
          },
          {
            label: hasFailed ? trans.__('Retry') : trans.__('Create again'),
            displayType: 'accent',
            callback: () => this._run(CommandIDs.retry, cluster)
          }
        ]
      }
    );
  }

  private _tellVanished(clusters: readonly Cluster[]): void {
    const { trans } = this._options;
    Notification.info(
      trans._n(
        '%2 was shut down elsewhere.',
        '%2 were shut down elsewhere.',
        clusters.length,
        clusters.map(({ label }) => label).join(', ')
      ),
      { autoClose: GOOD_NEWS_FOR }
    );
  }

  private _run(
    command: string,
    cluster: Cluster,
    more: Record<string, string> = {}
  ): void {
    const { gateway, name } = cluster;
    // Commands show their own failures.
    void this._options.commands.execute(command, { gateway, name, ...more });
  }

  private _isDisposed = false;
  private _known = new Map<string, ClusterStatus>();
}

/**
 * A namespace for `ClusterNotices` statics.
 */
export namespace ClusterNotices {
  /**
   * What the notices need.
   */
  export interface IOptions {
    manager: IClusterManager;
    commands: CommandRegistry;
    trans: TranslationBundle;
  }
}

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';

import type { Cluster } from '../../api/models';
import type { IClusterManager, IClustersChange } from '../../tokens';
import { CommandIDs } from '../../tokens/commands';
import { shorten } from '../../ui/notify';
import { isFinal, isWaitingForWorkers, keyOf } from '../cluster';
import { waitingReasons } from '../jobs';

/**
 * How long good news stays.
 */
const GOOD_NEWS_MS = 8000;

/**
 * How many clusters are named in one notification.
 */
const MOST_NAMES = 3;

/**
 * Notifies of clusters that started here or elsewhere, failed, stopped or vanished.
 *
 * #### Notes
 * There is at most one notification for each cluster, and it goes as soon as
 * it is no longer true: when the cluster is dismissed, retried or gone.
 */
export class StatusNotifications implements IDisposable {
  constructor(private readonly _options: StatusNotifications.IOptions) {
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
      this._update(cluster);
    }
    for (const cluster of change.removed) {
      const key = keyOf(cluster);
      this._phases.delete(key);
      this._dismiss(key);
    }
    if (change.vanished.length > 0) {
      this._notifyVanished(change.vanished);
    }
  }

  /**
   * Notify of a cluster's new phase, unless it had that before the page was opened.
   */
  private _update(cluster: Cluster): void {
    const key = keyOf(cluster);
    const before = this._phases.get(key);
    const phase = phaseOf(cluster, before);
    this._phases.set(key, phase);
    const shown = this._shown.get(key);
    if (shown && shown.label !== cluster.label && before === phase) {
      // It goes on to name the cluster as everything else does.
      const message = shown.message.replace(shown.label, () => cluster.label);
      Notification.update({ id: shown.id, message });
      this._shown.set(key, { ...shown, message, label: cluster.label });
    }
    if (phase === 'waiting' && before !== undefined) {
      // Its reason may have changed.
      this._notifyWaiting(cluster);
      return;
    }
    if (before === undefined || before === phase) {
      return;
    }
    switch (phase) {
      case 'ready':
        this._notifyReady(cluster);
        break;
      case 'failed':
      case 'stopped':
        this._notifyEnded(cluster);
        break;
      case 'waiting':
      case 'starting':
      case 'stopping':
        this._dismiss(key);
        break;
    }
  }

  private _notifyWaiting(cluster: Cluster): void {
    const { trans } = this._options;
    const reasons = waitingReasons(cluster.jobs, trans);
    const { label } = cluster;
    this._show(
      cluster,
      reasons === ''
        ? trans.__('%1: scheduler running, waiting for workers.', label)
        : trans.__(
            '%1: scheduler running, waiting for workers (%2).',
            label,
            reasons
          ),
      'in-progress',
      { autoClose: false }
    );
  }

  private _notifyReady(cluster: Cluster): void {
    const { trans } = this._options;
    this._show(cluster, trans.__('%1 is ready.', cluster.label), 'success', {
      autoClose: GOOD_NEWS_MS,
      actions: [
        {
          label: trans.__('Insert client code'),
          displayType: 'accent',
          callback: () => this._execute(CommandIDs.insertClientCode, cluster)
        },
        {
          label: trans.__('Task Stream'),
          callback: () => {
            this._execute(CommandIDs.activate, cluster);
            this._execute(CommandIDs.openDashboard, cluster, {
              plot: 'individual-task-stream'
            });
          }
        }
      ]
    });
  }

  private _notifyEnded(cluster: Cluster): void {
    const { trans } = this._options;
    const { status, label, failure } = cluster;
    const hasFailed = status === 'failed';
    const sentences = [
      hasFailed
        ? trans.__('%1 failed.', label)
        : trans.__('%1 has stopped.', label),
      failure?.reason,
      failure?.hint
    ];
    const retry: Notification.IAction = {
      label: hasFailed ? trans.__('Retry') : trans.__('Create again'),
      displayType: 'accent',
      callback: () => this._execute(CommandIDs.retry, cluster)
    };
    this._show(
      cluster,
      // The card has all of it.
      shorten(sentences.filter(Boolean).join(' ')),
      hasFailed ? 'error' : 'warning',
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Show'),
            callback: () => this._execute(CommandIDs.openPanel, cluster)
          },
          ...(cluster.can_retry ? [retry] : [])
        ]
      }
    );
  }

  private _notifyVanished(clusters: readonly Cluster[]): void {
    const { trans } = this._options;
    Notification.info(
      clusters.length > MOST_NAMES
        ? trans._n(
            '%1 cluster was shut down elsewhere.',
            '%1 clusters were shut down elsewhere.',
            clusters.length
          )
        : trans._n(
            '%2 was shut down elsewhere.',
            '%2 were shut down elsewhere.',
            clusters.length,
            clusters.map(({ label }) => label).join(', ')
          ),
      { autoClose: GOOD_NEWS_MS }
    );
  }

  /**
   * Show the only notification of a cluster, in place of the one before.
   */
  private _show(
    cluster: Cluster,
    message: string,
    type: Notification.TypeOptions,
    options: Omit<Notification.IOptions<never>, 'data'>
  ): void {
    const key = keyOf(cluster);
    const shown = this._shown.get(key);
    if (shown?.message === message && Notification.manager.has(shown.id)) {
      return;
    }
    if (shown && type === 'in-progress') {
      // The user may have closed it: then nothing is updated.
      Notification.update({ id: shown.id, message, type, ...options });
      this._shown.set(key, { ...shown, message });
      return;
    }
    this._dismiss(key);
    const id = Notification.emit(message, type, options);
    this._shown.set(key, { id, message, label: cluster.label });
  }

  private _dismiss(key: string): void {
    const shown = this._shown.get(key);
    if (shown) {
      this._shown.delete(key);
      Notification.dismiss(shown.id);
    }
  }

  private _execute(
    command: string,
    cluster: Cluster,
    args: Record<string, string> = {}
  ): void {
    const { gateway, name, label } = cluster;
    // Commands show their own failures.
    void this._options.commands.execute(command, {
      gateway,
      name,
      label,
      ...args
    });
  }

  private _isDisposed = false;
  private _phases = new Map<string, Phase>();
  private _shown = new Map<string, IShown>();
}

/**
 * A namespace for `StatusNotifications` statics.
 */
export namespace StatusNotifications {
  /**
   * The options of the notifications.
   */
  export interface IOptions {
    manager: IClusterManager;
    commands: CommandRegistry;
    trans: TranslationBundle;
  }
}

/**
 * A notification that is shown, and what the cluster was called in it.
 */
interface IShown {
  readonly id: string;
  readonly message: string;
  readonly label: string;
}

/**
 * The phases of a cluster's life that a user is told about.
 */
type Phase =
  'starting' | 'waiting' | 'ready' | 'stopping' | 'failed' | 'stopped';

/**
 * Return the phase of a cluster; one that was ready stays so when its workers come and go.
 */
function phaseOf(cluster: Cluster, before: Phase | undefined): Phase {
  const { status, scheduler } = cluster;
  if (isFinal(cluster)) {
    return status === 'failed' ? 'failed' : 'stopped';
  }
  if (status === 'stopping') {
    return 'stopping';
  }
  if (status === 'pending') {
    return 'starting';
  }
  if (before === 'ready') {
    return 'ready';
  }
  if (before !== 'starting' && before !== 'waiting') {
    return 'ready';
  }
  if (scheduler === null || scheduler === 'connecting') {
    // Until the scheduler has answered, its workers are not known.
    return before;
  }
  return isWaitingForWorkers(cluster) ? 'waiting' : 'ready';
}

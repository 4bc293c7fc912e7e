import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';

import type { Cluster, ClusterRef } from '../../api/models';
import type { IClusterManager, IClustersChange } from '../../tokens';
import { CommandIDs } from '../../tokens/commands';
import { formatRoughly } from '../../ui/format';
import { keyOf } from '../cluster';
import type { IExpiry } from '../lifetime';
import { expiryOf, secondsLeft } from '../lifetime';

/**
 * The longest delay that a browser's timer can hold.
 */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Warns once before a cluster ends by its lifetime or idle timeout.
 *
 * #### Notes
 * A cluster that is used again ends later than was known, so the server is
 * asked again before the warning; and a warning that is no longer true goes.
 */
export class ExpiryNotifications implements IDisposable {
  constructor(private readonly _options: ExpiryNotifications.IOptions) {
    const { manager } = _options;
    manager.changed.connect(this._onChanged, this);
    manager.stateChanged.connect(this._scheduleAll, this);
    this._scheduleAll();
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
    const { manager } = this._options;
    manager.changed.disconnect(this._onChanged, this);
    manager.stateChanged.disconnect(this._scheduleAll, this);
    for (const timer of this._timers.values()) {
      window.clearTimeout(timer);
    }
  }

  private _onChanged(_: IClusterManager, change: IClustersChange): void {
    for (const cluster of change.changed) {
      this._schedule(cluster);
    }
    for (const cluster of change.removed) {
      const key = keyOf(cluster);
      this._cancel(key);
      this._dismiss(key);
    }
  }

  private _scheduleAll(): void {
    for (const cluster of this._options.manager.clusters) {
      this._schedule(cluster);
    }
  }

  /**
   * Warn of a cluster's end, now or when it is near.
   */
  private _schedule(cluster: Cluster): void {
    const { manager } = this._options;
    const key = keyOf(cluster);
    this._cancel(key);
    const gateway = manager.gateways.get(cluster.gateway);
    if (!gateway) {
      return;
    }
    const expiry = expiryOf(cluster, gateway);
    const wait =
      expiry && secondsLeft(expiry, manager.now()) - expiry.warnBefore;
    if (expiry === null || wait === null || wait > 0) {
      this._dismiss(key);
    }
    if (expiry === null || wait === null) {
      return;
    }
    if (wait > 0) {
      const delay = Math.min(wait * 1000, MAX_TIMER_MS);
      this._timers.set(
        key,
        window.setTimeout(() => void this._check(cluster), delay)
      );
    } else {
      this._warn(cluster, expiry);
    }
  }

  /**
   * Fetch the state of a cluster whose end should be near.
   */
  private async _check(ref: ClusterRef): Promise<void> {
    const { manager } = this._options;
    // A server that does not respond leaves what was last known.
    await manager.refresh().catch(() => undefined);
    this._scheduleOne(ref);
  }

  private _scheduleOne(ref: ClusterRef): void {
    const cluster = this._options.manager.find(ref);
    if (cluster && !this._isDisposed) {
      this._schedule(cluster);
    }
  }

  /**
   * Warn of an end, or keep the warning true as time goes by.
   */
  private _warn(cluster: Cluster, expiry: IExpiry): void {
    const { manager, commands, trans } = this._options;
    const key = keyOf(cluster);
    const left = Math.max(0, secondsLeft(expiry, manager.now()));
    const time = formatRoughly(Math.ceil(left), trans);
    const { label } = cluster;
    const message =
      expiry.kind === 'idle'
        ? trans.__('%1 is idle and will stop in %2.', label, time)
        : trans.__(
            '%1 reaches its maximum lifetime in %2. Save the results that its workers hold.',
            label,
            time
          );
    if (left > 0) {
      // At the next whole minute it says something else.
      const delay = (left % 60) * 1000 + 1000;
      this._timers.set(
        key,
        window.setTimeout(() => this._scheduleOne(cluster), delay)
      );
    }
    const id = this._warnings.get(key);
    if (id !== undefined) {
      // The user may have closed it: then nothing is updated.
      Notification.update({ id, message });
      return;
    }
    const shown = Notification.warning(message, {
      autoClose: false,
      actions: [
        {
          label: trans.__('Show'),
          // The command shows its own failures.
          callback: () => void commands.execute(CommandIDs.openPanel)
        }
      ]
    });
    this._warnings.set(key, shown);
  }

  private _cancel(key: string): void {
    window.clearTimeout(this._timers.get(key));
    this._timers.delete(key);
  }

  private _dismiss(key: string): void {
    const warning = this._warnings.get(key);
    if (warning !== undefined) {
      this._warnings.delete(key);
      Notification.dismiss(warning);
    }
  }

  private _isDisposed = false;
  private _timers = new Map<string, number>();
  private _warnings = new Map<string, string>();
}

/**
 * A namespace for `ExpiryNotifications` statics.
 */
export namespace ExpiryNotifications {
  /**
   * The options of the notifications.
   */
  export interface IOptions {
    manager: IClusterManager;
    commands: CommandRegistry;
    trans: TranslationBundle;
  }
}

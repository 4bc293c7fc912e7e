import type { IDisposable } from '@lumino/disposable';
import { Throttler } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IClusterManager } from '../../tokens';
import type { Gateway } from '../../api/models';

/**
 * The shortest time between two questions what the user's clusters hold, in milliseconds.
 */
const USAGE_INTERVAL = 3000;

/**
 * The gateways to choose from, kept as they are now for as long as somebody chooses.
 */
export class GatewayWatch implements IDisposable {
  constructor(private readonly _manager: IClusterManager) {
    this._usage = new Throttler(() => this._manager.fetchGateways(), {
      limit: USAGE_INTERVAL,
      edge: 'trailing'
    });
  }

  /**
   * The gateways; null until they are known.
   */
  get gateways(): readonly Gateway[] | null {
    return this._gateways;
  }

  /**
   * A signal emitted when they, or the clusters on them, differ.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._usage.isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._looking?.dispose();
    this._usage.dispose();
    Signal.clearData(this);
  }

  /**
   * Ask for the gateways, and keep up with them from then on.
   */
  async load(): Promise<void> {
    this._looking ??= this._manager.look();
    this._gateways = await this._manager.fetchGateways();
    if (!this.isDisposed) {
      this._manager.stateChanged.connect(this._onStateChanged, this);
      this._manager.changed.connect(this._onClustersChanged, this);
    }
  }

  /**
   * The gateway of an id, as it is now.
   */
  find(id: string | null): Gateway | null {
    return this._gateways?.find(gateway => gateway.id === id) ?? null;
  }

  /**
   * The gateway to begin with: the wanted one if it can be used, else the default one, else any.
   */
  first(wanted: string | null): Gateway | null {
    const usable = (this._gateways ?? []).filter(
      ({ status }) => status === 'available'
    );
    return (
      usable.find(({ id }) => id === wanted) ??
      usable.find(gateway => gateway.default) ??
      usable[0] ??
      null
    );
  }

  private _onStateChanged(): void {
    const { gateways } = this._manager;
    if (gateways.size > 0) {
      this._gateways = [...gateways.values()];
      this._changed.emit();
    }
  }

  /**
   * With the clusters, what they hold of a gateway has changed.
   */
  private _onClustersChanged(): void {
    // What cannot be asked now is asked with the next change.
    this._usage.invoke().catch(() => undefined);
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _gateways: readonly Gateway[] | null = null;
  private _looking: IDisposable | null = null;
  private _usage: Throttler<readonly Gateway[]>;
}

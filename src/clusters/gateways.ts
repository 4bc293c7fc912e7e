import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Gateway, GatewayState } from '../api/models';
import { isSame } from './cluster';

/**
 * The gateways and their status.
 *
 * #### Notes
 * A status comes with every list and event, the rest on demand. The newer
 * status wins; when it differs from the one that was fetched with the rest,
 * the gateways are fetched again, since a gateway that is back can be used at
 * once.
 */
export class GatewayStore {
  constructor(private readonly _request: () => Promise<Gateway[]>) {}

  /**
   * The status of each gateway, as of its last response.
   */
  get states(): readonly GatewayState[] {
    return this._states;
  }

  /**
   * The gateways by id, each with its current status.
   */
  get gateways(): ReadonlyMap<string, Gateway> {
    return this._gateways;
  }

  /**
   * A signal emitted when any of these changes.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Fetch the gateways; concurrent calls share one request.
   */
  fetch(): Promise<readonly Gateway[]> {
    this._pending ??= this._load().finally(() => {
      this._pending = null;
    });
    return this._pending;
  }

  /**
   * Set the status of all gateways.
   */
  setStates(states: readonly GatewayState[]): void {
    if (isSame(states, this._states)) {
      return;
    }
    this._states = states;
    this._updates += 1;
    const isOutdated = this._applyStates();
    this._changed.emit();
    if (isOutdated) {
      // A failure is made up for by the next difference.
      this.fetch().catch(() => undefined);
    }
  }

  /**
   * Update the status of some gateways.
   */
  updateStates(states: readonly GatewayState[]): void {
    const updated = new Set(states.map(({ id }) => id));
    this.setStates([
      ...this._states.filter(({ id }) => !updated.has(id)),
      ...states
    ]);
  }

  private async _load(): Promise<readonly Gateway[]> {
    const updates = this._updates;
    const gateways = await this._request();
    this._gateways = new Map(gateways.map(gateway => [gateway.id, gateway]));
    if (updates === this._updates) {
      this._states = this._states.map(state => {
        const { id, status, reason } = this._gateways.get(state.id) ?? state;
        return { id, status, reason };
      });
    } else {
      // What was heard since the request is newer.
      this._applyStates();
    }
    this._changed.emit();
    return [...this._gateways.values()];
  }

  /**
   * Give each gateway its newest status.
   *
   * @returns Whether any had another one, or the gateways are others.
   */
  private _applyStates(): boolean {
    const { size } = this._gateways;
    let isOutdated =
      size > 0 &&
      (this._states.length !== size ||
        this._states.some(({ id }) => !this._gateways.has(id)));
    for (const { id, status, reason } of this._states) {
      const known = this._gateways.get(id);
      if (known && (known.status !== status || known.reason !== reason)) {
        this._gateways.set(id, { ...known, status, reason });
        isOutdated = true;
      }
    }
    return isOutdated;
  }

  private _changed = new Signal<this, void>(this);
  private _gateways = new Map<string, Gateway>();
  private _pending: Promise<readonly Gateway[]> | null = null;
  private _states: readonly GatewayState[] = [];
  private _updates = 0;
}

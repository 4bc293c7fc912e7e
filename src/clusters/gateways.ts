import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Gateway, GatewayState } from '../api/models';
import { isSame } from './store';

/**
 * What is known of the gateways: how each answered last, and all about it.
 *
 * #### Notes
 * States come with every list and event, the rest on demand. Where a new state
 * contradicts the rest, that is asked for again: a gateway that is back can be
 * used at once.
 */
export class GatewayBook {
  constructor(private readonly _ask: () => Promise<Gateway[]>) {}

  /**
   * How each gateway answered last.
   */
  get states(): readonly GatewayState[] {
    return this._states;
  }

  /**
   * All about each gateway, by its id.
   */
  get gateways(): ReadonlyMap<string, Gateway> {
    return this._gateways;
  }

  /**
   * A signal emitted when anything of it differs.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /**
   * Ask for all about the gateways, and once only when several want it.
   */
  fetch(): Promise<readonly Gateway[]> {
    this._asking ??= this._load().finally(() => {
      this._asking = null;
    });
    return this._asking;
  }

  /**
   * Take in how all gateways answered.
   */
  acceptAll(states: readonly GatewayState[]): void {
    if (isSame(states, this._states)) {
      return;
    }
    this._states = states;
    this._changed.emit();
    const isContradicted = states.some(({ id, status, reason }) => {
      const known = this._gateways.get(id);
      return known && (known.status !== status || known.reason !== reason);
    });
    if (isContradicted) {
      // What cannot be asked now is asked for with the next difference.
      this.fetch().catch(() => undefined);
    }
  }

  /**
   * Take in how some gateways answered.
   */
  acceptSome(states: readonly GatewayState[]): void {
    const told = new Set(states.map(({ id }) => id));
    this.acceptAll([
      ...this._states.filter(({ id }) => !told.has(id)),
      ...states
    ]);
  }

  private async _load(): Promise<readonly Gateway[]> {
    const gateways = await this._ask();
    this._gateways = new Map(gateways.map(gateway => [gateway.id, gateway]));
    this._changed.emit();
    return gateways;
  }

  private _asking: Promise<readonly Gateway[]> | null = null;
  private _changed = new Signal<this, void>(this);
  private _gateways = new Map<string, Gateway>();
  private _states: readonly GatewayState[] = [];
}

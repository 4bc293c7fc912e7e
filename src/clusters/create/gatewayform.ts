import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IClusterManager, INotebookInFront } from '../../tokens';
import type { Environment, Gateway } from '../../api/models';
import { GatewayWatch } from './gatewaywatch';
import type { ITakes } from './environments';
import { GatewayOffer, takesOf } from './environments';
import type { IOptionField } from './options/schema';

/**
 * The gateways to choose from, the chosen one, and what that one offers.
 */
export class Offers implements IDisposable {
  constructor(private readonly _options: Offers.IOptions) {
    this._watch = new GatewayWatch(_options.manager);
    this._watch.changed.connect(this._onGatewaysChanged, this);
  }

  /**
   * The gateways; null until they are known.
   */
  get gateways(): readonly Gateway[] | null {
    return this._watch.gateways;
  }

  /**
   * The chosen gateway, as it is now.
   */
  get gateway(): Gateway | null {
    return this._watch.find(this._chosen);
  }

  /**
   * Its environments; null until they are known.
   */
  get environments(): readonly Environment[] | null {
    return this._offer?.environments ?? null;
  }

  /**
   * The fields for its own options; null until they are known.
   */
  get fields(): readonly IOptionField[] | null {
    return this._offer?.fields ?? null;
  }

  /**
   * What of the choices reaches the workers.
   */
  get takes(): ITakes {
    return takesOf(this._offer?.form ?? null);
  }

  /**
   * A signal emitted when any of these differs.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._watch.isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    this._watch.dispose();
    Signal.clearData(this);
  }

  /**
   * Ask for the gateways, then for what the first usable one offers.
   *
   * @throws Why the gateways cannot be asked for.
   */
  async load(): Promise<void> {
    await this._watch.load();
    await this._chooseFirst();
  }

  /**
   * Choose a gateway and ask for what it offers.
   */
  async choose(id: string): Promise<void> {
    if (this._watch.find(id) === null || id === this._chosen) {
      return;
    }
    const { manager, front, trans, begin, refuse } = this._options;
    const offer = new GatewayOffer(manager, id, front, trans);
    this._chosen = id;
    this._offer = offer;
    const { environments, options } = begin(id);
    // The answers of a gateway that is no longer chosen come too late.
    const ifChosen = (take: () => void): void => {
      if (!this.isDisposed && this._offer === offer) {
        take();
        this._changed.emit();
      }
    };
    try {
      await offer.load({
        environments: all => ifChosen(() => environments(all)),
        options: (fields, form) => ifChosen(() => options(fields, form))
      });
    } catch (error) {
      ifChosen(() => refuse(error));
    }
  }

  /**
   * Ask again for what the chosen gateway offers.
   *
   * @throws Why the gateways cannot be asked for, where none is chosen.
   */
  async reload(): Promise<void> {
    const id = this._chosen;
    this._chosen = null;
    await (id === null ? this.load() : this.choose(id));
  }

  private async _chooseFirst(): Promise<void> {
    const { wanted } = this._options;
    const first = this.isDisposed ? null : this._watch.first(wanted);
    if (first) {
      await this.choose(first.id);
    }
  }

  private _onGatewaysChanged(): void {
    if (this._chosen === null) {
      // What goes wrong is refused.
      void this._chooseFirst();
    }
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _chosen: string | null = null;
  private _offer: GatewayOffer | null = null;
  private _watch: GatewayWatch;
}

/**
 * A namespace for `Offers` statics.
 */
export namespace Offers {
  /**
   * What the offers are made for.
   */
  export interface IOptions {
    manager: IClusterManager;
    front: INotebookInFront;
    trans: TranslationBundle;

    /**
     * The gateway to begin with, if it can be used.
     */
    wanted: string | null;

    /**
     * Called when a gateway is chosen; returns what takes in its offer.
     */
    begin: (id: string) => GatewayOffer.IFound;

    /**
     * Called when a gateway does not say what it offers.
     */
    refuse: (error: unknown) => void;
  }
}

import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Throttler } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { INotebookContext } from '../../api/client';
import type { Environment, Gateway, OptionsForm } from '../../api/models';
import type { IClusterManager } from '../../tokens';
import type { IOptionField } from './options/schema';
import { fieldsOf } from './options/schema';

/**
 * The shortest pause between two requests for what the user's clusters use.
 */
const USAGE_INTERVAL_MS = 3000;

/**
 * What a gateway passes to its workers.
 */
export interface ISupported {
  readonly environment: boolean;
  readonly variables: boolean;
}

/**
 * The gateways to choose from, the selected one, and what that one offers.
 */
export class GatewayForm implements IDisposable {
  constructor(private readonly _options: GatewayForm.IOptions) {
    const { manager } = _options;
    this._usage = new Throttler(() => manager.fetchGateways(), {
      limit: USAGE_INTERVAL_MS,
      edge: 'trailing'
    });
  }

  /**
   * The gateways; null until they are loaded.
   */
  get gateways(): readonly Gateway[] | null {
    return this._isLoaded ? [...this._options.manager.gateways.values()] : null;
  }

  /**
   * The selected gateway in its current state.
   */
  get gateway(): Gateway | null {
    return this._options.manager.gateways.get(this._selected ?? '') ?? null;
  }

  /**
   * Its environments; null until they are loaded.
   */
  get environments(): readonly Environment[] | null {
    return this._data?.environments ?? null;
  }

  /**
   * The fields for its options; null until they are loaded.
   */
  get fields(): readonly IOptionField[] | null {
    return this._data?.fields ?? null;
  }

  /**
   * What it offers, in its own words; null until that is loaded.
   */
  get offered(): OptionsForm | null {
    return this._data?.offered ?? null;
  }

  /**
   * What reaches its workers; everything until that is known.
   */
  get supports(): ISupported {
    const offered = this._data?.offered;
    return {
      environment: offered?.takes_environment ?? true,
      variables: offered?.takes_variables ?? true
    };
  }

  /**
   * A signal emitted when any of these, or the user's clusters, change.
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
    const { manager } = this._options;
    manager.stateChanged.disconnect(this._onStateChanged, this);
    manager.changed.disconnect(this._onClustersChanged, this);
    this._subscription?.dispose();
    this._usage.dispose();
    Signal.clearData(this);
  }

  /**
   * Load the gateways and select one.
   *
   * @throws Why the gateways cannot be loaded.
   */
  async load(): Promise<void> {
    const { manager } = this._options;
    this._subscription ??= manager.subscribe();
    await manager.fetchGateways();
    if (this.isDisposed) {
      return;
    }
    this._isLoaded = true;
    manager.stateChanged.connect(this._onStateChanged, this);
    manager.changed.connect(this._onClustersChanged, this);
    await this._selectFirst();
  }

  /**
   * Select a gateway and load what it offers.
   */
  async select(id: string): Promise<void> {
    const { manager, context, onSelected, setError } = this._options;
    if (!manager.gateways.has(id) || id === this._selected) {
      return;
    }
    const data: GatewayForm.IData = {};
    this._selected = id;
    this._data = data;
    const { onEnvironments, onOptions } = onSelected(id);
    // The answers of a gateway that is no longer selected are ignored.
    const ifSelected = (action: () => void): void => {
      if (!this.isDisposed && this._data === data) {
        action();
        this._changed.emit();
      }
    };
    const environments = manager.fetchEnvironments(id, context).then(all =>
      ifSelected(() => {
        data.environments = all;
        onEnvironments(all);
      })
    );
    const options = manager.fetchOptions(id).then(offered =>
      ifSelected(() => {
        data.offered = offered;
        data.fields = fieldsOf(offered, this._options.trans);
        onOptions(data.fields, offered);
      })
    );
    // Neither waits for the other, which may be slow, to say what is wrong.
    const failed = (reason: unknown): void =>
      ifSelected(() => setError(reason));
    await Promise.all([environments.catch(failed), options.catch(failed)]);
  }

  /**
   * Load again what could not be loaded.
   *
   * @throws Why the gateways cannot be loaded, if none is selected.
   */
  async reload(): Promise<void> {
    const id = this._selected;
    this._selected = null;
    await (id === null ? this.load() : this.select(id));
  }

  /**
   * Select the preferred gateway if it is available, else the default one, else any.
   */
  private async _selectFirst(): Promise<void> {
    const { preferred } = this._options;
    const available = (this.gateways ?? []).filter(
      ({ status }) => status === 'available'
    );
    const first =
      available.find(({ id }) => id === preferred) ??
      available.find(gateway => gateway.default) ??
      available[0];
    if (first) {
      await this.select(first.id);
    }
  }

  private _onStateChanged(): void {
    if (this._selected === null) {
      // What goes wrong is shown as an error.
      void this._selectFirst();
    }
    this._changed.emit();
  }

  /**
   * Update what the user's clusters use of the gateways.
   */
  private _onClustersChanged(): void {
    // A failure is made up for by the next change.
    this._usage.invoke().catch(() => undefined);
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _data: GatewayForm.IData | null = null;
  private _isLoaded = false;
  private _selected: string | null = null;
  private _subscription: IDisposable | null = null;
  private _usage: Throttler<readonly Gateway[]>;
}

/**
 * A namespace for `GatewayForm` statics.
 */
export namespace GatewayForm {
  /**
   * The options of a form.
   */
  export interface IOptions {
    manager: IClusterManager;

    /**
     * The notebook that is most likely to connect.
     */
    context: INotebookContext;
    trans: TranslationBundle;

    /**
     * The gateway to begin with, if it is available.
     */
    preferred: string | null;

    /**
     * Called when a gateway is selected; returns what is called with its data.
     */
    onSelected: (id: string) => ICallbacks;

    /**
     * Called when a gateway's data cannot be loaded.
     */
    setError: (error: unknown) => void;
  }

  /**
   * What is called as the data of a gateway arrive.
   */
  export interface ICallbacks {
    onEnvironments: (all: readonly Environment[]) => void;
    onOptions: (fields: readonly IOptionField[], offered: OptionsForm) => void;
  }

  /**
   * What a gateway offers, as far as it is loaded.
   */
  export interface IData {
    environments?: readonly Environment[];
    fields?: readonly IOptionField[];
    offered?: OptionsForm;
  }
}

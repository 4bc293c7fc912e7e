import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Cluster, ClusterRef, EndedCluster } from '../api/models';
import type { IClusterManager, IClustersChange } from '../tokens';
import { keyOf } from './cluster';

/**
 * Where the state database remembers whether the list is unfolded.
 */
const STATE_KEY = 'purdue-dask-lab:ended-open';

/**
 * The clusters that have ended, fetched once and whenever another one goes.
 */
export class EndedModel implements IDisposable {
  constructor(private readonly _options: EndedModel.IOptions) {
    const { manager, state } = _options;
    manager.changed.connect(this._onChanged, this);
    void this.refresh();
    void state?.fetch(STATE_KEY).then(
      isOpen => {
        this._isOpen = isOpen === true;
        this._changed.emit();
      },
      // It begins folded.
      () => undefined
    );
  }

  /**
   * The clusters, the latest first.
   */
  get clusters(): readonly EndedCluster[] {
    return this._clusters;
  }

  /**
   * What could not be read, in sentences.
   */
  get problems(): readonly string[] {
    return this._problems;
  }

  /**
   * How long clusters are kept in days, and how many of each gateway.
   */
  get limits(): { readonly days: number; readonly count: number } {
    return this._limits;
  }

  /**
   * Whether the list is unfolded, also after a reload.
   */
  get isOpen(): boolean {
    return this._isOpen;
  }
  set isOpen(isOpen: boolean) {
    if (isOpen !== this._isOpen) {
      this._isOpen = isOpen;
      this._options.state?.save(STATE_KEY, isOpen).catch(() => undefined);
      this._changed.emit();
    }
  }

  /**
   * A signal emitted when anything of this changes.
   */
  get changed(): ISignal<EndedModel, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    this._isDisposed = true;
    this._options.manager.changed.disconnect(this._onChanged, this);
    Signal.clearData(this);
  }

  /**
   * Fetch the list; what fails leaves the last one.
   */
  async refresh(): Promise<void> {
    const request = ++this._request;
    try {
      const answer = await this._options.manager.fetchEnded();
      if (request === this._request && !this._isDisposed) {
        this._isLoaded = true;
        this._clusters = answer.clusters;
        this._problems = answer.problems;
        this._limits = answer;
        this._changed.emit();
      }
    } catch {
      // That the server does not respond is shown with the clusters.
    }
  }

  /**
   * Forget a cluster, or all of them.
   */
  async forget(ref: ClusterRef | null): Promise<void> {
    await this._options.manager.forgetEnded(ref);
    await this.refresh();
  }

  /**
   * Create a cluster again; a second call while the first goes on is a double click.
   */
  createAgain(ref: ClusterRef): Promise<Cluster> {
    const key = keyOf(ref);
    let creating = this._creating.get(key);
    if (!creating) {
      creating = this._options.manager
        .createAgain(ref)
        .finally(() => this._creating.delete(key));
      this._creating.set(key, creating);
    }
    return creating;
  }

  private _onChanged(_: unknown, change: IClustersChange): void {
    if (change.removed.length > 0 || !this._isLoaded) {
      void this.refresh();
    }
  }

  private _changed = new Signal<EndedModel, void>(this);
  private _clusters: readonly EndedCluster[] = [];
  private _creating = new Map<string, Promise<Cluster>>();
  private _isDisposed = false;
  private _isLoaded = false;
  private _isOpen = false;
  private _limits = { days: 0, count: 0 };
  private _problems: readonly string[] = [];
  private _request = 0;
}

/**
 * A namespace for `EndedModel` statics.
 */
export namespace EndedModel {
  /**
   * The options of a model.
   */
  export interface IOptions {
    manager: Pick<
      IClusterManager,
      'changed' | 'createAgain' | 'fetchEnded' | 'forgetEnded'
    >;

    /**
     * Where it is remembered whether the list is unfolded; null for nowhere.
     */
    state: Pick<IStateDB, 'fetch' | 'save'> | null;
  }
}

import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { formatError } from '../../api/errors';
import { RefusedError } from '../../api/client';
import type { IClusterManager } from '../../tokens';
import type { Cluster, NewCluster } from '../../api/models';
import { LIMIT_REACHED, replaceCluster } from './replace';

/**
 * The creation of one cluster: what is waited for, what was refused, and what came of it.
 */
export class Creation implements IDisposable {
  constructor(
    private readonly _manager: IClusterManager,
    private readonly _trans: TranslationBundle
  ) {}

  /**
   * What is waited for; null while the user can go on.
   */
  get step(): Creation.Step | null {
    return this._step;
  }

  /**
   * The cluster that was created, or that the user chose instead.
   */
  get result(): Cluster | null {
    return this._result;
  }

  /**
   * What was refused, by the path of the value at fault; `''` for what is not about one value.
   */
  get refusals(): ReadonlyMap<string, string> {
    return this._refusals;
  }

  /**
   * Whether the gateway refused because the user has too much already.
   */
  get isLimited(): boolean {
    return this._isLimited;
  }

  /**
   * A signal emitted when any of these differs.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._abort.signal.aborted;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._abort.abort();
    Signal.clearData(this);
  }

  /**
   * Create a cluster.
   *
   * @returns Whether that succeeded.
   */
  create(request: NewCluster): Promise<boolean> {
    return this._run({ kind: 'creating' }, () => this._manager.create(request));
  }

  /**
   * Shut a cluster down, and create another as soon as that is gone.
   */
  async replace(cluster: Cluster, request: NewCluster): Promise<void> {
    if (this._step !== null) {
      return;
    }
    await this._run({ kind: 'stopping', label: cluster.label }, () =>
      replaceCluster({
        manager: this._manager,
        cluster,
        request,
        onGone: () => {
          this._step = { kind: 'creating' };
          this._changed.emit();
        },
        signal: this._abort.signal
      })
    );
  }

  /**
   * Leave it at a cluster that is there.
   */
  use(cluster: Cluster): void {
    this._result = cluster;
    this._changed.emit();
  }

  /**
   * Note a refusal.
   *
   * @param path - What it is about, unless it says so itself.
   */
  refuse(error: unknown, path = ''): void {
    if (this.isDisposed) {
      return;
    }
    const isRefusal = error instanceof RefusedError;
    const field = isRefusal ? error.field : null;
    this._isLimited = isRefusal && error.reason === LIMIT_REACHED;
    this._refusals.set(field ?? path, formatError(error, this._trans));
    this._changed.emit();
  }

  /**
   * Forget what was refused of some values, which are others now, or of all.
   */
  forgive(paths?: readonly string[]): void {
    this._isLimited = false;
    for (const path of paths ?? [...this._refusals.keys()]) {
      this._refusals.delete(path);
    }
    this._changed.emit();
  }

  private async _run(
    step: Creation.Step,
    create: () => Promise<Cluster>
  ): Promise<boolean> {
    this._step = step;
    this.forgive();
    try {
      this._result = await create();
      return true;
    } catch (error) {
      this.refuse(error);
      return false;
    } finally {
      this._step = null;
      if (!this.isDisposed) {
        this._changed.emit();
      }
    }
  }

  private _abort = new AbortController();
  private _changed = new Signal<this, void>(this);
  private _isLimited = false;
  private _refusals = new Map<string, string>();
  private _result: Cluster | null = null;
  private _step: Creation.Step | null = null;
}

/**
 * A namespace for `Creation` statics.
 */
export namespace Creation {
  /**
   * What is waited for.
   */
  export type Step =
    | { readonly kind: 'creating' }
    | { readonly kind: 'stopping'; readonly label: string };
}

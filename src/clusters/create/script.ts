import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { formatError } from '../../api/errors';
import type { NewCluster } from '../../api/models';
import type { IClusterManager } from '../../tokens';
import { isSame } from '../cluster';

/**
 * How long to wait after an edit before the code is requested.
 */
const DEBOUNCE_MS = 250;

/**
 * The form for a new cluster as Python code.
 */
export class CreationScript implements IDisposable {
  constructor(
    private readonly _manager: Pick<IClusterManager, 'creationCode'>,
    private readonly _trans: TranslationBundle
  ) {
    this._fetching = new Debouncer(() => this._fetch(), DEBOUNCE_MS);
  }

  /**
   * The code; null until it is loaded.
   */
  get code(): string | null {
    return this._code;
  }

  /**
   * Whether the code is that of the cluster as it was before the last edit.
   */
  get isOutdated(): boolean {
    return this._isOutdated;
  }

  /**
   * Why there is none, or null.
   */
  get error(): string | null {
    return this._error;
  }

  /**
   * A signal emitted when either changes.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._fetching.isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    this._fetching.dispose();
    Signal.clearData(this);
  }

  /**
   * Request the code for a cluster, or none while the form is not valid.
   */
  request(cluster: NewCluster | null): void {
    if (isSame(this._requested, cluster)) {
      return;
    }
    this._requested = cluster;
    if (cluster === null) {
      this._set(null, null);
    } else {
      // What is there keeps its room, or the whole dialog would jump at each keystroke.
      this._isOutdated = this._code !== null;
      this._error = null;
      this._changed.emit();
      void this._fetching.invoke();
    }
  }

  private async _fetch(): Promise<void> {
    const cluster = this._requested;
    if (cluster === null) {
      return;
    }
    // The answer to an older request is ignored.
    const set = (code: string | null, error: string | null): void => {
      if (!this.isDisposed && this._requested === cluster) {
        this._set(code, error);
      }
    };
    try {
      set(await this._manager.creationCode(cluster), null);
    } catch (error) {
      set(null, formatError(error, this._trans));
    }
  }

  private _set(code: string | null, error: string | null): void {
    this._code = code;
    this._error = error;
    this._isOutdated = false;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _code: string | null = null;
  private _error: string | null = null;
  private _fetching: Debouncer<void>;
  private _isOutdated = false;
  private _requested: NewCluster | null = null;
}

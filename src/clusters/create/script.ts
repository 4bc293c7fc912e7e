import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { formatError } from '../../api/errors';
import type { IClusterManager } from '../../tokens';
import type { NewCluster } from '../../api/models';
import { isSame } from '../store';

/**
 * How long nothing may be entered before the code is asked for, in milliseconds.
 */
const PAUSE = 250;

/**
 * What is entered for a new cluster, as Python.
 */
export class CreationScript implements IDisposable {
  constructor(
    private readonly _manager: Pick<IClusterManager, 'creationCode'>,
    private readonly _trans: TranslationBundle
  ) {
    this._asking = new Debouncer(() => this._ask(), PAUSE);
  }

  /**
   * The code; null while it is not known.
   */
  get code(): string | null {
    return this._code;
  }

  /**
   * Why there is none, or null.
   */
  get error(): string | null {
    return this._error;
  }

  /**
   * A signal emitted when either differs.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._asking.isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    this._asking.dispose();
    Signal.clearData(this);
  }

  /**
   * Want the code of a request, or none while what is entered is no request.
   */
  want(request: NewCluster | null): void {
    if (isSame(this._wanted, request)) {
      return;
    }
    this._wanted = request;
    this._show(null, null);
    if (request !== null) {
      void this._asking.invoke();
    }
  }

  private async _ask(): Promise<void> {
    const request = this._wanted;
    if (request === null) {
      return;
    }
    // What was entered meanwhile is asked for anew.
    const show = (code: string | null, error: string | null): void => {
      if (!this.isDisposed && this._wanted === request) {
        this._show(code, error);
      }
    };
    try {
      show(await this._manager.creationCode(request), null);
    } catch (error) {
      show(null, formatError(error, this._trans));
    }
  }

  private _show(code: string | null, error: string | null): void {
    this._code = code;
    this._error = error;
    this._changed.emit();
  }

  private _asking: Debouncer<void>;
  private _changed = new Signal<this, void>(this);
  private _code: string | null = null;
  private _error: string | null = null;
  private _wanted: NewCluster | null = null;
}

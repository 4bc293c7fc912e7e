import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';

/**
 * How often to ask, in milliseconds: it renews the server's watch, which lasts twice as long.
 */
const INTERVAL = 15_000;

/**
 * The longest wait between two questions while the server does not answer, in milliseconds.
 */
const MAX_INTERVAL = 60_000;

/**
 * Asks again and again, but only while somebody looks at this page or something is under way.
 */
export class Lookout implements IDisposable {
  constructor(private readonly _options: Lookout.IOptions) {
    this._poll = new Poll({
      auto: false,
      name: 'purdue-dask-lab:clusters',
      factory: () => _options.ask(),
      frequency: {
        interval: _options.interval ?? INTERVAL,
        backoff: true,
        max: MAX_INTERVAL
      },
      standby: () => !this._isWanted
    });
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    this._lookers.clear();
    this._poll.dispose();
  }

  /**
   * Note that somebody looks, until the answer is disposed.
   */
  look(): IDisposable {
    const lookers = this._lookers;
    const looker: IDisposable = {
      get isDisposed() {
        return !lookers.has(looker);
      },
      dispose: () => void lookers.delete(looker)
    };
    lookers.add(looker);
    return looker;
  }

  /**
   * Ask now if anybody wants to know.
   *
   * @returns Whether anybody does.
   */
  attend(): boolean {
    if (this.isDisposed || !this._isWanted) {
      return false;
    }
    // The poll keeps a failure in its own state.
    void (this._poll.state.phase === 'constructed'
      ? this._poll.start()
      : this._poll.refresh());
    return true;
  }

  private get _isWanted(): boolean {
    const { isVisible, isUrgent } = this._options;
    return (this._lookers.size > 0 && isVisible()) || isUrgent();
  }

  private _lookers = new Set<IDisposable>();
  private _poll: Poll<void>;
}

/**
 * A namespace for `Lookout` statics.
 */
export namespace Lookout {
  /**
   * The options of a lookout.
   */
  export interface IOptions {
    /**
     * Asks once.
     */
    ask: () => Promise<void>;

    /**
     * Whether the browser shows this page.
     */
    isVisible: () => boolean;

    /**
     * Whether something is under way, which matters though nobody looks.
     */
    isUrgent: () => boolean;

    /**
     * Milliseconds between two questions.
     */
    interval?: number;
  }
}

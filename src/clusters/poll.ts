import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';

/**
 * How often to poll; each poll renews the server's watch, which lasts twice as long.
 */
const POLL_INTERVAL_MS = 15_000;

/**
 * The longest pause between two polls while the server does not respond.
 */
const MAX_POLL_INTERVAL_MS = 60_000;

/**
 * Polls only while there are subscribers and the page is visible, or while a cluster changes.
 */
export class ClusterPoll implements IDisposable {
  constructor(private readonly _options: ClusterPoll.IOptions) {
    this._poll = new Poll({
      auto: false,
      name: 'purdue-dask-lab:clusters',
      factory: () => _options.request(),
      frequency: {
        interval: _options.interval ?? POLL_INTERVAL_MS,
        backoff: true,
        max: MAX_POLL_INTERVAL_MS
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
    this._subscribers.clear();
    this._poll.dispose();
  }

  /**
   * Subscribe until the result is disposed.
   */
  subscribe(): IDisposable {
    const subscribers = this._subscribers;
    const subscriber: IDisposable = {
      get isDisposed() {
        return !subscribers.has(subscriber);
      },
      dispose: () => void subscribers.delete(subscriber)
    };
    subscribers.add(subscriber);
    return subscriber;
  }

  /**
   * Poll now if anybody wants to know.
   *
   * @returns Whether anybody does.
   */
  wake(): boolean {
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
    return (this._subscribers.size > 0 && isVisible()) || isUrgent();
  }

  private _poll: Poll<void>;
  private _subscribers = new Set<IDisposable>();
}

/**
 * A namespace for `ClusterPoll` statics.
 */
export namespace ClusterPoll {
  /**
   * The options of a poll.
   */
  export interface IOptions {
    /**
     * Sends one request.
     */
    request: () => Promise<void>;

    /**
     * Whether the browser shows this page.
     */
    isVisible: () => boolean;

    /**
     * Whether a cluster is changing, which matters to notifications.
     */
    isUrgent: () => boolean;

    /**
     * Milliseconds between two polls.
     */
    interval?: number;
  }
}

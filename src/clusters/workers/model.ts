import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { RefusedError } from '../../api/errors';
import type {
  ClusterRef,
  ClusterStatus,
  ClusterWorker,
  ClusterWorkers
} from '../../api/models';
import type { IClusterManager } from '../../tokens';
import type { Column } from './columns';
import { compareWorkers, isNearlyFull } from './columns';

/**
 * How often the workers are read: they tell their scheduler of themselves about as often.
 */
const READ_INTERVAL_MS = 3000;

/**
 * The workers of one cluster, read while somebody looks.
 */
export class WorkersModel implements IDisposable {
  constructor(private readonly _options: WorkersModel.IOptions) {
    this._poll = new Poll({
      auto: false,
      name: 'purdue-dask-lab:workers',
      factory: () => this._read(),
      frequency: {
        interval: _options.interval ?? READ_INTERVAL_MS,
        backoff: true,
        max: 30_000
      },
      standby: () => !this._isWanted
    });
  }

  /**
   * The cluster, with the label that it has now or had last.
   */
  get cluster(): ClusterRef & { readonly label: string } {
    const { manager, cluster } = this._options;
    return manager.find(cluster) ?? cluster;
  }

  /**
   * The workers as they are sorted; those last known while the scheduler is silent.
   */
  get workers(): readonly ClusterWorker[] {
    return this._workers;
  }

  /**
   * How many of them use nearly all of their memory.
   */
  get nearlyFull(): number {
    return this._workers.filter(isNearlyFull).length;
  }

  /**
   * How many workers there are beyond those.
   */
  get leftOut(): number {
    return this._answer?.left_out ?? 0;
  }

  /**
   * The cluster's status; null before it is known.
   */
  get status(): ClusterStatus | null {
    return this._status;
  }

  /**
   * Why the workers are not known now, in the server's words, or what was thrown; null if they are.
   */
  get problem(): unknown {
    return this._error ?? this._answer?.problem ?? null;
  }

  /**
   * Why the CPU of workers is not known, in the server's words; null while it will be soon.
   */
  get cpuProblem(): string | null {
    return this._answer?.cpu_problem ?? null;
  }

  /**
   * Whether what is shown may be out of date.
   */
  get isLastKnown(): boolean {
    return this.problem !== null && this._workers.length > 0;
  }

  /**
   * Whether nothing was read yet.
   */
  get isLoading(): boolean {
    return this._status === null && this._error === null;
  }

  /**
   * The column that sorts the workers.
   */
  get column(): Column {
    return this._column;
  }

  /**
   * Whether the greatest comes first.
   */
  get isDescending(): boolean {
    return this._isDescending;
  }

  /**
   * What was done last, for the eye and the ear; empty for nothing.
   */
  get message(): string {
    return this._message;
  }
  set message(message: string) {
    this._message = message;
    this._changed.emit();
  }

  /**
   * Whether rows keep their places: nobody clicks or reads a row that moves away.
   */
  set isHeld(isHeld: boolean) {
    this._isHeld = isHeld;
  }

  /**
   * Whether somebody looks.
   */
  set isVisible(isVisible: boolean) {
    this._isVisible = isVisible;
    this._wake();
  }

  /**
   * A signal emitted when anything of this changes.
   */
  get changed(): ISignal<WorkersModel, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    this._poll.dispose();
    Signal.clearData(this);
  }

  /**
   * Sort by a column; by the same once more, the other way round.
   */
  sortBy(column: Column): void {
    // What is large is looked for; names are read from the beginning.
    this._isDescending =
      column === this._column ? !this._isDescending : column !== 'name';
    this._column = column;
    this._workers = this._sorted(this._workers);
    this._changed.emit();
  }

  /**
   * Whether a worker is being restarted.
   */
  isRestarting({ address }: ClusterWorker): boolean {
    return this._restarting.has(address);
  }

  /**
   * Restart a worker.
   */
  async restart({ address }: ClusterWorker): Promise<void> {
    const { manager, cluster } = this._options;
    this._restarting.add(address);
    this._changed.emit();
    try {
      await manager.restartWorker(cluster, { address });
    } finally {
      this._restarting.delete(address);
      if (!this.isDisposed) {
        this._changed.emit();
        this._wake();
      }
    }
  }

  private get _isWanted(): boolean {
    const isOver = this._status === 'stopped' || this._status === 'failed';
    return this._isVisible && !isOver;
  }

  private _wake(): void {
    if (this.isDisposed || !this._isWanted) {
      return;
    }
    // The poll keeps a failure in its own state.
    void (this._poll.state.phase === 'constructed'
      ? this._poll.start()
      : this._poll.refresh());
  }

  private async _read(): Promise<void> {
    const { manager, cluster } = this._options;
    try {
      const answer = await manager.fetchWorkers(cluster);
      if (!this.isDisposed) {
        this._take(answer);
      }
    } catch (error) {
      if (this.isDisposed) {
        return;
      }
      if (error instanceof RefusedError && error.status === 404) {
        // It has ended, and its workers with it.
        this._status = 'stopped';
        this._workers = [];
      } else {
        this._error = error;
      }
      this._changed.emit();
      throw error;
    }
  }

  private _take(answer: ClusterWorkers): void {
    this._answer = answer;
    this._status = answer.status;
    this._error = null;
    if (answer.problem === null) {
      this._workers = this._isHeld
        ? this._inPlace(answer.workers)
        : this._sorted(answer.workers);
    }
    this._changed.emit();
  }

  private _sorted(workers: readonly ClusterWorker[]): ClusterWorker[] {
    const sign = this._isDescending ? -1 : 1;
    return [...workers].sort(
      (a, b) =>
        sign * compareWorkers(a, b, this._column) ||
        compareWorkers(a, b, 'name')
    );
  }

  /**
   * Return workers in the order that they have now, those that are new behind them.
   */
  private _inPlace(workers: readonly ClusterWorker[]): ClusterWorker[] {
    const places = new Map(
      this._workers.map(({ address }, place) => [address, place])
    );
    const placeOf = ({ address }: ClusterWorker): number =>
      places.get(address) ?? places.size;
    return this._sorted(workers).sort((a, b) => placeOf(a) - placeOf(b));
  }

  private _answer: ClusterWorkers | null = null;
  private _changed = new Signal<WorkersModel, void>(this);
  private _column: Column = 'name';
  private _error: unknown = null;
  private _isDescending = false;
  private _isHeld = false;
  private _isVisible = false;
  private _message = '';
  private _poll: Poll<void>;
  private _restarting = new Set<string>();
  private _status: ClusterStatus | null = null;
  private _workers: readonly ClusterWorker[] = [];
}

/**
 * A namespace for `WorkersModel` statics.
 */
export namespace WorkersModel {
  /**
   * The options of a model.
   */
  export interface IOptions {
    manager: Pick<IClusterManager, 'fetchWorkers' | 'restartWorker' | 'find'>;
    cluster: ClusterRef & { readonly label: string };

    /**
     * Milliseconds between two readings.
     */
    interval?: number;
  }
}

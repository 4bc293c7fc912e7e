import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { RefusedError } from '../../api/errors';
import type {
  ClusterLog,
  ClusterRef,
  LogEntry,
  LogLevel,
  LogSource
} from '../../api/models';
import type { IClusterManager } from '../../tokens';

/**
 * How often a log that is followed is read: a scheduler renders it anew each time.
 */
const READ_INTERVAL_MS = 4000;

/**
 * How many entries are kept; older ones go.
 */
const MAX_ENTRIES = 5000;

/**
 * The levels from the least to the gravest.
 */
const LEVELS: readonly LogLevel[] = [
  'debug',
  'info',
  'warning',
  'error',
  'critical'
];

/**
 * One of a cluster's logs, read while somebody looks and follows.
 */
export class LogModel implements IDisposable {
  constructor(private readonly _options: LogModel.IOptions) {
    this._source = _options.source ?? null;
    this._poll = new Poll({
      auto: false,
      name: 'purdue-dask-lab:log',
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
   * The logs that the cluster has.
   */
  get sources(): readonly LogSource[] {
    return this._log?.sources ?? [];
  }

  /**
   * The id of the log that is shown; null before it is known.
   */
  get source(): string | null {
    return this._source;
  }

  /**
   * All entries that were read, the oldest first.
   */
  get entries(): readonly LogEntry[] {
    return this._entries;
  }

  /**
   * The entries that fit the filter.
   */
  get shown(): readonly LogEntry[] {
    return this._shown;
  }

  /**
   * Whether there were older entries.
   */
  get isTruncated(): boolean {
    return this._isTruncated;
  }

  /**
   * Whether more entries may come.
   */
  get isLive(): boolean {
    return this._log?.live ?? true;
  }

  /**
   * Whether nothing was read yet.
   */
  get isLoading(): boolean {
    return this._isLoading;
  }

  /**
   * Why the log cannot be read now, in the server's words, or what was thrown; null if it can.
   */
  get problem(): unknown {
    return this._error ?? this._log?.problem ?? null;
  }

  /**
   * The text that entries have to contain.
   */
  get search(): string {
    return this._search;
  }
  set search(search: string) {
    this._search = search;
    this._filter();
  }

  /**
   * The least grave level that is shown; null for everything.
   */
  get level(): LogLevel | null {
    return this._level;
  }
  set level(level: LogLevel | null) {
    this._level = level;
    this._filter();
  }

  /**
   * Whether new entries are read and shown.
   */
  get isFollowing(): boolean {
    return this._isFollowing;
  }
  set isFollowing(isFollowing: boolean) {
    if (isFollowing !== this._isFollowing) {
      this._isFollowing = isFollowing;
      this._changed.emit();
      this._wake();
    }
  }

  /**
   * Whether somebody looks.
   */
  set isVisible(isVisible: boolean) {
    this._isVisible = isVisible;
    this._wake();
  }

  /**
   * The entries that are shown, as a text.
   */
  get text(): string {
    return this._shown.map(formatEntry).join('\n');
  }

  /**
   * A signal emitted when anything of this changes.
   */
  get changed(): ISignal<LogModel, void> {
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
   * Show another of the cluster's logs.
   */
  select(source: string): void {
    if (source !== this._source) {
      this._source = source;
      this._entries = [];
      this._cursor = null;
      this._isLoading = true;
      this._filter();
      void this._poll.refresh();
    }
  }

  private get _isWanted(): boolean {
    return (
      this._isVisible && (this._isLoading || (this._isFollowing && this.isLive))
    );
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
    const source = this._source;
    try {
      const log = await manager.fetchLog(cluster, {
        source,
        since: this._cursor
      });
      if (this.isDisposed) {
        return;
      }
      if (source === this._source) {
        this._take(log);
        return;
      }
    } catch (error) {
      if (this.isDisposed) {
        return;
      }
      if (source !== this._source) {
        return this._read();
      }
      this._isLoading = false;
      this._error = error;
      const isGone = error instanceof RefusedError && error.status === 404;
      if (isGone && this._log) {
        // It has ended meanwhile; what was read stays.
        this._log = { ...this._log, live: false };
      }
      this._changed.emit();
      throw error;
    }
    // Another log was selected meanwhile, and a poll does nothing twice at a time.
    return this._read();
  }

  private _take(log: ClusterLog): void {
    this._log = log;
    this._source = log.source;
    this._error = null;
    this._isLoading = false;
    if (log.cursor !== null) {
      const entries = log.follows
        ? [...this._entries, ...log.entries]
        : log.entries;
      this._isTruncated =
        entries.length > MAX_ENTRIES ||
        (log.follows ? this._isTruncated : log.truncated);
      this._entries = entries.slice(-MAX_ENTRIES);
      this._cursor = log.cursor;
    }
    this._filter();
  }

  private _filter(): void {
    const search = this._search.trim().toLowerCase();
    const least = this._level === null ? -1 : LEVELS.indexOf(this._level);
    this._shown = this._entries.filter(
      entry =>
        (least < 0 ||
          (entry.level !== null && LEVELS.indexOf(entry.level) >= least)) &&
        (search === '' || formatEntry(entry).toLowerCase().includes(search))
    );
    this._changed.emit();
  }

  private _changed = new Signal<LogModel, void>(this);
  private _cursor: string | null = null;
  private _entries: readonly LogEntry[] = [];
  private _error: unknown = null;
  private _isFollowing = true;
  private _isLoading = true;
  private _isTruncated = false;
  private _isVisible = false;
  private _level: LogLevel | null = null;
  private _log: ClusterLog | null = null;
  private _poll: Poll<void>;
  private _search = '';
  private _shown: readonly LogEntry[] = [];
  private _source: string | null;
}

/**
 * Format an entry as a line of a file.
 */
function formatEntry(entry: LogEntry): string {
  const level = entry.level?.toUpperCase() ?? null;
  return [entry.time, level, entry.logger, entry.message]
    .filter(part => part !== null)
    .join(' ');
}

/**
 * A namespace for `LogModel` statics.
 */
export namespace LogModel {
  /**
   * The options of a model.
   */
  export interface IOptions {
    manager: Pick<IClusterManager, 'fetchLog' | 'find'>;
    cluster: ClusterRef & { readonly label: string };

    /**
     * The log to begin with; by default the cluster's first.
     */
    source?: string | null;

    /**
     * Milliseconds between two readings.
     */
    interval?: number;
  }
}

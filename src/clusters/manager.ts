import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { RestClient } from '../api/client';
import type { ServerProblem } from '../api/errors';
import { RefusedError, problemOf } from '../api/errors';
import type {
  Cluster,
  ClusterRef,
  Gateway,
  GatewayState,
  NewCluster,
  Scale
} from '../api/models';
import type { IClusterManager, IClustersChange, IServerState } from '../tokens';
import { ClientCodeCache } from './clientcode';
import { isChanging, isFinal, isSame } from './cluster';
import { Departures } from './departures';
import type { IServerEvent } from './events';
import { changesOf } from './events';
import { GatewayStore } from './gateways';
import { ClusterPoll } from './poll';
import { ServerQueries } from './queries';
import { RequestLog } from './requests';
import { ClusterStore } from './store';

/**
 * The clusters of the user, kept up to date by events and one poll.
 *
 * #### Notes
 * It owns the only poll, which tells the server that somebody watches; changes
 * arrive as events of the Jupyter server in between. When nobody watches,
 * nothing is requested.
 */
export class ClusterManager extends ServerQueries implements IClusterManager {
  constructor(options: ClusterManager.IOptions) {
    const rest = options.rest;
    super(rest);
    this._rest = rest;
    this._codes = new ClientCodeCache(ref => rest.clientCode(ref));
    this._gateways = new GatewayStore(() => rest.gateways());
    this._gateways.changed.connect(() => this._stateChanged.emit());
    this._events = options.events ?? null;
    this._events?.connect(this._onEvent, this);
    this._poll = new ClusterPoll({
      request: () => this._fetch(),
      isVisible: options.isVisible,
      isUrgent: () => this.clusters.some(isChanging),
      interval: options.interval
    });
  }

  /** @inheritdoc */
  get clusters(): readonly Cluster[] {
    return this._store.clusters;
  }

  /** @inheritdoc */
  get gatewayStates(): readonly GatewayState[] {
    return this._gateways.states;
  }

  /** @inheritdoc */
  get gateways(): ReadonlyMap<string, Gateway> {
    return this._gateways.gateways;
  }

  /** @inheritdoc */
  get configProblems(): readonly string[] {
    return this._state.configProblems;
  }

  /** @inheritdoc */
  get isLoaded(): boolean {
    return this._state.isLoaded;
  }

  /** @inheritdoc */
  get problem(): ServerProblem | null {
    return this._state.problem;
  }

  /** @inheritdoc */
  get changed(): ISignal<IClusterManager, IClustersChange> {
    return this._changed;
  }

  /** @inheritdoc */
  get stateChanged(): ISignal<IClusterManager, void> {
    return this._stateChanged;
  }

  /** @inheritdoc */
  get disposed(): ISignal<this, void> {
    return this._disposed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._disposed.emit();
    this._poll.dispose();
    this._events?.disconnect(this._onEvent, this);
    Signal.clearData(this._gateways);
    Signal.clearData(this);
  }

  /** @inheritdoc */
  now(): number {
    return Date.now() + this._rest.clockOffset;
  }

  /** @inheritdoc */
  find(ref: ClusterRef): Cluster | undefined {
    return this._store.find(ref);
  }

  /** @inheritdoc */
  subscribe(): IDisposable {
    const subscription = this._poll.subscribe();
    this.wake();
    return subscription;
  }

  /** @inheritdoc */
  wake(): void {
    if (this._poll.wake() && this.gateways.size === 0) {
      this.fetchGateways().catch(() => undefined);
    }
  }

  /** @inheritdoc */
  async refresh(): Promise<void> {
    await Promise.all([this._fetch(), this.fetchGateways()]);
  }

  /** @inheritdoc */
  fetchGateways(): Promise<readonly Gateway[]> {
    return this._gateways.fetch();
  }

  /** @inheritdoc */
  clientCode(ref: ClusterRef): Promise<string> {
    return this._codes.get(ref);
  }

  /** @inheritdoc */
  requestOf(ref: ClusterRef): NewCluster | null {
    return this._requests.get(ref);
  }

  /** @inheritdoc */
  async create(request: NewCluster): Promise<Cluster> {
    const created = await this._rest.create(request);
    this._requests.set(created, request);
    return this._updateOne(created);
  }

  /** @inheritdoc */
  async scale(ref: ClusterRef, request: Scale): Promise<Cluster> {
    const heard = this._store.lastUpdated(ref);
    return this._updateOne(await this._rest.scale(ref, request), heard);
  }

  /** @inheritdoc */
  async rename(ref: ClusterRef, label: string): Promise<Cluster> {
    const heard = this._store.lastUpdated(ref);
    return this._updateOne(await this._rest.rename(ref, label), heard);
  }

  /** @inheritdoc */
  async shutDown(ref: ClusterRef): Promise<void> {
    const before = this.find(ref);
    const isDismissed = before !== undefined && isFinal(before);
    this._departures.expect(ref);
    if (before && !isDismissed) {
      this._update([{ ...before, status: 'stopping' }], []);
    }
    const stamp = this._store.lastUpdated(ref);
    try {
      await this._rest.shutDown(ref);
    } catch (error) {
      if (!(error instanceof RefusedError && error.status === 404)) {
        this._departures.forget(ref);
        // What was heard since the request is newer than what we remember.
        const isLatest = this._store.lastUpdated(ref) === stamp;
        if (before && isLatest && !this._isDisposed) {
          this._update([before], []);
        }
        throw error;
      }
    }
    if (isDismissed && !this._isDisposed) {
      this._update([], [ref]);
    }
  }

  /** @inheritdoc */
  async retry(ref: ClusterRef): Promise<Cluster> {
    const created = await this._rest.retry(ref);
    this._requests.set(created, this._requests.get(ref));
    return this._updateOne(created, 0, [ref]);
  }

  /** @inheritdoc */
  async createAgain(ref: ClusterRef): Promise<Cluster> {
    const created = await this._rest.createAgain(ref);
    this._requests.set(created, this._requests.get(ref));
    return this._updateOne(created);
  }

  /**
   * Fetch the list; concurrent calls share one request.
   */
  private _fetch(): Promise<void> {
    this._pending ??= this._load().finally(() => {
      this._pending = null;
    });
    return this._pending;
  }

  private async _load(): Promise<void> {
    const stamp = this._store.startFetch();
    const event = this._lastEvent;
    try {
      const answer = await this._rest.clusters();
      if (this._isDisposed) {
        return;
      }
      this._emit(this._store.replaceAll(answer.clusters, stamp));
      this._gateways.setStates(answer.gateways);
      const { problems: configProblems = [] } = answer;
      this._setState({ configProblems, problem: null, isLoaded: true });
    } catch (error) {
      // An event that arrived meanwhile proves that the server responds.
      if (!this._isDisposed && event === this._lastEvent) {
        this._setState({ problem: problemOf(error) });
      }
      throw error;
    }
  }

  private _onEvent(_: unknown, event: IServerEvent): void {
    const changes = changesOf(event);
    // Before the first list, an event is only a part of the truth.
    if (changes === null || !this.isLoaded) {
      return;
    }
    this._lastEvent += 1;
    this._update(changes.changed, changes.removed);
    if (changes.gateways.length > 0) {
      this._gateways.updateStates(changes.gateways);
    }
    this._setState({ problem: null });
  }

  /**
   * Take in an answer about a cluster, unless something newer was heard since it was asked for.
   */
  private _updateOne(
    cluster: Cluster,
    heard = 0,
    gone: readonly ClusterRef[] = []
  ): Cluster {
    if (!this._isDisposed) {
      const isLatest = this._store.lastUpdated(cluster) === heard;
      this._update(isLatest ? [cluster] : [], gone);
      this.wake();
    }
    return cluster;
  }

  private _update(
    clusters: readonly Cluster[],
    gone: readonly ClusterRef[]
  ): void {
    this._emit(this._store.update(clusters, gone));
  }

  private _emit(change: ClusterStore.IChange): void {
    const vanished = this._departures.vanishedOf(change.removed);
    change.removed.forEach(cluster => this._codes.remove(cluster));
    if (change.changed.length > 0 || change.removed.length > 0) {
      this._changed.emit({ ...change, vanished });
    }
  }

  private _setState(changes: Partial<IServerState>): void {
    const state = { ...this._state, ...changes };
    if (!isSame(state, this._state)) {
      this._state = state;
      this._stateChanged.emit();
    }
  }

  private _changed = new Signal<IClusterManager, IClustersChange>(this);
  private _codes: ClientCodeCache;
  private _disposed = new Signal<this, void>(this);
  private _departures = new Departures();
  private _events: ISignal<unknown, IServerEvent> | null;
  private _gateways: GatewayStore;
  private _isDisposed = false;
  private _lastEvent = 0;
  private _pending: Promise<void> | null = null;
  private _poll: ClusterPoll;
  private _requests = new RequestLog();
  private _rest: ClusterManager.IRest;
  private _state: IServerState = {
    configProblems: [],
    isLoaded: false,
    problem: null
  };
  private _stateChanged = new Signal<IClusterManager, void>(this);
  private _store = new ClusterStore();
}

/**
 * A namespace for `ClusterManager` statics.
 */
export namespace ClusterManager {
  /**
   * The requests of the manager.
   */
  export type IRest = Omit<
    Pick<RestClient, keyof RestClient>,
    'configFile' | 'createConfigFile' | 'writeConfigFile'
  >;

  /**
   * The options of a manager.
   */
  export interface IOptions {
    /**
     * The client of the server extension.
     */
    rest: IRest;

    /**
     * Whether the browser shows this page.
     */
    isVisible: () => boolean;

    /**
     * The events of the Jupyter server.
     */
    events?: ISignal<unknown, IServerEvent>;

    /**
     * Milliseconds between two polls.
     */
    interval?: number;
  }
}

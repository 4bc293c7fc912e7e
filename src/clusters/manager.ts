import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { RefusedError, problemOf } from '../api/client';
import type { RestClient } from '../api/client';
import type {
  IClusterManager,
  INotebookInFront,
  IClustersChange,
  ServerProblem
} from '../tokens';
import type {
  Cluster,
  ClusterChanges,
  ClusterRef,
  Environment,
  Gateway,
  GatewayState,
  NewCluster,
  OptionsForm,
  Scale,
  VariablesQuery,
  WorkerVariables
} from '../api/models';
import { ClientCodes } from './clientcode';
import { hasEnded, isSettling, keyOf } from './cluster';
import { GatewayBook } from './gateways';
import { Lookout } from './poll';
import { ClusterRegister, isSame } from './store';

/**
 * The schema of the events that carry changes.
 */
const EVENT_SCHEMA = 'https://purdue-dask-lab/events/clusters/v1';

/**
 * The clusters as signals.
 *
 * #### Notes
 * It owns the only poll. Changes come as events of the Jupyter server in
 * between; the poll tells the server that somebody looks. When nobody does,
 * nothing is asked.
 */
export class ClusterManager implements IClusterManager {
  constructor(options: ClusterManager.IOptions) {
    const rest = options.rest;
    this._rest = rest;
    this._codes = new ClientCodes(ref => rest.clientCode(ref));
    this._book = new GatewayBook(() => rest.gateways());
    this._book.changed.connect(() => this._stateChanged.emit());
    this._events = options.events ?? null;
    this._events?.connect(this._onEvent, this);
    this._lookout = new Lookout({
      ask: () => this._ask(),
      isVisible: options.isVisible,
      isUrgent: () => this.clusters.some(isSettling),
      interval: options.interval
    });
  }

  /** @inheritdoc */
  get clusters(): readonly Cluster[] {
    return this._register.clusters;
  }

  /** @inheritdoc */
  get gatewayStates(): readonly GatewayState[] {
    return this._book.states;
  }

  /** @inheritdoc */
  get gateways(): ReadonlyMap<string, Gateway> {
    return this._book.gateways;
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
    this._lookout.dispose();
    this._events?.disconnect(this._onEvent, this);
    Signal.clearData(this._book);
    Signal.clearData(this);
  }

  /** @inheritdoc */
  now(): number {
    return Date.now() + this._rest.clockOffset;
  }

  /** @inheritdoc */
  find(ref: ClusterRef): Cluster | undefined {
    return this._register.find(ref);
  }

  /** @inheritdoc */
  look(): IDisposable {
    const looker = this._lookout.look();
    this.attend();
    return looker;
  }

  /** @inheritdoc */
  attend(): void {
    if (this._lookout.attend() && this.gateways.size === 0) {
      this.fetchGateways().catch(() => undefined);
    }
  }

  /** @inheritdoc */
  async refresh(): Promise<void> {
    await Promise.all([this._ask(), this.fetchGateways()]);
  }

  /** @inheritdoc */
  fetchGateways(): Promise<readonly Gateway[]> {
    return this._book.fetch();
  }

  /** @inheritdoc */
  fetchOptions(gateway: string): Promise<OptionsForm> {
    return this._rest.options(gateway);
  }

  /** @inheritdoc */
  fetchEnvironments(
    gateway: string,
    front: INotebookInFront
  ): Promise<readonly Environment[]> {
    return this._rest.environments(gateway, front);
  }

  /** @inheritdoc */
  fetchVariables(query: VariablesQuery): Promise<WorkerVariables> {
    return this._rest.variables(query);
  }

  /** @inheritdoc */
  fetchPlots(
    dashboard: string,
    query = ''
  ): Promise<Readonly<Record<string, string>>> {
    return this._rest.plots(dashboard, query);
  }

  /** @inheritdoc */
  async fetchMachine(): Promise<readonly string[]> {
    return (await this._rest.machine()).names;
  }

  /** @inheritdoc */
  async creationCode(request: NewCluster): Promise<string> {
    return (await this._rest.creationCode(request)).code;
  }

  /** @inheritdoc */
  clientCode(ref: ClusterRef): Promise<string> {
    return this._codes.get(ref);
  }

  /** @inheritdoc */
  async create(request: NewCluster): Promise<Cluster> {
    return this._acceptOne(await this._rest.create(request));
  }

  /** @inheritdoc */
  async scale(ref: ClusterRef, request: Scale): Promise<Cluster> {
    return this._acceptOne(await this._rest.scale(ref, request));
  }

  /** @inheritdoc */
  async shutDown(ref: ClusterRef): Promise<void> {
    const before = this.find(ref);
    const dismissed = before !== undefined && hasEnded(before);
    this._ended.add(keyOf(ref));
    if (before && !dismissed) {
      this._accept([{ ...before, status: 'stopping' }], []);
    }
    try {
      await this._rest.shutDown(ref);
    } catch (error) {
      if (!(error instanceof RefusedError && error.status === 404)) {
        this._ended.delete(keyOf(ref));
        if (before && !this._isDisposed) {
          this._accept([before], []);
        }
        throw error;
      }
    }
    if (dismissed && !this._isDisposed) {
      this._accept([], [ref]);
    }
  }

  /** @inheritdoc */
  async retry(ref: ClusterRef): Promise<Cluster> {
    const made = await this._rest.retry(ref);
    if (!this._isDisposed) {
      this._accept([made], [ref]);
      this.attend();
    }
    return made;
  }

  /**
   * Ask for the list, and once only when several want it.
   */
  private _ask(): Promise<void> {
    this._asking ??= this._load().finally(() => {
      this._asking = null;
    });
    return this._asking;
  }

  private async _load(): Promise<void> {
    const asked = this._register.ask();
    try {
      const answer = await this._rest.clusters();
      if (this._isDisposed) {
        return;
      }
      this._tell(this._register.acceptList(answer.clusters, asked));
      this._book.acceptAll(answer.gateways);
      this._setState({
        configProblems: answer.problems ?? [],
        problem: null,
        isLoaded: true
      });
    } catch (error) {
      if (!this._isDisposed) {
        this._setState({ problem: problemOf(error) });
      }
      throw error;
    }
  }

  private _onEvent(_: unknown, event: ClusterManager.IEvent): void {
    // Before the first list, an event is only a part of the truth.
    if (event.schema_id !== EVENT_SCHEMA || !this.isLoaded) {
      return;
    }
    const { changed, removed, gateways } =
      event as unknown as Partial<ClusterChanges>;
    this._accept(changed ?? [], removed ?? []);
    if (gateways?.length) {
      this._book.acceptSome(gateways);
    }
  }

  private _acceptOne(cluster: Cluster): Cluster {
    if (!this._isDisposed) {
      this._accept([cluster], []);
      this.attend();
    }
    return cluster;
  }

  /**
   * Take in what was heard, and say what differs.
   */
  private _accept(
    clusters: readonly Cluster[],
    gone: readonly ClusterRef[]
  ): void {
    this._tell(this._register.accept(clusters, gone));
  }

  private _tell(change: ClusterRegister.IChange): void {
    const vanished = change.removed.filter(
      cluster => !hasEnded(cluster) && !this._ended.has(keyOf(cluster))
    );
    for (const cluster of change.removed) {
      this._codes.forget(cluster);
      this._ended.delete(keyOf(cluster));
    }
    if (change.changed.length > 0 || change.removed.length > 0) {
      this._changed.emit({ ...change, vanished });
    }
  }

  private _setState(differing: Partial<ClusterManager.IState>): void {
    const state = { ...this._state, ...differing };
    if (!isSame(state, this._state)) {
      this._state = state;
      this._stateChanged.emit();
    }
  }

  private _asking: Promise<void> | null = null;
  private _book: GatewayBook;
  private _changed = new Signal<IClusterManager, IClustersChange>(this);
  private _codes: ClientCodes;
  private _disposed = new Signal<this, void>(this);
  private _ended = new Set<string>();
  private _events: ISignal<unknown, ClusterManager.IEvent> | null;
  private _isDisposed = false;
  private _lookout: Lookout;
  private _register = new ClusterRegister();
  private _rest: ClusterManager.IRest;
  private _state: ClusterManager.IState = {
    configProblems: [],
    isLoaded: false,
    problem: null
  };
  private _stateChanged = new Signal<IClusterManager, void>(this);
}

/**
 * A namespace for `ClusterManager` statics.
 */
export namespace ClusterManager {
  /**
   * What the manager asks.
   */
  export type IRest = Omit<
    Pick<RestClient, keyof RestClient>,
    'usersFile' | 'makeUsersFile' | 'writeUsersFile'
  >;

  /**
   * An event of the Jupyter server.
   */
  export interface IEvent {
    readonly schema_id: string;
  }

  /**
   * The options of a manager.
   */
  export interface IOptions {
    /**
     * The client of the server's half.
     */
    rest: IRest;

    /**
     * Whether the browser shows this page.
     */
    isVisible: () => boolean;

    /**
     * The events of the Jupyter server.
     */
    events?: ISignal<unknown, IEvent>;

    /**
     * Milliseconds between two questions.
     */
    interval?: number;
  }

  /**
   * What is known of the server's half as a whole.
   */
  export interface IState {
    readonly configProblems: readonly string[];
    readonly isLoaded: boolean;
    readonly problem: ServerProblem | null;
  }
}

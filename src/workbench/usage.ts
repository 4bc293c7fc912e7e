import type { JupyterFrontEnd } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Cluster } from '../api/models';
import type * as notebooks from '../notebooks';
import type { IServices } from '../services';
import type { IClientUsage } from '../tokens';

/**
 * Which notebooks use which cluster, and what follows from that; loaded with the first cluster that anybody could use.
 */
export class LazyClientUsage implements IClientUsage {
  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _services: IServices,
    private readonly _load: () => Promise<typeof notebooks>
  ) {}

  /** @inheritdoc */
  get changed(): ISignal<IClientUsage, void> {
    return this._changed;
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
    this._disposables.forEach(one => one.dispose());
    Signal.clearData(this);
  }

  /** @inheritdoc */
  notebooksUsing(cluster: Cluster): readonly string[] {
    if (!this._isLoading) {
      this._isLoading = true;
      // What cannot be loaded is not shown; the user is told to reload.
      this._start().catch(() => undefined);
    }
    return this._usage?.notebooksUsing(cluster) ?? [];
  }

  private async _start(): Promise<void> {
    if (!(await this._app.resolveOptionalService(INotebookTracker))) {
      return;
    }
    const { ClientUsage, FollowNotebook, sessionsOf } = await this._load();
    const sessions = await sessionsOf(this._app);
    const usage = new ClientUsage({
      sessions,
      server: this._app.serviceManager.serverSettings.baseUrl
    });
    if (this._isDisposed) {
      usage.dispose();
      return;
    }
    this._usage = usage;
    const follower = new FollowNotebook({ ...this._services, sessions, usage });
    this._disposables.push(follower, usage);
    usage.changed.connect(() => this._changed.emit());
    this._changed.emit();
  }

  private _changed = new Signal<IClientUsage, void>(this);
  private _disposables: IDisposable[] = [];
  private _isDisposed = false;
  private _isLoading = false;
  private _usage: IClientUsage | null = null;
}

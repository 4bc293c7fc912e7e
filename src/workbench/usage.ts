import type { JupyterFrontEnd } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Cluster } from '../api/models';
import type * as notebooks from '../notebooks';
import type { IClientUsage } from '../tokens';

/**
 * Which notebooks use which cluster; loaded with the first cluster that anybody could use.
 */
export class LazyClientUsage implements IClientUsage {
  constructor(
    private readonly _app: JupyterFrontEnd,
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
    this._usage?.dispose();
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
    const { ClientUsage, sessionsOf } = await this._load();
    const usage = new ClientUsage({
      sessions: await sessionsOf(this._app),
      server: this._app.serviceManager.serverSettings.baseUrl
    });
    if (this._isDisposed) {
      usage.dispose();
      return;
    }
    this._usage = usage;
    usage.changed.connect(() => this._changed.emit());
    this._changed.emit();
  }

  private _changed = new Signal<IClientUsage, void>(this);
  private _isDisposed = false;
  private _isLoading = false;
  private _usage: IClientUsage | null = null;
}

import type { ISessionContext } from '@jupyterlab/apputils';
import type { KernelMessage } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Cluster } from '../api/models';
import { clusterAtUrl, parseDashboardUrl } from '../dashboards/url';
import type { IClientUsage } from '../tokens';
import { dashboardLinksOf } from './links';
import type { SessionPanel, Sessions } from './sessions';

/**
 * How long a kernel is idle before it is asked: longer than between two cells of a run.
 */
const IDLE_DELAY_MS = 800;

/**
 * Tells which open notebooks and consoles use which cluster.
 *
 * #### Notes
 * A kernel is asked once it is idle after the user ran something in it, and
 * once at first; never while it is busy, and never periodically.
 */
export class ClientUsage implements IClientUsage {
  constructor(private readonly _options: ClientUsage.IOptions) {
    const { sessions } = _options;
    sessions.all.forEach(panel => this._watch(panel));
    sessions.added.connect(this._onAdded, this);
  }

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
    this._options.sessions.added.disconnect(this._onAdded, this);
    for (const known of this._known.values()) {
      window.clearTimeout(known.timer);
    }
    Signal.clearData(this);
  }

  /**
   * A signal emitted with a notebook or console whose clusters change after the user ran something in it.
   */
  get connected(): ISignal<ClientUsage, SessionPanel> {
    return this._connected;
  }

  /** @inheritdoc */
  notebooksUsing(cluster: Cluster): readonly string[] {
    return [...this._known.keys()]
      .filter(panel => this.clustersOf(panel, [cluster]).length > 0)
      .map(panel => panel.title.label);
  }

  /**
   * List those of some clusters that a notebook or console has a client of.
   */
  clustersOf(
    panel: SessionPanel,
    clusters: readonly Cluster[]
  ): readonly Cluster[] {
    const { server } = this._options;
    const found = (this._known.get(panel)?.links ?? []).map(link => {
      const url = parseDashboardUrl(link, server);
      return url && clusterAtUrl(url.base, clusters, server);
    });
    return [...new Set(found)].filter(cluster => !!cluster);
  }

  private _onAdded(_: Sessions, panel: SessionPanel): void {
    this._watch(panel);
  }

  private _watch(panel: SessionPanel): void {
    const known: IKnown = {
      links: [],
      isOutdated: true,
      hasRun: false,
      timer: 0
    };
    this._known.set(panel, known);
    const { sessionContext } = panel;
    const schedule = (): void => {
      window.clearTimeout(known.timer);
      const { kernel } = sessionContext.session ?? {};
      if (known.isOutdated && kernel?.status === 'idle') {
        known.timer = window.setTimeout(() => {
          void this._fetch(panel, known);
        }, IDLE_DELAY_MS);
      }
    };
    const onMessage = (
      _: ISessionContext,
      message: KernelMessage.IMessage
    ): void => {
      // Our own silent requests send no such message.
      if (message.header.msg_type === 'execute_input') {
        known.isOutdated = true;
        known.hasRun = true;
      }
    };
    const onStatus = (_: ISessionContext, status: string): void => {
      if (/restarting|dead|terminating/.test(status)) {
        this._setLinks(known, []);
      }
      schedule();
    };
    const onKernel = (): void => {
      // Another kernel has none of the clients of the one before.
      known.isOutdated = true;
      this._setLinks(known, []);
      schedule();
    };
    sessionContext.iopubMessage.connect(onMessage, this);
    sessionContext.statusChanged.connect(onStatus, this);
    sessionContext.kernelChanged.connect(onKernel, this);
    panel.disposed.connect(() => {
      window.clearTimeout(known.timer);
      this._known.delete(panel);
      this._changed.emit();
    });
    schedule();
  }

  private async _fetch(panel: SessionPanel, known: IKnown): Promise<void> {
    const kernel = panel.sessionContext.session?.kernel;
    if (!kernel || this._isDisposed) {
      return;
    }
    known.isOutdated = false;
    const links = await dashboardLinksOf(kernel);
    if (panel.sessionContext.session?.kernel !== kernel) {
      return;
    }
    if (links === null) {
      known.isOutdated = true;
    } else if (this._setLinks(known, links) && known.hasRun) {
      this._connected.emit(panel);
    }
  }

  /**
   * Note what is used.
   *
   * @returns Whether that is something else than before.
   */
  private _setLinks(known: IKnown, links: readonly string[]): boolean {
    if (this._isDisposed || links.join() === known.links.join()) {
      return false;
    }
    known.links = links;
    this._changed.emit();
    return true;
  }

  private _changed = new Signal<IClientUsage, void>(this);
  private _connected = new Signal<ClientUsage, SessionPanel>(this);
  private _isDisposed = false;
  private _known = new Map<SessionPanel, IKnown>();
}

/**
 * What is known of a notebook or console.
 */
interface IKnown {
  /**
   * The dashboards of its clients.
   */
  links: readonly string[];

  /**
   * Whether it may have others since it was asked.
   */
  isOutdated: boolean;

  /**
   * Whether the user ran anything in it on this page.
   */
  hasRun: boolean;

  timer: number;
}

/**
 * A namespace for `ClientUsage` statics.
 */
export namespace ClientUsage {
  /**
   * The options of the usage.
   */
  export interface IOptions {
    sessions: Sessions;

    /**
     * The absolute URL of the Jupyter server, with a trailing slash.
     */
    server: string;
  }
}

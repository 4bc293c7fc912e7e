import type { ISessionContext } from '@jupyterlab/apputils';
import type { KernelMessage } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { clusterAt, placeOf } from '../dashboards/url';
import type { INotebooks } from '../tokens';
import type { Cluster } from '../api/models';
import { linksOf } from './find';
import type { SessionPanel, Sessions } from './sessions';

/**
 * How long a kernel rests before it is asked, in milliseconds: not between two cells of a run.
 */
const REST = 800;

/**
 * Which open notebooks and consoles use which cluster.
 *
 * #### Notes
 * A kernel is asked once it rests after the user ran something in it, and once
 * at first; never while it works, and never by the clock.
 */
export class Usage implements INotebooks {
  constructor(private readonly _options: Usage.IOptions) {
    const { sessions } = _options;
    sessions.all.forEach(panel => this._watch(panel));
    sessions.added.connect(this._onAdded, this);
  }

  /** @inheritdoc */
  get changed(): ISignal<INotebooks, void> {
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

  /** @inheritdoc */
  usersOf(cluster: Cluster): readonly string[] {
    const { server } = this._options;
    return [...this._known]
      .filter(([, { links }]) =>
        links.some(link => {
          const place = placeOf(link, server);
          return place && clusterAt(place.base, [cluster], server);
        })
      )
      .map(([panel]) => panel.title.label);
  }

  private _onAdded(_: Sessions, panel: SessionPanel): void {
    this._watch(panel);
  }

  private _watch(panel: SessionPanel): void {
    const known: IKnown = { links: [], isDue: true, timer: 0 };
    this._known.set(panel, known);
    const { sessionContext } = panel;
    const wait = (): void => {
      window.clearTimeout(known.timer);
      if (known.isDue && sessionContext.session?.kernel?.status === 'idle') {
        known.timer = window.setTimeout(() => {
          void this._ask(panel, known);
        }, REST);
      }
    };
    const onMessage = (
      _: ISessionContext,
      message: KernelMessage.IMessage
    ): void => {
      // What is asked in silence says nothing of this kind.
      if (message.header.msg_type === 'execute_input') {
        known.isDue = true;
      }
    };
    const onStatus = (_: ISessionContext, status: string): void => {
      if (/restarting|dead|terminating/.test(status)) {
        this._learn(known, []);
      }
      wait();
    };
    sessionContext.iopubMessage.connect(onMessage, this);
    sessionContext.statusChanged.connect(onStatus, this);
    panel.disposed.connect(() => {
      window.clearTimeout(known.timer);
      this._known.delete(panel);
      this._changed.emit();
    });
    wait();
  }

  private async _ask(panel: SessionPanel, known: IKnown): Promise<void> {
    const kernel = panel.sessionContext.session?.kernel;
    if (!kernel || this._isDisposed) {
      return;
    }
    known.isDue = false;
    const links = await linksOf(kernel);
    if (links === null) {
      known.isDue = true;
    } else {
      this._learn(known, links);
    }
  }

  private _learn(known: IKnown, links: readonly string[]): void {
    if (!this._isDisposed && links.join() !== known.links.join()) {
      known.links = links;
      this._changed.emit();
    }
  }

  private _changed = new Signal<INotebooks, void>(this);
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
  isDue: boolean;

  timer: number;
}

/**
 * A namespace for `Usage` statics.
 */
export namespace Usage {
  /**
   * What it needs.
   */
  export interface IOptions {
    sessions: Sessions;

    /**
     * The absolute URL of the Jupyter server, with a slash at its end.
     */
    server: string;
  }
}

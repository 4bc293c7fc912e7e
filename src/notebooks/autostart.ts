import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ConsolePanel } from '@jupyterlab/console';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { formatError } from '../api/errors';
import type { IServices } from '../services';
import { loadServices } from '../services';
import type { Cluster } from '../api/models';
import { ClientButton } from './clientbutton';
import { sessionsOf } from './activate';
import { askKernel, isPython } from './kernel';
import type { SessionPanel, Sessions } from './sessions';

/**
 * Where a notebook keeps that it wants no client.
 */
const METADATA_KEY = 'purdue-dask-lab';

/**
 * What the button is called among the items of a toolbar.
 */
const BUTTON = 'daskClient';

/**
 * How long a kernel may take to connect, in milliseconds.
 */
const PATIENCE = 60_000;

/**
 * What became of a notebook's client.
 */
export interface IClientState {
  readonly kind:
    'foreign' | 'off' | 'waiting' | 'connected' | 'kept' | 'failed';

  /**
   * The cluster's label, what the user has instead, or why it failed.
   */
  readonly text: string;
}

/**
 * A client of the chosen cluster in every Python notebook and console.
 *
 * #### Notes
 * The client code runs in a name space of its own: of its names only `client`
 * is given to the user, and only where the user has none but one of ours.
 */
export class AutoStart implements IDisposable {
  constructor(private readonly _options: AutoStart.IOptions) {
    const { active, settings, sessions } = _options;
    sessions.all.forEach(panel => this._watch(panel));
    sessions.added.connect(this._onAdded, this);
    active.changed.connect(this._connectAll, this);
    settings.changed.connect(this._connectAll, this);
    this._connectAll();
  }

  /**
   * A signal emitted when what became of a client differs.
   */
  get changed(): ISignal<AutoStart, SessionPanel> {
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
    const { active, settings, sessions } = this._options;
    sessions.added.disconnect(this._onAdded, this);
    active.changed.disconnect(this._connectAll, this);
    settings.changed.disconnect(this._connectAll, this);
    Signal.clearData(this);
  }

  /**
   * Whether clients are started at all.
   */
  get isOn(): boolean {
    return this._options.settings.values.autoStartClient;
  }

  /**
   * What became of a panel's client.
   */
  stateOf(panel: SessionPanel): IClientState {
    return this._states.get(panel) ?? { kind: 'waiting', text: '' };
  }

  /**
   * Whether a panel wants a client; every one does that does not say no.
   */
  isWanted(panel: SessionPanel): boolean {
    if (this.isConsole(panel)) {
      return !this._unwilling.has(panel);
    }
    const kept = panel.content.model?.getMetadata(METADATA_KEY) as
      { autoStartClient?: unknown } | undefined;
    return kept?.autoStartClient !== false;
  }

  /**
   * Want a client in a notebook or not, which its file keeps; or in a console, as long as that is open.
   */
  want(panel: SessionPanel, isWanted: boolean): void {
    if (this.isConsole(panel)) {
      if (isWanted) {
        this._unwilling.delete(panel);
      } else {
        this._unwilling.add(panel);
      }
    } else if (isWanted) {
      panel.content.model?.deleteMetadata(METADATA_KEY);
    } else {
      panel.content.model?.setMetadata(METADATA_KEY, {
        autoStartClient: false
      });
    }
    this._done.delete(panel);
    void this._connect(panel);
  }

  /**
   * Whether a panel is a console.
   */
  isConsole(panel: SessionPanel): panel is ConsolePanel {
    return this._options.sessions.isConsole(panel);
  }

  private _onAdded(_: Sessions, panel: SessionPanel): void {
    this._watch(panel);
    void this._connect(panel);
  }

  private _watch(panel: SessionPanel): void {
    const { sessionContext } = panel;
    sessionContext.statusChanged.connect((_, status) => {
      if (/restarting|starting|dead|terminating/.test(status)) {
        // What it had is gone.
        this._done.delete(panel);
        this._say(panel, { kind: 'waiting', text: '' });
      } else if (status === 'idle') {
        void this._connect(panel);
      }
    }, this);
    sessionContext.kernelChanged.connect(() => {
      this._done.delete(panel);
    }, this);
    const { toolbar } = panel;
    const button = new ClientButton(this, panel, this._options.trans);
    const isPlaced = toolbar.insertBefore('kernelName', BUTTON, button);
    if (!isPlaced) {
      // The user may have no name of the kernel there.
      toolbar.addItem(BUTTON, button);
    }
  }

  private _connectAll(): void {
    this._options.sessions.all.forEach(panel => void this._connect(panel));
  }

  /**
   * Give a kernel its client, if it rests and has not had that of the chosen cluster.
   */
  private async _connect(panel: SessionPanel): Promise<void> {
    const { active, manager, trans } = this._options;
    const cluster = active.current;
    const kernel = panel.sessionContext.session?.kernel;
    if (!this.isOn || !this.isWanted(panel)) {
      this._say(panel, { kind: 'off', text: '' });
      return;
    }
    if (cluster?.status !== 'running') {
      this._done.delete(panel);
      this._say(panel, { kind: 'waiting', text: '' });
      return;
    }
    if (!kernel || kernel.status !== 'idle') {
      if (this.stateOf(panel).kind === 'off') {
        this._say(panel, { kind: 'waiting', text: '' });
      }
      return;
    }
    const key = `${kernel.id} ${cluster.gateway}/${cluster.name}`;
    if (this._done.get(panel) === key) {
      return;
    }
    this._done.set(panel, key);
    try {
      if (!(await isPython(kernel))) {
        this._say(panel, { kind: 'foreign', text: '' });
        return;
      }
      const code = await manager.clientCode(cluster);
      const answer = await askKernel<[string, string]>(
        kernel,
        RESULT,
        PATIENCE,
        sourceOf(code, cluster)
      );
      const [kind, text] = answer ?? ['failed', trans.__('no answer')];
      this._say(panel, {
        kind: kind === 'connected' || kind === 'kept' ? kind : 'failed',
        text: kind === 'connected' ? cluster.label : text
      });
    } catch (error) {
      this._say(panel, { kind: 'failed', text: formatError(error, trans) });
    }
  }

  private _say(panel: SessionPanel, state: IClientState): void {
    const before = this._states.get(panel);
    if (before?.kind !== state.kind || before.text !== state.text) {
      this._states.set(panel, state);
      this._changed.emit(panel);
    }
  }

  private _changed = new Signal<AutoStart, SessionPanel>(this);

  /**
   * Which kernel has had the client of which cluster.
   */
  private _done = new WeakMap<SessionPanel, string>();
  private _isDisposed = false;
  private _states = new WeakMap<SessionPanel, IClientState>();

  /**
   * The consoles that want no client: they have no file to keep that in.
   */
  private _unwilling = new WeakSet<SessionPanel>();
}

/**
 * A namespace for `AutoStart` statics.
 */
export namespace AutoStart {
  /**
   * What it needs.
   */
  export interface IOptions extends Pick<
    IServices,
    'active' | 'manager' | 'settings'
  > {
    sessions: Sessions;
    trans: TranslationBundle;
  }
}

/**
 * Takes the result out of the user's name space again.
 */
const RESULT = "globals().pop('_purdue_dask_lab_result', ['failed', ''])";

/**
 * Python that connects, unless the user has a `client`, and tells what became of it.
 */
function sourceOf(code: string, cluster: Cluster): string {
  const name = JSON.stringify(`${cluster.gateway}/${cluster.name}`);
  return `
def _purdue_dask_lab_connect(ours, name, code):
    client = ours.get("client")
    mark = getattr(client, "_purdue_dask_lab", None)
    alive = getattr(client, "status", None) == "running"
    if client is not None and mark is None:
        return ["kept", type(client).__name__]
    if mark == name and alive:
        return ["connected", name]
    space = {"__name__": "_purdue_dask_lab"}
    try:
        exec(code, space)
    except Exception as error:
        return ["failed", f"{type(error).__name__}: {error}"]
    if mark is not None and not client.futures:
        client.close()
    space["client"]._purdue_dask_lab = name
    ours["client"] = space["client"]
    return ["connected", name]
_purdue_dask_lab_result = _purdue_dask_lab_connect(globals(), ${name}, ${JSON.stringify(code)})
del _purdue_dask_lab_connect
`;
}

/**
 * Begin to start clients, once for a page.
 */
export async function startClients(
  app: JupyterFrontEnd,
  trans: TranslationBundle
): Promise<AutoStart> {
  const sessions = await sessionsOf(app);
  const services = await loadServices(app);
  // Whoever starts clients wants to know of clusters, seen or not.
  await services.manager.refresh().catch(() => undefined);
  return new AutoStart({ ...services, sessions, trans });
}

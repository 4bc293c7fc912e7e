import type { ConsolePanel } from '@jupyterlab/console';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { formatError } from '../api/errors';
import type { Cluster } from '../api/models';
import { keyOf } from '../clusters/cluster';
import type { IServices } from '../services';
import type { IClientState, IClients } from './clientbutton';
import { ClientButton } from './clientbutton';
import { evaluate, isPython } from './kernel';
import type { SessionPanel, Sessions } from './sessions';

/**
 * The notebook's metadata that turns automatic clients off.
 */
const METADATA_KEY = 'purdue-dask-lab';

/**
 * The name of the button among the items of a toolbar.
 */
const BUTTON = 'daskClient';

/**
 * How long to wait for a kernel to connect.
 */
const CONNECT_TIMEOUT_MS = 60_000;

const WAITING: IClientState = { kind: 'waiting', text: '' };

/**
 * Creates a client of the selected cluster in every Python notebook and console.
 *
 * #### Notes
 * The client code runs in a namespace of its own: of its names only `client`
 * is given to the user, and only if the user has none but one of ours.
 */
export class AutoStart implements IClients, IDisposable {
  constructor(private readonly _options: AutoStart.IOptions) {
    const { active, settings, sessions } = _options;
    sessions.all.forEach(panel => this._watch(panel));
    sessions.added.connect(this._onAdded, this);
    active.changed.connect(this._connectAll, this);
    settings.changed.connect(this._connectAll, this);
    this._connectAll();
  }

  /** @inheritdoc */
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

  /** @inheritdoc */
  get isOn(): boolean {
    return this._options.settings.values.autoStartClient;
  }

  /** @inheritdoc */
  stateOf(panel: SessionPanel): IClientState {
    return this._states.get(panel) ?? WAITING;
  }

  /** @inheritdoc */
  isWanted(panel: SessionPanel): boolean {
    if (this.isConsole(panel)) {
      return !this._unwanted.has(panel);
    }
    const metadata = panel.content.model?.getMetadata(METADATA_KEY) as
      { autoStartClient?: unknown } | undefined;
    return metadata?.autoStartClient !== false;
  }

  /**
   * Turn a panel's client on or off: in a notebook's file, or in a console as long as it is open.
   */
  setWanted(panel: SessionPanel, isWanted: boolean): void {
    if (this.isConsole(panel)) {
      if (isWanted) {
        this._unwanted.delete(panel);
      } else {
        this._unwanted.add(panel);
      }
    } else if (isWanted) {
      panel.content.model?.deleteMetadata(METADATA_KEY);
    } else {
      panel.content.model?.setMetadata(METADATA_KEY, {
        autoStartClient: false
      });
    }
    this._connected.delete(panel);
    void this._connect(panel);
  }

  /** @inheritdoc */
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
        // Its variables are gone.
        this._connected.delete(panel);
        this._setState(panel, WAITING);
      } else if (status === 'idle') {
        void this._connect(panel);
      }
    }, this);
    sessionContext.kernelChanged.connect(() => {
      this._connected.delete(panel);
    }, this);
    const { toolbar } = panel;
    const button = new ClientButton(this, panel, this._options.trans);
    const isPlaced = toolbar.insertBefore('kernelName', BUTTON, button);
    if (!isPlaced) {
      // The user may have removed the kernel's name.
      toolbar.addItem(BUTTON, button);
    }
  }

  private _connectAll(): void {
    this._options.sessions.all.forEach(panel => void this._connect(panel));
  }

  /**
   * Create the client of the selected cluster in a kernel that is idle and does not have it.
   */
  private async _connect(panel: SessionPanel): Promise<void> {
    const { active, manager, trans } = this._options;
    const cluster = active.current;
    const kernel = panel.sessionContext.session?.kernel;
    if (!this.isOn || !this.isWanted(panel)) {
      this._setState(panel, { kind: 'off', text: '' });
      return;
    }
    if (cluster?.status !== 'running') {
      this._connected.delete(panel);
      this._setState(panel, WAITING);
      return;
    }
    if (!kernel || kernel.status !== 'idle') {
      if (this.stateOf(panel).kind === 'off') {
        this._setState(panel, WAITING);
      }
      return;
    }
    const key = `${kernel.id} ${keyOf(cluster)}`;
    if (this._connected.get(panel) === key) {
      return;
    }
    this._connected.set(panel, key);
    const isCurrent = (): boolean => this._connected.get(panel) === key;
    try {
      if (!(await isPython(kernel))) {
        this._setState(panel, { kind: 'foreign', text: '' });
        return;
      }
      const code = await manager.clientCode(cluster);
      if (!isCurrent()) {
        return;
      }
      if (kernel.status !== 'idle') {
        // The user was quicker; it is tried again when the kernel is idle.
        this._connected.delete(panel);
        this._setState(panel, WAITING);
        return;
      }
      const answer = await evaluate<[string, string]>(
        kernel,
        RESULT,
        CONNECT_TIMEOUT_MS,
        connectionCode(code, cluster)
      );
      if (!isCurrent()) {
        // Another kernel or cluster meanwhile.
        return;
      }
      if (answer === null && kernel.status !== 'idle') {
        // The user's own code came first and goes on; it is looked at again when that ends.
        this._connected.delete(panel);
        this._setState(panel, WAITING);
        return;
      }
      const [kind, text] = answer ?? ['failed', trans.__('no response')];
      this._setState(panel, {
        kind: kind === 'connected' || kind === 'kept' ? kind : 'failed',
        text: kind === 'connected' ? cluster.label : text
      });
    } catch (error) {
      if (isCurrent()) {
        // What could not be fetched now may be had when the kernel or the cluster changes.
        this._connected.delete(panel);
        this._setState(panel, {
          kind: 'failed',
          text: formatError(error, trans)
        });
      }
    }
  }

  private _setState(panel: SessionPanel, state: IClientState): void {
    const before = this._states.get(panel);
    if (before?.kind !== state.kind || before.text !== state.text) {
      this._states.set(panel, state);
      this._changed.emit(panel);
    }
  }

  private _changed = new Signal<AutoStart, SessionPanel>(this);

  /**
   * Which kernel has, or is getting, the client of which cluster.
   */
  private _connected = new WeakMap<SessionPanel, string>();
  private _isDisposed = false;
  private _states = new WeakMap<SessionPanel, IClientState>();

  /**
   * The consoles without a client, which have no file to store that in.
   */
  private _unwanted = new WeakSet<SessionPanel>();
}

/**
 * A namespace for `AutoStart` statics.
 */
export namespace AutoStart {
  /**
   * The options of automatic clients.
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
 * Takes the result out of the user's namespace again.
 */
const RESULT = "globals().pop('_purdue_dask_lab_result', ['failed', ''])";

/**
 * Return Python code that connects, unless the user has a `client`, and tells the result.
 */
function connectionCode(code: string, cluster: Cluster): string {
  const name = JSON.stringify(keyOf(cluster));
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

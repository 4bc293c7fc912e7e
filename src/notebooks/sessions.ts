import type { JupyterFrontEnd } from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import type { IWidgetTracker } from '@jupyterlab/apputils';
import type { ConsolePanel } from '@jupyterlab/console';
import { IConsoleTracker } from '@jupyterlab/console';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

/**
 * A notebook or console.
 */
export type SessionPanel = NotebookPanel | ConsolePanel;

/**
 * The notebooks and consoles that are open.
 */
export class Sessions implements IDisposable {
  constructor(private readonly _options: Sessions.IOptions) {
    const { notebooks, consoles, shell } = _options;
    this._trackers = [notebooks, consoles].filter(one => one !== null);
    for (const tracker of this._trackers) {
      tracker.widgetAdded.connect(this._onAdded, this);
    }
    shell?.currentChanged.connect(this._onCurrentChanged, this);
    this._front = this._find(shell?.currentWidget ?? null);
    this._recent =
      this._front ??
      notebooks?.currentWidget ??
      consoles?.currentWidget ??
      null;
  }

  /**
   * All of them.
   */
  get all(): readonly SessionPanel[] {
    const all: SessionPanel[] = [];
    for (const tracker of this._trackers) {
      tracker.forEach(panel => all.push(panel));
    }
    return all;
  }

  /**
   * The one that was used last and is still open.
   */
  get recent(): SessionPanel | null {
    return this._recent && !this._recent.isDisposed
      ? this._recent
      : (this._options.notebooks?.currentWidget ??
          this._options.consoles?.currentWidget ??
          null);
  }

  /**
   * A signal emitted with each one that is opened.
   */
  get added(): ISignal<Sessions, SessionPanel> {
    return this._added;
  }

  /**
   * A signal emitted with each one that comes to the front in place of another one.
   *
   * #### Notes
   * Who looks at something else in between, such as a plot, and comes back has
   * brought nothing to the front.
   */
  get broughtToFront(): ISignal<Sessions, SessionPanel> {
    return this._broughtToFront;
  }

  /**
   * Whether a panel is a console.
   */
  isConsole(panel: SessionPanel): panel is ConsolePanel {
    return this._options.consoles?.has(panel) ?? false;
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
    for (const tracker of this._trackers) {
      tracker.widgetAdded.disconnect(this._onAdded, this);
    }
    this._options.shell?.currentChanged.disconnect(
      this._onCurrentChanged,
      this
    );
    Signal.clearData(this);
  }

  private _onAdded(_: unknown, panel: SessionPanel): void {
    this._recent = panel;
    this._added.emit(panel);
  }

  private _onCurrentChanged(): void {
    const current = this._options.shell?.currentWidget ?? null;
    const panel = this._find(current);
    if (panel) {
      this._recent = panel;
    }
    if (panel && panel !== this._front) {
      this._front = panel;
      this._broughtToFront.emit(panel);
    }
  }

  private _find(widget: Widget | null): SessionPanel | null {
    return this.all.find(panel => panel === widget) ?? null;
  }

  private _added = new Signal<Sessions, SessionPanel>(this);
  private _broughtToFront = new Signal<Sessions, SessionPanel>(this);
  private _front: SessionPanel | null;
  private _isDisposed = false;
  private _recent: SessionPanel | null;
  private _trackers: IWidgetTracker<SessionPanel>[];
}

/**
 * A namespace for `Sessions` statics.
 */
export namespace Sessions {
  /**
   * The options of sessions.
   */
  export interface IOptions {
    notebooks: INotebookTracker | null;
    consoles: IConsoleTracker | null;
    shell: Pick<ILabShell, 'currentWidget' | 'currentChanged'> | null;
  }
}

/**
 * The sessions of each application; there is one.
 */
const cache = new WeakMap<JupyterFrontEnd, Promise<Sessions>>();

/**
 * Return the notebooks and consoles of an application.
 */
export function sessionsOf(app: JupyterFrontEnd): Promise<Sessions> {
  let sessions = cache.get(app);
  if (!sessions) {
    sessions = createSessions(app);
    cache.set(app, sessions);
  }
  return sessions;
}

async function createSessions(app: JupyterFrontEnd): Promise<Sessions> {
  const [notebooks, consoles, shell] = await Promise.all([
    app.resolveOptionalService(INotebookTracker),
    app.resolveOptionalService(IConsoleTracker),
    app.resolveOptionalService(ILabShell)
  ]);
  return new Sessions({ notebooks, consoles, shell });
}

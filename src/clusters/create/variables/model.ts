import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { formatError } from '../../../api/errors';
import type { NewCluster, Problem, WorkerVariables } from '../../../api/models';
import type { IClusterManager } from '../../../tokens';

/**
 * How long to wait after an edit before the server is asked for its effect.
 */
const DEBOUNCE_MS = 300;

/**
 * What a variable's name looks like.
 */
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A variable for one cluster.
 */
export interface IVariable {
  readonly name: string;
  readonly value: string;
}

/**
 * The user's changes to the variables of a new cluster.
 */
export interface IVariableChanges {
  /**
   * Variables for this cluster only.
   */
  readonly added: readonly IVariable[];

  /**
   * Names that are not passed to workers.
   */
  readonly dropped: readonly string[];

  /**
   * Names that are passed although they look like secrets.
   */
  readonly letThrough: readonly string[];
}

/**
 * No changes to the variables.
 */
export const NO_CHANGES: IVariableChanges = {
  added: [],
  dropped: [],
  letThrough: []
};

/**
 * The variables of a new cluster: the inherited ones and the user's changes.
 */
export class VariablesModel implements IDisposable {
  constructor(
    private readonly _manager: Pick<IClusterManager, 'fetchVariables'>,
    private readonly _trans: TranslationBundle,
    changes: IVariableChanges = NO_CHANGES
  ) {
    this._changes = changes;
    this._request = new Debouncer(() => this._fetch(), DEBOUNCE_MS);
  }

  /**
   * What workers would get; null until it is loaded.
   */
  get known(): WorkerVariables | null {
    return this._known;
  }

  /**
   * Why it could not be loaded, or null.
   */
  get error(): string | null {
    return this._error;
  }

  /**
   * The problems with the changes, as the server saw them last.
   *
   * #### Notes
   * While it is asked anew they stay: a notice that vanishes at each keystroke moves all that is
   * around it, and lets Enter slip through. What is not passed has no problem any more.
   */
  get problems(): readonly Problem[] {
    const { dropped } = this._changes;
    return (this._known?.problems ?? []).filter(({ field }) =>
      dropped.every(name => field !== `variables.${name}`)
    );
  }

  /**
   * The user's changes.
   */
  get changes(): IVariableChanges {
    return this._changes;
  }

  /**
   * A signal emitted when any of these changes.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._request.isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    this._request.dispose();
    Signal.clearData(this);
  }

  /**
   * Load the variables that workers of a gateway would get in an environment.
   */
  async load(target: VariablesModel.ITarget): Promise<void> {
    this._target = target;
    this._known = null;
    await this._fetch();
  }

  /**
   * Replace the variables for this cluster.
   */
  setAdded(added: readonly IVariable[]): void {
    this._edit({ added });
  }

  /**
   * Copy an inherited variable to those for this cluster, to change it.
   */
  override(name: string): void {
    const value = this._known?.variables.find(one => one.name === name)?.value;
    this._edit({
      added: [...this._changes.added, { name, value: value ?? '' }],
      dropped: toggle(this._changes.dropped, name, false)
    });
  }

  /**
   * Stop passing an inherited variable, or pass it again.
   */
  drop(name: string, isDropped: boolean): void {
    this._edit({ dropped: toggle(this._changes.dropped, name, isDropped) });
  }

  /**
   * Pass a variable although it looks like a secret, or hold it back again.
   */
  letThrough(name: string, isPassed: boolean): void {
    this._edit({
      letThrough: toggle(this._changes.letThrough, name, isPassed)
    });
  }

  private _edit(changes: Partial<IVariableChanges>): void {
    this._changes = { ...this._changes, ...changes };
    this._changed.emit();
    void this._request.invoke().catch(() => undefined);
  }

  private async _fetch(): Promise<void> {
    const target = this._target;
    if (!target) {
      return;
    }
    const request = ++this._latestRequest;
    this._changed.emit();
    try {
      const known = await this._manager.fetchVariables({
        ...target,
        ...toVariablesRequest(this._changes)
      });
      this._setKnown(request, known, null);
    } catch (error) {
      this._setKnown(request, null, formatError(error, this._trans));
    }
  }

  private _setKnown(
    request: number,
    known: WorkerVariables | null,
    error: string | null
  ): void {
    // A newer request was sent meanwhile.
    if (request === this._latestRequest && !this.isDisposed) {
      this._known = known;
      this._error = error;
      this._changed.emit();
    }
  }

  private _changed = new Signal<this, void>(this);
  private _changes: IVariableChanges;
  private _error: string | null = null;
  private _known: WorkerVariables | null = null;
  private _latestRequest = 0;
  private _request: Debouncer;
  private _target: VariablesModel.ITarget | null = null;
}

/**
 * A namespace for `VariablesModel` statics.
 */
export namespace VariablesModel {
  /**
   * Where workers run, which decides what they inherit.
   */
  export interface ITarget {
    readonly gateway: string;
    readonly environment: string | null;
    readonly notebook: string | null;
  }
}

/**
 * Convert the user's changes to the keys of a request.
 */
export function toVariablesRequest(
  changes: IVariableChanges
): Pick<NewCluster, 'variables' | 'dropped' | 'let_through'> {
  return {
    variables: Object.fromEntries(
      changes.added
        .filter(({ name }) => name.trim() !== '')
        .map(({ name, value }) => [name.trim(), value])
    ),
    dropped: [...changes.dropped],
    let_through: [...changes.letThrough]
  };
}

/**
 * Check a variable for this cluster; return what is wrong with it, or null.
 *
 * @param others - The names of the variables before it.
 */
export function checkVariable(
  { name, value }: IVariable,
  others: ReadonlySet<string>,
  trans: TranslationBundle
): string | null {
  const trimmed = name.trim();
  if (trimmed === '' && value === '') {
    return null;
  }
  if (!VARIABLE_NAME.test(trimmed)) {
    return trans.__(
      "Use letters, digits and underscores; don't start with a digit."
    );
  }
  return others.has(trimmed) ? trans.__('%1 is set twice.', trimmed) : null;
}

function toggle(
  names: readonly string[],
  name: string,
  isIn: boolean
): readonly string[] {
  const others = names.filter(one => one !== name);
  return isIn ? [...others, name] : others;
}

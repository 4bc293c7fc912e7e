import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { formatError } from '../../../api/errors';
import type { IClusterManager } from '../../../tokens';
import type { NewCluster, Problem, WorkerVariables } from '../../../api/models';
import type { IVariable } from '../validation';

/**
 * How long nothing may be entered before its effect is asked for, in milliseconds.
 */
const PAUSE = 300;

/**
 * The variables of a new cluster: what is there anyway, and what the user changes of it.
 */
export class VariableChoices implements IDisposable {
  constructor(
    private readonly _manager: Pick<IClusterManager, 'fetchVariables'>,
    private readonly _trans: TranslationBundle,
    chosen: VariableChoices.IChosen = { added: [], dropped: [], letThrough: [] }
  ) {
    this._added = chosen.added;
    this._dropped = new Set(chosen.dropped);
    this._letThrough = new Set(chosen.letThrough);
    this._asking = new Debouncer(() => this._ask(), PAUSE);
  }

  /**
   * What workers would get; null until that is known.
   */
  get known(): WorkerVariables | null {
    return this._known;
  }

  /**
   * Why that is not known, or null.
   */
  get error(): string | null {
    return this._error;
  }

  /**
   * What would not work with what is chosen now; nothing while that is asked for.
   */
  get problems(): readonly Problem[] {
    return this._isAsking ? [] : (this._known?.problems ?? []);
  }

  /**
   * The variables for this cluster alone.
   */
  get added(): readonly IVariable[] {
    return this._added;
  }

  /**
   * The names that workers shall not get.
   */
  get dropped(): readonly string[] {
    return [...this._dropped];
  }

  /**
   * The names that may travel although they look like secrets.
   */
  get letThrough(): readonly string[] {
    return [...this._letThrough];
  }

  /**
   * A signal emitted when any of these differs.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._asking.isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    this._asking.dispose();
    Signal.clearData(this);
  }

  /**
   * Ask what workers of a gateway would get in an environment.
   */
  async load(place: VariableChoices.IPlace): Promise<void> {
    this._place = place;
    this._known = null;
    await this._ask();
  }

  /**
   * Enter the variables for this cluster alone.
   */
  setAdded(added: readonly IVariable[]): void {
    this._added = added;
    this._edited();
  }

  /**
   * Begin to change a variable that is there anyway.
   */
  change(name: string): void {
    const value = this._known?.variables.find(one => one.name === name)?.value;
    this._dropped.delete(name);
    this.setAdded([...this._added, { name, value: value ?? '' }]);
  }

  /**
   * Leave a variable out, or take it back in.
   */
  drop(name: string, isDropped: boolean): void {
    this._put(this._dropped, name, isDropped);
    this._edited();
  }

  /**
   * Let a variable travel although it looks like a secret, or no longer.
   */
  let(name: string, isLet: boolean): void {
    this._put(this._letThrough, name, isLet);
    this._edited();
  }

  private _put(names: Set<string>, name: string, isIn: boolean): void {
    if (isIn) {
      names.add(name);
    } else {
      names.delete(name);
    }
  }

  private _edited(): void {
    this._isAsking = true;
    this._changed.emit();
    void this._asking.invoke().catch(() => undefined);
  }

  private async _ask(): Promise<void> {
    const place = this._place;
    if (!place) {
      return;
    }
    const asked = ++this._asked;
    this._isAsking = true;
    this._changed.emit();
    try {
      const known = await this._manager.fetchVariables({
        ...place,
        ...choiceOf(this)
      });
      this._take(asked, known, null);
    } catch (error) {
      this._take(asked, null, formatError(error, this._trans));
    }
  }

  private _take(
    asked: number,
    known: WorkerVariables | null,
    error: string | null
  ): void {
    // An answer that another question has overtaken comes too late.
    if (asked === this._asked && !this.isDisposed) {
      this._known = known;
      this._error = error;
      this._isAsking = false;
      this._changed.emit();
    }
  }

  private _added: readonly IVariable[];
  private _asked = 0;
  private _asking: Debouncer;
  private _changed = new Signal<this, void>(this);
  private _dropped: Set<string>;
  private _error: string | null = null;
  private _isAsking = false;
  private _known: WorkerVariables | null = null;
  private _letThrough: Set<string>;
  private _place: VariableChoices.IPlace | null = null;
}

/**
 * A namespace for `VariableChoices` statics.
 */
export namespace VariableChoices {
  /**
   * What the user chose.
   */
  export type IChosen = Pick<
    VariableChoices,
    'added' | 'dropped' | 'letThrough'
  >;

  /**
   * Where workers run, which decides on what they get.
   */
  export interface IPlace {
    readonly gateway: string;
    readonly environment: string | null;
    readonly notebook: string | null;
  }
}

/**
 * What is chosen about variables, as it is sent.
 */
export function choiceOf(
  choices: VariableChoices.IChosen
): Pick<NewCluster, 'variables' | 'dropped' | 'let_through'> {
  return {
    variables: Object.fromEntries(
      choices.added
        .filter(({ name }) => name.trim() !== '')
        .map(({ name, value }) => [name.trim(), value])
    ),
    dropped: [...choices.dropped],
    let_through: [...choices.letThrough]
  };
}

import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { INotebookContext } from '../../api/client';
import type { Environment, Gateway, Problem } from '../../api/models';
import type { IClusterManager, ISize } from '../../tokens';
import type { IFormState } from './formstate';
import {
  EMPTY_FORM,
  environmentFor,
  optionsFor,
  toggleIgnored
} from './formstate';
import { GatewayForm } from './gatewayform';
import type { FieldValue } from './options/schema';
import {
  boundsOfSize,
  draftOfSize,
  optionsOfSize,
  sizeOf
} from './sizes/drafts';
import type { LastSizes } from './sizes/lastsizes';
import type { IDraft } from './validation';
import { VariablesModel } from './variables/model';

/**
 * What is entered for a new cluster, and what there is to choose from.
 *
 * #### Notes
 * Values stay texts, as they are typed, until they are sent.
 */
export class ClusterForm implements IDisposable {
  constructor(private readonly _options: ClusterForm.IOptions) {
    const { manager, trans, saved, setError } = _options;
    this._context = _options.context ?? { kernel: null, notebook: null };
    this.isRestored = !!saved;
    this._isSized = this.isRestored;
    this._isEdited = this.isRestored && _options.isCopy !== true;
    this._state = saved ?? EMPTY_FORM;
    this.variables = new VariablesModel(manager, trans, this._state.variables);
    this.variables.changed.connect(this._onVariablesChanged, this);
    this.choices = new GatewayForm({
      manager,
      trans,
      context: this._context,
      preferred: this._state.gateway,
      onSelected: id => this._onGatewaySelected(id),
      setError
    });
    this.choices.changed.connect(this._emit, this);
  }

  /**
   * The variables that workers get.
   */
  readonly variables: VariablesModel;

  /**
   * The gateways to choose from, and what the selected one offers.
   */
  readonly choices: GatewayForm;

  /**
   * Whether it continues with a form that was left.
   */
  readonly isRestored: boolean;

  /**
   * A signal emitted with the dotted paths of the values that were edited; null for all.
   */
  get changed(): ISignal<this, readonly string[] | null> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this.choices.isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    this.variables.dispose();
    this.choices.dispose();
    Signal.clearData(this);
  }

  /**
   * The selected gateway in its current state.
   */
  get gateway(): Gateway | null {
    return this.choices.gateway;
  }

  /**
   * The selected environment.
   */
  get environment(): Environment | null {
    const { environment } = this._state;
    return (
      this.choices.environments?.find(({ name }) => name === environment) ??
      null
    );
  }

  /**
   * The values of the gateway's options.
   */
  get options(): Readonly<Record<string, FieldValue>> {
    return this._state.options;
  }

  /**
   * The minimum number of workers, as typed.
   */
  get minimum(): string {
    return this._state.minimum ?? `${this.gateway?.workers?.minimum ?? 1}`;
  }

  /**
   * The maximum number of workers, as typed.
   */
  get maximum(): string {
    return this._state.maximum ?? `${this.gateway?.workers?.maximum ?? 2}`;
  }

  /**
   * What the cluster is called; empty to leave that to the server.
   */
  get label(): string {
    return this._state.label;
  }

  /**
   * Whether the cluster is shut down when the Jupyter server stops.
   */
  get stopsWithSession(): boolean {
    return this._state.stopsWithSession;
  }

  /**
   * The cluster as it is entered.
   */
  get draft(): IDraft {
    return {
      gateway: this.gateway,
      environment: this.environment,
      minimum: this.minimum,
      maximum: this.maximum,
      fields: this.choices.fields ?? [],
      options: this.options,
      variables: this.variables,
      supports: this.choices.supports,
      ignored: this._state.ignored,
      label: this.label,
      stopsWithSession: this.stopsWithSession,
      notebook: this._context.notebook
    };
  }

  /**
   * Whether the size is that of the last cluster on the gateway.
   */
  get isLastSize(): boolean {
    return this._isLastSize;
  }

  /**
   * The size as it is entered; null while it is not valid.
   */
  get size(): ISize | null {
    return this.isComplete ? sizeOf(this.draft, this._options.trans) : null;
  }

  /**
   * Return the cluster as it would be in another size.
   */
  draftOf(size: ISize): IDraft {
    return draftOfSize(this.draft, size, this.choices.offered);
  }

  /**
   * What is entered, to continue with later.
   */
  get state(): IFormState {
    return { ...this._state, variables: this.variables.changes };
  }

  /**
   * Whether anything is entered that the user would miss.
   */
  get isEdited(): boolean {
    return this._isEdited;
  }

  /**
   * Whether everything is loaded that a submission needs.
   */
  get isComplete(): boolean {
    const { gateway, fields, environments, supports } = this.choices;
    return (
      gateway !== null &&
      fields !== null &&
      (environments !== null || !supports.environment)
    );
  }

  /**
   * Select a gateway and load what it offers.
   */
  async selectGateway(id: string): Promise<void> {
    this._isEdited = true;
    await this.choices.select(id);
  }

  /**
   * Select an environment.
   */
  selectEnvironment(name: string): void {
    this._edit({ environment: name }, 'environment');
    this._loadVariables();
  }

  /**
   * Enter a number of workers.
   */
  setWorkers(bound: 'minimum' | 'maximum', text: string): void {
    this._setSize(
      { [bound]: text },
      'workers',
      'workers.minimum',
      'workers.maximum'
    );
  }

  /**
   * Enter a size; null for the gateway's own.
   */
  setSize(size: ISize | null): void {
    const { options, ...draft } = this.draftOf(
      size ?? { workers: null, options: {} }
    );
    const bounds =
      size === null
        ? { minimum: null, maximum: null }
        : { minimum: draft.minimum, maximum: draft.maximum };
    const paths = ['workers', 'workers.minimum', 'workers.maximum', 'options'];
    this._setSize({ ...bounds, options }, ...paths);
  }

  /**
   * Enter one of the gateway's options.
   */
  setOption(name: string, value: FieldValue): void {
    const options = { ...this.options, [name]: value };
    this._setSize({ options }, 'options', `options.${name}`);
  }

  /**
   * Enter what the cluster is called.
   */
  setLabel(label: string): void {
    this._edit({ label }, 'label');
  }

  /**
   * Choose whether the cluster is shut down when the Jupyter server stops.
   */
  setStopsWithSession(stopsWithSession: boolean): void {
    this._edit({ stopsWithSession });
  }

  /**
   * Ignore a problem, or no longer.
   */
  ignore(problem: Problem, isIgnored: boolean): void {
    const { ignored } = this._state;
    this._edit({ ignored: toggleIgnored(ignored, problem, isIgnored) });
  }

  private _loadVariables(): void {
    const { gateway, environment } = this._state;
    if (gateway !== null) {
      // What goes wrong is shown with the variables.
      void this.variables.load({
        gateway,
        environment,
        notebook: this._context.notebook
      });
    }
  }

  private _onVariablesChanged(): void {
    const { changes } = this.variables;
    const names = changes.added.map(({ name }) => `variables.${name}`);
    this._isEdited ||= changes !== this._state.variables;
    this._changed.emit(['variables', ...names]);
  }

  /**
   * Continue with what is entered at another gateway.
   */
  private _onGatewaySelected(id: string): GatewayForm.ICallbacks {
    const { _state: before, _context: context } = this;
    const { manager, trans, lastSizes } = this._options;
    const last = this._isSized ? null : (lastSizes?.of(id) ?? null);
    const limit = manager.gateways.get(id)?.limits.workers ?? null;
    this._isLastSize = last !== null;
    this._state = {
      ...before,
      ...(this._isSized ? {} : boundsOfSize(last, limit)),
      gateway: id
    };
    this._changed.emit(null);
    return {
      onEnvironments: all => {
        const environment = environmentFor(id, all, before, context.kernel);
        this._state = { ...this._state, environment };
        this._loadVariables();
      },
      onOptions: (fields, offered) => {
        const options = this._isSized
          ? optionsFor(id, fields, offered, before, trans)
          : optionsOfSize(last, fields, offered, trans);
        this._state = { ...this._state, options, given: null };
      }
    };
  }

  private _setSize(state: Partial<IFormState>, ...paths: string[]): void {
    this._isSized = true;
    this._isLastSize = false;
    this._edit(state, ...paths);
  }

  private _edit(state: Partial<IFormState>, ...paths: string[]): void {
    this._state = { ...this._state, ...state };
    this._isEdited = true;
    this._changed.emit(['', ...paths]);
  }

  private _emit(): void {
    this._changed.emit([]);
  }

  private _changed = new Signal<this, readonly string[] | null>(this);
  private _context: INotebookContext;
  private _isEdited: boolean;
  private _isLastSize = false;
  private _isSized: boolean;
  private _state: IFormState;
}

/**
 * A namespace for `ClusterForm` statics.
 */
export namespace ClusterForm {
  /**
   * The options of a form.
   */
  export interface IOptions {
    /**
     * The clusters.
     */
    manager: IClusterManager;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;

    /**
     * The notebook that is most likely to connect; its kernel is preselected.
     */
    context?: INotebookContext;

    /**
     * A form that was left, to continue with.
     */
    saved?: IFormState | null;

    /**
     * Whether that is only what another cluster was created with, which can be had again.
     */
    isCopy?: boolean;

    /**
     * The sizes of earlier clusters, to begin with.
     */
    lastSizes?: Pick<LastSizes, 'of' | 'save'>;

    /**
     * Called when what a gateway offers cannot be loaded.
     */
    setError: (error: unknown) => void;
  }
}

import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IApplicable } from '../../ui/dialog';
import type { IClusterManager, INotebookInFront } from '../../tokens';
import type { Cluster, Environment, Gateway, Problem } from '../../api/models';
import { livingAt } from '../cluster';
import { Creation } from './submit';
import type { IDraft } from './validation';
import { checkDraft, isBlockedByUse, isReady, requestOf } from './validation';
import type { IEntered } from './formstate';
import { NOTHING_ENTERED, accept, environmentAt, optionsAt } from './formstate';
import type { GatewayOffer, ITakes } from './environments';
import { Offers } from './gatewayform';
import type { FieldValue, IOptionField } from './options/schema';
import { CreationScript } from './script';
import { VariableChoices } from './variables/model';

/**
 * What is entered to create a cluster.
 *
 * #### Notes
 * Values stay texts, as they are typed, until they are sent. Errors go by the
 * wire's dotted paths, so that a refusal of the server finds its field.
 */
export class NewClusterModel implements IApplicable {
  constructor(options: NewClusterModel.IOptions) {
    this._manager = options.manager;
    this._trans = options.trans;
    this._front = options.front ?? { kernel: null, notebook: null };
    this.isTakenUp = !!options.entered;
    this._entered = options.entered ?? NOTHING_ENTERED;
    const { variables } = this._entered;
    this.variables = new VariableChoices(this._manager, this._trans, variables);
    this.variables.changed.connect(this._onVariablesChanged, this);
    this._creation = new Creation(options.manager, options.trans);
    this._creation.changed.connect(this._emit, this);
    this._offers = new Offers({
      ...options,
      front: this._front,
      wanted: this._entered.gateway,
      begin: id => this._begin(id),
      refuse: error => this._creation.refuse(error)
    });
    this._offers.changed.connect(this._emit, this);
    this.script = new CreationScript(options.manager, options.trans);
    this.script.changed.connect(this._emit, this);
  }

  /**
   * The variables that workers get.
   */
  readonly variables: VariableChoices;

  /**
   * Whether it goes on with what was entered before.
   */
  readonly isTakenUp: boolean;

  /**
   * What is entered, as Python; known some time after `writeScript`.
   */
  readonly script: CreationScript;

  /** @inheritdoc */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._creation.isDisposed;
  }

  /**
   * The gateways to choose from; null until they are known.
   */
  get gateways(): readonly Gateway[] | null {
    return this._offers.gateways;
  }

  /**
   * The chosen gateway, as it is now.
   */
  get gateway(): Gateway | null {
    return this._offers.gateway;
  }

  /**
   * The environments to choose from; null until they are known.
   */
  get environments(): readonly Environment[] | null {
    return this._offers.environments;
  }

  /**
   * The chosen environment.
   */
  get environment(): Environment | null {
    const { environment } = this._entered;
    return this.environments?.find(({ name }) => name === environment) ?? null;
  }

  /**
   * The fields for the gateway's own options; null until they are known.
   */
  get fields(): readonly IOptionField[] | null {
    return this._offers.fields;
  }

  /**
   * What of the choices reaches the workers.
   */
  get takes(): ITakes {
    return this._offers.takes;
  }

  /**
   * What is entered for the gateway's own options.
   */
  get options(): Readonly<Record<string, FieldValue>> {
    return this._entered.options;
  }

  /**
   * The fewest workers, as typed.
   */
  get minimum(): string {
    return this._entered.minimum ?? `${this.gateway?.workers?.minimum ?? 1}`;
  }

  /**
   * The most workers, as typed.
   */
  get maximum(): string {
    return this._entered.maximum ?? `${this.gateway?.workers?.maximum ?? 2}`;
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
      fields: this.fields ?? [],
      options: this.options,
      choices: this.variables,
      takes: this.takes,
      accepted: this._entered.accepted,
      notebook: this._front.notebook
    };
  }

  /**
   * What is entered, to go on with later.
   */
  get entered(): IEntered {
    const { added, dropped, letThrough } = this.variables;
    return { ...this._entered, variables: { added, dropped, letThrough } };
  }

  /**
   * What became of applying.
   */
  get creation(): Pick<Creation, 'step' | 'result'> {
    return this._creation;
  }

  /**
   * The clusters of which one has to go, or can be used, before the gateway allows another.
   */
  get blocking(): readonly Cluster[] {
    return this._creation.isLimited || isBlockedByUse(this.draft)
      ? livingAt(this.gateway?.id, this._manager.clusters)
      : [];
  }

  /**
   * What went wrong, by the path of the value at fault; `''` for what is not about one value.
   */
  get errors(): ReadonlyMap<string, string> {
    return new Map([
      ...this._creation.refusals,
      ...checkDraft(this.draft, this._trans)
    ]);
  }

  /** @inheritdoc */
  get canApply(): boolean {
    return (
      this._creation.step === null &&
      this.gateway !== null &&
      this.fields !== null &&
      (this.environments !== null || !this.takes.environment) &&
      isReady(this.draft, this._trans)
    );
  }

  /** @inheritdoc */
  get isDone(): boolean {
    return this._creation.result !== null;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._creation.dispose();
    this.script.dispose();
    this.variables.dispose();
    this._offers.dispose();
    Signal.clearData(this);
  }

  /**
   * Ask for the gateways, then for what the first usable one offers.
   */
  load(): Promise<void> {
    return this._try(() => this._offers.load());
  }

  /**
   * Choose a gateway and ask for what it offers.
   */
  async chooseGateway(id: string): Promise<void> {
    await this._offers.choose(id);
  }

  /**
   * Ask again for what could not be asked for.
   */
  reload(): Promise<void> {
    return this._try(() => this._offers.reload());
  }

  /**
   * Choose an environment.
   */
  chooseEnvironment(name: string): void {
    this._enter({ environment: name });
    this._edited('environment');
    this._loadVariables();
  }

  /**
   * Enter how many workers there shall be.
   */
  setWorkers(bound: 'minimum' | 'maximum', text: string): void {
    this._enter({ [bound]: text });
    this._edited('workers', 'workers.minimum', 'workers.maximum');
  }

  /**
   * Enter one of the gateway's own options.
   */
  setOption(name: string, value: FieldValue): void {
    this._enter({ options: { ...this.options, [name]: value } });
    this._edited('options', `options.${name}`);
  }

  /**
   * Go on, or no longer, although a problem is said to let it fail.
   */
  accept(problem: Problem, isAccepted: boolean): void {
    this._enter(accept(this._entered, problem, isAccepted));
    this._edited();
  }

  /**
   * Have what is entered written as Python.
   */
  writeScript(): void {
    this.script.want(this.canApply ? requestOf(this.draft) : null);
  }

  /** @inheritdoc */
  async apply(): Promise<boolean> {
    return this.canApply && this._creation.create(requestOf(this.draft));
  }

  /**
   * Leave it at a cluster that is there.
   */
  use(cluster: Cluster): void {
    this._creation.use(cluster);
  }

  /**
   * Shut a cluster down, and create the new one as soon as that is gone.
   */
  replace(cluster: Cluster): Promise<void> {
    return this._creation.replace(cluster, requestOf(this.draft));
  }

  private _loadVariables(): void {
    const { gateway, environment } = this._entered;
    if (gateway !== null) {
      // What goes wrong is shown with the variables.
      void this.variables.load({
        gateway,
        environment,
        notebook: this._front.notebook
      });
    }
  }

  private _onVariablesChanged(): void {
    const names = this.variables.added.map(({ name }) => `variables.${name}`);
    this._creation.forgive(['variables', ...names]);
  }

  private async _try(ask: () => Promise<void>): Promise<void> {
    this._creation.forgive(['']);
    try {
      await ask();
    } catch (error) {
      this._creation.refuse(error);
    }
    this._emit();
  }

  /**
   * Go on with what is entered at another gateway.
   */
  private _begin(id: string): GatewayOffer.IFound {
    const { _entered: before, _front: front, _trans: trans } = this;
    this._enter({ gateway: id });
    this._creation.forgive();
    return {
      environments: all => {
        const environment = environmentAt(id, all, before, front.kernel);
        this._enter({ environment });
        this._loadVariables();
      },
      options: (fields, form) =>
        this._enter({ options: optionsAt(id, fields, form, before, trans) })
    };
  }

  private _enter(entered: Partial<IEntered>): void {
    this._entered = { ...this._entered, ...entered };
  }

  private _edited(...paths: readonly string[]): void {
    this._creation.forgive(['', ...paths]);
  }

  private _emit(): void {
    if (!this.isDisposed) {
      this._changed.emit();
    }
  }

  private _changed = new Signal<this, void>(this);
  private _creation: Creation;
  private _entered: IEntered;
  private _front: INotebookInFront;
  private _manager: IClusterManager;
  private _offers: Offers;
  private _trans: TranslationBundle;
}

/**
 * A namespace for `NewClusterModel` statics.
 */
export namespace NewClusterModel {
  /**
   * The options of a model.
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
     * The notebook that will most likely connect; its kernel is what to begin with.
     */
    front?: INotebookInFront;

    /**
     * What was entered before, to go on with.
     */
    entered?: IEntered | null;
  }
}

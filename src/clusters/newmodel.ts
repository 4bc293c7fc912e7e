import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { IApplicable } from '../components/dialog';
import type { IClusterManager, INotebookInFront } from '../tokens';
import type { Cluster, Environment, Gateway } from '../wire';
import { hasEnded } from './cluster';
import { Creation } from './creation';
import type { IDraft, ITotal } from './draft';
import { checkDraft, isBlockedByUse, requestOf, totalOf } from './draft';
import { GatewayWatch } from './gatewaywatch';
import { GatewayOffer, firstOf, takesOf } from './offer';
import type { FieldValue, IOptionField } from './options';
import { CreationScript } from './script';
import { VariableChoices } from './variablechoices';

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
    this.variables = new VariableChoices(options.manager, options.trans);
    this.variables.changed.connect(this._onVariablesChanged, this);
    this._wanted = options.gateway ?? null;
    this._watch = new GatewayWatch(options.manager);
    this._watch.changed.connect(this._onGatewaysChanged, this);
    this._creation = new Creation(options.manager, options.trans);
    this._creation.changed.connect(this._emit, this);
    this.script = new CreationScript(options.manager, options.trans);
    this.script.changed.connect(this._emit, this);
  }

  /**
   * The variables that workers get.
   */
  readonly variables: VariableChoices;

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
    return this._watch.gateways;
  }

  /**
   * The chosen gateway, as it is now.
   */
  get gateway(): Gateway | null {
    return this._watch.find(this._chosen);
  }

  /**
   * The environments to choose from; null until they are known.
   */
  get environments(): readonly Environment[] | null {
    return this._offer?.environments ?? null;
  }

  /**
   * The chosen environment.
   */
  get environment(): Environment | null {
    return this._environment;
  }

  /**
   * The fields for the gateway's own options; null until they are known.
   */
  get fields(): readonly IOptionField[] | null {
    return this._offer?.fields ?? null;
  }

  /**
   * What of the choices reaches the workers.
   */
  get takes(): IDraft['takes'] {
    return takesOf(this._offer?.form ?? null);
  }

  /**
   * What is entered for the gateway's own options.
   */
  get options(): Readonly<Record<string, FieldValue>> {
    return this._options;
  }

  /**
   * The fewest workers, as typed.
   */
  get minimum(): string {
    return this._bounds.minimum ?? `${this.gateway?.workers?.minimum ?? 1}`;
  }

  /**
   * The most workers, as typed.
   */
  get maximum(): string {
    return this._bounds.maximum ?? `${this.gateway?.workers?.maximum ?? 2}`;
  }

  /**
   * What all workers together have, at most; null while a value is no number.
   */
  get total(): ITotal | null {
    return totalOf(this._draft);
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
    return this._creation.isLimited || isBlockedByUse(this._draft)
      ? this._manager.clusters.filter(
          cluster => cluster.gateway === this._chosen && !hasEnded(cluster)
        )
      : [];
  }

  /**
   * What went wrong, by the path of the value at fault; `''` for what is not about one value.
   */
  get errors(): ReadonlyMap<string, string> {
    return new Map([
      ...this._creation.refusals,
      ...checkDraft(this._draft, this._trans)
    ]);
  }

  /** @inheritdoc */
  get canApply(): boolean {
    return (
      this._creation.step === null &&
      this.gateway !== null &&
      this.fields !== null &&
      this.environments !== null &&
      checkDraft(this._draft, this._trans).size === 0
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
    this._watch.dispose();
    Signal.clearData(this);
  }

  /**
   * Ask for the gateways, then for what the first usable one offers.
   */
  async load(): Promise<void> {
    this._creation.forgive(['']);
    try {
      await this._watch.load();
      await this._chooseFirst();
    } catch (error) {
      this._creation.refuse(error);
    }
    this._emit();
  }

  /**
   * Choose a gateway and ask for what it offers.
   */
  async chooseGateway(id: string): Promise<void> {
    if (this._watch.find(id) === null || id === this._chosen) {
      return;
    }
    const preferred = this._environment?.name ?? this._front.kernel;
    const offer = new GatewayOffer(this._manager, id, this._front, this._trans);
    this._chosen = id;
    this._offer = offer;
    this._environment = null;
    this._creation.forgive();
    // The answers of a gateway that is no longer chosen come too late.
    const ifChosen = (take: () => void): void => {
      if (!this.isDisposed && this._offer === offer) {
        take();
        this._emit();
      }
    };
    try {
      await offer.load({
        environments: all =>
          ifChosen(() => {
            this._environment = firstOf(all, preferred);
            this._loadVariables();
          }),
        options: () =>
          ifChosen(() => {
            this._options = offer.fitted(this._options);
          })
      });
    } catch (error) {
      ifChosen(() => this._creation.refuse(error));
    }
  }

  /**
   * Ask again for what the chosen gateway offers.
   */
  async reload(): Promise<void> {
    const id = this._chosen;
    this._chosen = null;
    await (id === null ? this.load() : this.chooseGateway(id));
  }

  /**
   * Choose an environment.
   */
  chooseEnvironment(name: string): void {
    this._environment =
      this.environments?.find(one => one.name === name) ?? null;
    this._edited('environment');
    this._loadVariables();
  }

  /**
   * Enter how many workers there shall be.
   */
  setWorkers(bound: 'minimum' | 'maximum', text: string): void {
    this._bounds = { ...this._bounds, [bound]: text };
    this._edited('workers', 'workers.minimum', 'workers.maximum');
  }

  /**
   * Enter one of the gateway's own options.
   */
  setOption(name: string, value: FieldValue): void {
    this._options = { ...this._options, [name]: value };
    this._edited('options', `options.${name}`);
  }

  /**
   * Have what is entered written as Python.
   */
  writeScript(): void {
    this.script.want(this.canApply ? requestOf(this._draft) : null);
  }

  /** @inheritdoc */
  async apply(): Promise<boolean> {
    return this.canApply && this._creation.create(requestOf(this._draft));
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
    return this._creation.replace(cluster, requestOf(this._draft));
  }

  private get _draft(): IDraft {
    return {
      gateway: this.gateway,
      environment: this._environment,
      minimum: this.minimum,
      maximum: this.maximum,
      fields: this.fields ?? [],
      options: this._options,
      choices: this.variables,
      takes: this.takes,
      notebook: this._front.notebook
    };
  }

  private _loadVariables(): void {
    if (this._chosen !== null) {
      // What goes wrong is shown with the variables.
      void this.variables.load({
        gateway: this._chosen,
        environment: this._environment?.name ?? null,
        notebook: this._front.notebook
      });
    }
  }

  private _onVariablesChanged(): void {
    const names = this.variables.added.map(({ name }) => `variables.${name}`);
    this._creation.forgive(['variables', ...names]);
  }

  private async _chooseFirst(): Promise<void> {
    const first = this.isDisposed ? null : this._watch.first(this._wanted);
    if (first) {
      await this.chooseGateway(first.id);
    }
  }

  private _onGatewaysChanged(): void {
    if (this._chosen === null) {
      // `chooseGateway` notes what goes wrong.
      void this._chooseFirst();
    }
    this._emit();
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
  private _bounds: Partial<Record<'minimum' | 'maximum', string>> = {};
  private _chosen: string | null = null;
  private _creation: Creation;
  private _environment: Environment | null = null;
  private _front: INotebookInFront;
  private _manager: IClusterManager;
  private _offer: GatewayOffer | null = null;
  private _options: Record<string, FieldValue> = {};
  private _trans: TranslationBundle;
  private _wanted: string | null;
  private _watch: GatewayWatch;
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
     * The gateway to begin with, if it can be used.
     */
    gateway?: string | null;
  }
}

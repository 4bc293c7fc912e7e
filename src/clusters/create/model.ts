import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Cluster, NewCluster } from '../../api/models';
import type { IClusterManager } from '../../tokens';
import type { IApplicable } from '../../ui/dialog';
import { unfinishedOn } from '../cluster';
import { ClusterForm } from './form';
import { CreationScript } from './script';
import { Submission } from './submit';
import {
  isLimitedByUsage,
  isSubmittable,
  isSubmittableWithout,
  toRequest,
  validateDraft
} from './validation';

/**
 * The model of the dialog for a new cluster: its form and the submission.
 *
 * #### Notes
 * Errors go by the dotted paths of the request, so that a refusal of the
 * server finds its field.
 */
export class NewClusterModel implements IApplicable {
  constructor(options: NewClusterModel.IOptions) {
    const { manager, trans } = options;
    this._manager = manager;
    this._trans = trans;
    this._lastSizes = options.lastSizes;
    this._submission = new Submission(manager, trans);
    this._submission.changed.connect(this._emit, this);
    this.form = new ClusterForm({
      ...options,
      setError: error => this._submission.setError(error)
    });
    this.form.changed.connect(this._onFormChanged, this);
    this.script = new CreationScript(manager, trans);
    this.script.changed.connect(this._emit, this);
  }

  /**
   * What is entered.
   */
  readonly form: ClusterForm;

  /**
   * The form as Python code; known some time after `writeScript`.
   */
  readonly script: CreationScript;

  /** @inheritdoc */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._submission.isDisposed;
  }

  /**
   * The progress and result of the submission.
   */
  get submission(): Pick<Submission, 'step' | 'result' | 'finished'> {
    return this._submission;
  }

  /**
   * The clusters of which one has to go, or can be used, before the gateway allows another.
   */
  get blocking(): readonly Cluster[] {
    const { draft, gateway } = this.form;
    return this._submission.isLimited || isLimitedByUsage(draft)
      ? unfinishedOn(gateway?.id, this._manager.clusters)
      : [];
  }

  /**
   * The errors by the dotted path of the value at fault; `''` for the whole.
   */
  get errors(): ReadonlyMap<string, string> {
    return new Map([
      ...this._submission.errors,
      ...validateDraft(this.form.draft, this._trans)
    ]);
  }

  /** @inheritdoc */
  get canApply(): boolean {
    return this._isIdle && isSubmittable(this.form.draft, this._trans);
  }

  /** @inheritdoc */
  get isDone(): boolean {
    return this._submission.result !== null;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._submission.dispose();
    this.script.dispose();
    this.form.dispose();
    Signal.clearData(this);
  }

  /**
   * Load what there is to choose from.
   */
  load(): Promise<void> {
    return this._try(() => this.form.choices.load());
  }

  /**
   * Load again what could not be loaded.
   */
  reload(): Promise<void> {
    return this._try(() => this.form.choices.reload());
  }

  /**
   * Write the form as Python code.
   */
  writeScript(): void {
    this.script.request(this.canApply ? toRequest(this.form.draft) : null);
  }

  /** @inheritdoc */
  async apply(): Promise<void> {
    if (this.canApply) {
      const request = toRequest(this.form.draft);
      await this._submission.create(request);
      this._remember(request);
    }
  }

  /**
   * Use a cluster that exists instead.
   */
  use(cluster: Cluster): void {
    this._submission.use(cluster);
  }

  /**
   * Whether the new cluster could be created once another one is gone.
   */
  canReplace(cluster: Cluster): boolean {
    return (
      this._isIdle &&
      isSubmittableWithout(cluster, this.form.draft, this._trans)
    );
  }

  /**
   * Shut another cluster down and create the new one once that is gone.
   *
   * #### Notes
   * Nothing is shut down for a form that could not be submitted then.
   */
  async replace(cluster: Cluster): Promise<void> {
    if (this.canReplace(cluster)) {
      const request = toRequest(this.form.draft);
      await this._submission.replace(cluster, request);
      this._remember(request);
    }
  }

  /**
   * Stop waiting for another cluster to go.
   */
  cancel(): void {
    this._submission.cancel();
  }

  /**
   * Whether everything is loaded, and nothing is being submitted.
   */
  private get _isIdle(): boolean {
    return this._submission.step === null && this.form.isComplete;
  }

  private _onFormChanged(
    _: ClusterForm,
    paths: readonly string[] | null
  ): void {
    if (paths === null) {
      this._submission.reset();
    } else {
      this._submission.clearErrors(paths);
    }
  }

  private _remember(request: NewCluster): void {
    if (this.isDone) {
      this._lastSizes?.save(request);
    }
  }

  private async _try(load: () => Promise<void>): Promise<void> {
    this._submission.clearErrors(['']);
    try {
      await load();
    } catch (error) {
      this._submission.setError(error);
    }
    this._emit();
  }

  private _emit(): void {
    if (!this.isDisposed) {
      this._changed.emit();
    }
  }

  private _changed = new Signal<this, void>(this);
  private _lastSizes: NewClusterModel.IOptions['lastSizes'];
  private _manager: IClusterManager;
  private _submission: Submission;
  private _trans: TranslationBundle;
}

/**
 * A namespace for `NewClusterModel` statics.
 */
export namespace NewClusterModel {
  /**
   * The options of a model.
   */
  export type IOptions = Omit<ClusterForm.IOptions, 'setError'>;
}

import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { formatError } from '../../api/errors';
import type { Cluster, Scale } from '../../api/models';
import type { IClusterManager } from '../../tokens';
import type { IApplicable } from '../../ui/dialog';
import { checkNumber, toNumber } from '../../ui/validate';
import { isAdaptive, keyOf } from '../cluster';

/**
 * What was entered when a dialog was left in another way than by Cancel.
 */
interface ILeft {
  /**
   * What the cluster was to have then.
   */
  readonly wish: string;
  readonly isAdaptive: boolean;
  readonly values: Readonly<Record<ScaleModel.Field, string>>;
}

/**
 * The same by cluster, as long as the page.
 */
const left = new Map<string, ILeft>();

/**
 * What is entered to scale a cluster.
 */
export class ScaleModel implements IApplicable {
  constructor(options: ScaleModel.IOptions) {
    this._manager = options.manager;
    this._trans = options.trans;
    this._cluster = options.cluster;
    const { running, requested, minimum, maximum } = options.cluster.workers;
    const now = requested ?? running;
    this._isAdaptive = isAdaptive(options.cluster);
    this._values = {
      workers: String(now),
      minimum: String(minimum ?? 0),
      maximum: String(maximum ?? Math.max(now, 1))
    };
    this._restore();
  }

  /** @inheritdoc */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Whether the number of workers adapts to the load.
   */
  get isAdaptive(): boolean {
    return this._isAdaptive;
  }
  set isAdaptive(value: boolean) {
    this._isAdaptive = value;
    this._isEdited = true;
    this._failure = null;
    this._changed.emit();
  }

  /**
   * The values of the fields, as typed.
   */
  get values(): Readonly<Record<ScaleModel.Field, string>> {
    return this._values;
  }

  /**
   * The maximum number of workers that the gateway allows; null if none is known.
   */
  get limit(): number | null {
    const gateway = this._manager.gateways.get(this._cluster.gateway);
    return gateway?.limits.workers ?? null;
  }

  /**
   * Why the server refused, or null.
   */
  get failure(): string | null {
    return this._failure;
  }

  /**
   * The errors by field.
   */
  get errors(): Partial<Record<ScaleModel.Field, string>> {
    const errors: Partial<Record<ScaleModel.Field, string>> = {};
    const fields: ScaleModel.Field[] = this._isAdaptive
      ? ['minimum', 'maximum']
      : ['workers'];
    const range = { integer: true, minimum: 0, maximum: this.limit };
    for (const field of fields) {
      const error = checkNumber(this._values[field], range, this._trans);
      if (error !== null) {
        errors[field] = error;
      }
    }
    const { minimum, maximum } = this._range();
    if (this._isAdaptive && !errors.minimum && minimum > maximum) {
      errors.minimum = this._trans.__(
        'Must not exceed the maximum of %1.',
        maximum
      );
    }
    return errors;
  }

  /** @inheritdoc */
  get canApply(): boolean {
    return !this._isApplying && Object.keys(this.errors).length === 0;
  }

  /** @inheritdoc */
  get isDone(): boolean {
    return this._isDone;
  }

  /**
   * Resolves when the request in progress has ended, if there is any.
   */
  get finished(): Promise<void> {
    return this._finished;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /**
   * Enter a value.
   */
  set(field: ScaleModel.Field, text: string): void {
    this._values = { ...this._values, [field]: text };
    this._isEdited = true;
    this._failure = null;
    this._changed.emit();
  }

  /** @inheritdoc */
  apply(): Promise<void> {
    if (this.canApply) {
      this._finished = this._apply();
    }
    return this._finished;
  }

  /**
   * Keep what is entered until the dialog is opened again, or the cluster is scaled by others.
   */
  save(): void {
    if (this._isEdited) {
      const { _isAdaptive: isAdaptive, _values: values } = this;
      const wish = wishOf(this._cluster);
      left.set(keyOf(this._cluster), { wish, isAdaptive, values });
    }
  }

  private _restore(): void {
    const key = keyOf(this._cluster);
    const saved = left.get(key);
    left.delete(key);
    if (saved && saved.wish === wishOf(this._cluster)) {
      this._isAdaptive = saved.isAdaptive;
      this._values = saved.values;
      this._isEdited = true;
    }
  }

  private async _apply(): Promise<void> {
    const request: Scale = this._isAdaptive
      ? { adapt: this._range() }
      : { workers: toNumber(this._values.workers) ?? 0 };
    this._isApplying = true;
    this._failure = null;
    this._changed.emit();
    try {
      await this._manager.scale(this._cluster, request);
      this._isDone = true;
    } catch (error) {
      this._failure = formatError(error, this._trans);
    } finally {
      this._isApplying = false;
      if (!this._isDisposed) {
        this._changed.emit();
      }
    }
  }

  private _range(): { minimum: number; maximum: number } {
    return {
      minimum: toNumber(this._values.minimum) ?? 0,
      maximum: toNumber(this._values.maximum) ?? 0
    };
  }

  private _changed = new Signal<this, void>(this);
  private _cluster: Cluster;
  private _failure: string | null = null;
  private _finished: Promise<void> = Promise.resolve();
  private _isAdaptive: boolean;
  private _isApplying = false;
  private _isDisposed = false;
  private _isDone = false;
  private _isEdited = false;
  private _manager: IClusterManager;
  private _trans: TranslationBundle;
  private _values: Readonly<Record<ScaleModel.Field, string>>;
}

/**
 * A namespace for `ScaleModel` statics.
 */
export namespace ScaleModel {
  /**
   * The fields of the dialog.
   */
  export type Field = 'workers' | 'minimum' | 'maximum';

  /**
   * The options of a model.
   */
  export interface IOptions {
    /**
     * The clusters.
     */
    manager: IClusterManager;

    /**
     * The cluster to scale.
     */
    cluster: Cluster;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;
  }
}

function wishOf({ workers }: Cluster): string {
  const { requested, minimum, maximum } = workers;
  return [requested, minimum, maximum].join();
}

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import * as React from 'react';

import type { IApplicable } from '../../ui/dialog';
import { ApplyDialog } from '../../ui/dialog';
import { NumberField } from '../../ui/fields';
import { TransContext, useSignals, useTrans } from '../../ui/hooks';
import { formatError } from '../../api/errors';
import type { IClusterManager } from '../../tokens';
import type { Cluster, Scale } from '../../api/models';
import { isAdaptive } from '../cluster';
import { checkNumber, toNumber } from '../create/options/schema';

/**
 * Ask how many workers a cluster shall have, and scale it.
 */
export async function askForScale(options: ScaleModel.IOptions): Promise<void> {
  const { trans, cluster } = options;
  const model = new ScaleModel(options);
  const dialog = new ApplyDialog({
    model,
    title: trans.__('Scale %1', cluster.label),
    body: new ScaleBody(model, trans),
    focusNodeSelector: 'input[type="number"]',
    trans
  });
  await dialog.launch();
  dialog.dispose();
}

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
   * Whether the number of workers shall follow the load.
   */
  get isAdaptive(): boolean {
    return this._isAdaptive;
  }
  set isAdaptive(value: boolean) {
    this._isAdaptive = value;
    this._refusal = null;
    this._changed.emit();
  }

  /**
   * What is entered.
   */
  get values(): Readonly<Record<ScaleModel.Field, string>> {
    return this._values;
  }

  /**
   * The most workers that the gateway allows, if it says so.
   */
  get most(): number | null {
    const gateway = this._manager.gateways.get(this._cluster.gateway);
    return gateway?.limits.workers ?? null;
  }

  /**
   * What the server said against it.
   */
  get refusal(): string | null {
    return this._refusal;
  }

  /**
   * What is wrong, by field.
   */
  get errors(): Partial<Record<ScaleModel.Field, string>> {
    const errors: Partial<Record<ScaleModel.Field, string>> = {};
    const fields: ScaleModel.Field[] = this._isAdaptive
      ? ['minimum', 'maximum']
      : ['workers'];
    const range = { integer: true, minimum: 0, maximum: this.most };
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
    this._refusal = null;
    this._changed.emit();
  }

  /** @inheritdoc */
  async apply(): Promise<boolean> {
    const request: Scale = this._isAdaptive
      ? { adapt: this._range() }
      : { workers: toNumber(this._values.workers) ?? 0 };
    this._isApplying = true;
    this._refusal = null;
    this._changed.emit();
    try {
      await this._manager.scale(this._cluster, request);
      return true;
    } catch (error) {
      this._refusal = formatError(error, this._trans);
      return false;
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
  private _isAdaptive: boolean;
  private _isApplying = false;
  private _isDisposed = false;
  private _manager: IClusterManager;
  private _refusal: string | null = null;
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

/**
 * The body of the dialog.
 */
class ScaleBody extends ReactWidget {
  constructor(
    private readonly _model: ScaleModel,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-DaskScale');
  }

  protected render(): JSX.Element {
    return (
      <TransContext.Provider value={this._trans}>
        <ScaleForm model={this._model} />
      </TransContext.Provider>
    );
  }
}

/**
 * Everything that is entered to scale a cluster.
 */
function ScaleForm(props: { model: ScaleModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const id = React.useId();
  useSignals(model.changed);
  const { isAdaptive, errors, values, most, refusal } = model;
  const limit = most === null ? null : trans.__('at most %1', most);
  const number = (
    field: ScaleModel.Field,
    label: string,
    hint: string | null
  ): JSX.Element => (
    <NumberField
      key={field}
      label={label}
      value={values[field]}
      minimum={0}
      maximum={most}
      error={errors[field]}
      hint={hint}
      onChange={text => model.set(field, text)}
    />
  );
  return (
    <>
      <div
        role="radiogroup"
        aria-label={trans.__('Number of workers')}
        className="jp-DaskScale-kinds"
      >
        <label>
          <input
            type="radio"
            name={id}
            checked={!isAdaptive}
            onChange={() => {
              model.isAdaptive = false;
            }}
          />
          {trans.__('Fixed number')}
        </label>
        <label>
          <input
            type="radio"
            name={id}
            checked={isAdaptive}
            onChange={() => {
              model.isAdaptive = true;
            }}
          />
          {trans.__('Adaptive')}
        </label>
      </div>
      <p className="jp-DaskField-hint">
        {isAdaptive
          ? trans.__('Workers come and go with the work, within these bounds.')
          : trans.__('The cluster keeps this many workers.')}
      </p>
      {isAdaptive
        ? [
            number('minimum', trans.__('Minimum workers'), null),
            number('maximum', trans.__('Maximum workers'), limit)
          ]
        : number('workers', trans.__('Workers'), limit)}
      {refusal !== null && (
        <p className="jp-DaskNotice jp-mod-error" role="alert">
          {refusal}
        </p>
      )}
    </>
  );
}

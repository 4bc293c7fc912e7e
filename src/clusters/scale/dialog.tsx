import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { Rendered } from '../../ui/boundary';
import { ApplyDialog } from '../../ui/dialog';
import { NumberField } from '../../ui/fields';
import { useSignals, useTrans } from '../../ui/hooks';
import { notify } from '../../ui/notify';
import { ScaleModel } from './model';

/**
 * Open the dialog that scales a cluster.
 */
export async function openScaleDialog(
  options: ScaleModel.IOptions
): Promise<void> {
  const { trans, cluster } = options;
  const model = new ScaleModel(options);
  const dialog = new ApplyDialog({
    model,
    title: trans.__('Scale %1', cluster.label),
    body: new ScaleBody(model, trans),
    trans
  });
  // JupyterLab may dispose of a dialog, which leaves it as Cancel does.
  await dialog.launch().catch(() => undefined);
  dialog.dispose();
  // A user who left the dialog meanwhile still has to know of a refusal.
  const isLeft = !model.isDone;
  if (isLeft && !dialog.isCanceled) {
    model.save();
  }
  const seen = model.failure;
  await model.finished;
  if (isLeft && model.failure !== null && model.failure !== seen) {
    const failure = trans.__('%1 could not be scaled.', cluster.label);
    notify(`${failure} ${model.failure}`, 'error', {}, trans);
  }
  model.dispose();
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
      <Rendered trans={this._trans}>
        <ScaleForm model={this._model} />
      </Rendered>
    );
  }
}

/**
 * The fields of the dialog.
 */
function ScaleForm(props: { model: ScaleModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const id = React.useId();
  useSignals(model.changed);
  const { isAdaptive, errors, values, limit, failure } = model;
  const hint = limit === null ? null : trans.__('at most %1', limit);
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
      maximum={limit}
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
          ? trans.__(
              'Workers are added and removed with the load (adaptive scaling).'
            )
          : trans.__('The cluster keeps this number of workers.')}
      </p>
      {isAdaptive
        ? [
            number('minimum', trans.__('Minimum workers'), null),
            number('maximum', trans.__('Maximum workers'), hint)
          ]
        : number('workers', trans.__('Workers'), hint)}
      {failure !== null && (
        <p className="jp-DaskNotice jp-mod-error" role="alert">
          {failure}
        </p>
      )}
    </>
  );
}

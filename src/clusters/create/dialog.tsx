import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Cluster } from '../../api/models';
import { Rendered } from '../../ui/boundary';
import { ApplyDialog } from '../../ui/dialog';
import { NumberField, TextField } from '../../ui/fields';
import { useSignals, useTrans } from '../../ui/hooks';
import { notify } from '../../ui/notify';
import { MAX_LABEL } from '../cluster';
import { EnvironmentField } from './environment';
import type { ClusterForm } from './form';
import type { SavedForm } from './formstate';
import { GatewayField } from './gateway';
import { LimitActions } from './limit';
import { NewClusterModel } from './model';
import { OptionFields } from './options/fields';
import { IgnoreProblem } from './problems';
import type { OwnPresets } from './sizes/ownpresets';
import { SizeActions } from './sizes/naming';
import { PresetsField } from './sizes/presets';
import { ScriptSection, TotalLine } from './summary';
import { VariablesSection } from './variables/section';

/**
 * The dialog that is open, if any: a double click must not open two.
 */
let current: ApplyDialog | null = null;

/**
 * Open the dialog for a new cluster and create it.
 *
 * #### Notes
 * What is entered is not lost by a slip: a dialog that is left in another way
 * than by Cancel keeps its form for the next time.
 *
 * @returns The cluster, new or existing; null if the user left the dialog.
 */
export async function openCreateDialog(
  options: openCreateDialog.IOptions
): Promise<Cluster | null> {
  if (current !== null) {
    return null;
  }
  const { savedForm, trans, reopen } = options;
  // A form that begins with another cluster's leaves alone what was entered for a new one.
  const isCopy = !!options.saved;
  const model = new NewClusterModel({
    ...options,
    saved: options.saved ?? savedForm.restore(),
    isCopy
  });
  const keep = (): void => {
    if (model.form.isEdited && !model.isDone) {
      savedForm.save(model.form.state);
    }
  };
  const left = { for: null as Parameters<Leave>[0] | null };
  const leave: Leave = next => {
    left.for = next;
    dialog.reject();
  };
  const dialog: ApplyDialog = new ApplyDialog({
    model,
    title: trans.__('Configure Dask cluster'),
    body: new NewClusterBody(model, options, leave),
    trans
  });
  current = dialog;
  window.addEventListener('pagehide', keep);
  // Failures are shown by the body.
  void model.load();
  // JupyterLab may dispose of a dialog, which leaves it as Cancel does.
  await dialog.launch().catch(() => undefined);
  dialog.dispose();
  current = null;
  window.removeEventListener('pagehide', keep);
  if (left.for === 'startOver') {
    model.dispose();
    return openCreateDialog({ ...options, saved: null });
  }
  model.cancel();
  if (!dialog.isCanceled) {
    keep();
  } else if (!isCopy) {
    savedForm.clear();
  }
  if (left.for === 'editFile') {
    const message = trans.__(
      'What you entered for the new cluster is kept. Save the file, then go back.'
    );
    savedForm.saveWithNotification(model.form.state, message, reopen, trans);
    options.editFile();
  }
  // A submission that goes on in the background may still be refused.
  const isLeft = model.submission.step !== null;
  await model.submission.finished;
  const { result } = model.submission;
  if (result) {
    if (!isCopy) {
      savedForm.clear();
    }
  } else if (isLeft) {
    notifyRefusal(model, options);
  }
  model.dispose();
  return result;
}

/**
 * A namespace for `openCreateDialog` statics.
 */
export namespace openCreateDialog {
  /**
   * The options of the dialog.
   */
  export interface IOptions extends NewClusterModel.IOptions {
    /**
     * Keeps the form when the dialog is left.
     */
    savedForm: SavedForm;

    /**
     * The user's own presets.
     */
    presets: OwnPresets;

    /**
     * Opens the user's file of variables, in place of the dialog.
     */
    editFile: () => void;

    /**
     * Opens the dialog again.
     */
    reopen: () => void;
  }
}

/**
 * Tell a user who left the dialog that the cluster was not created, and offer the way back.
 */
function notifyRefusal(
  model: NewClusterModel,
  { savedForm, reopen, trans }: openCreateDialog.IOptions
): void {
  savedForm.save(model.form.state);
  const reasons = [...model.errors.values()];
  notify(
    [
      trans.__(
        'The cluster on %1 could not be created.',
        model.form.gateway?.label ?? ''
      ),
      ...reasons
    ].join(' '),
    'error',
    {
      autoClose: false,
      actions: [
        {
          label: trans.__('Back to the new cluster'),
          callback: reopen,
          displayType: 'accent'
        }
      ]
    },
    trans
  );
}

/**
 * Leaves the dialog for something else.
 */
type Leave = (next: 'editFile' | 'startOver') => void;

/**
 * The body of the dialog.
 */
class NewClusterBody extends ReactWidget {
  constructor(
    private readonly _model: NewClusterModel,
    private readonly _options: openCreateDialog.IOptions,
    private readonly _leave: Leave
  ) {
    super();
    this.addClass('jp-DaskNew');
  }

  protected render(): JSX.Element {
    return (
      <Rendered trans={this._options.trans}>
        <NewClusterForm
          model={this._model}
          presets={this._options.presets}
          leave={this._leave}
        />
      </Rendered>
    );
  }
}

/**
 * The fields of the dialog.
 */
function NewClusterForm(props: {
  model: NewClusterModel;
  presets: OwnPresets;
  leave: Leave;
}): JSX.Element {
  const { model, presets, leave } = props;
  const trans = useTrans();
  useSignals(model.changed);
  const { form, errors } = model;
  const { gateways, gateway, fields, environments, supports } = form.choices;
  const general = errors.get('') ?? errors.get('gateway');
  const isIncomplete =
    gateways === null ||
    (gateway !== null && (fields === null || environments === null));
  return (
    <>
      {form.isRestored && (
        <p className="jp-DaskNotice" role="status">
          {trans.__('This form was restored.')}{' '}
          <button
            type="button"
            className="jp-DaskLink"
            onClick={() => leave('startOver')}
          >
            {trans.__('Start over')}
          </button>
        </p>
      )}
      <GatewayField form={form} isFailed={general !== undefined} />
      {gateways?.length === 0 && (
        <p className="jp-DaskNotice jp-mod-error" role="alert">
          {trans.__(
            'No gateway is configured. Ask your administrator, or add one to labextension.yaml.'
          )}{' '}
          <button
            type="button"
            className="jp-DaskLink"
            onClick={() => leave('editFile')}
          >
            {trans.__('Edit labextension.yaml')}
          </button>
        </p>
      )}
      {gateway !== null && (
        <>
          <EnvironmentField form={form} error={errors.get('environment')} />
          <PresetsField form={form} own={presets} />
          <WorkersFields form={form} errors={errors} />
          <section className="jp-DaskNew-section">
            <h3>{trans.__('Worker resources')}</h3>
            <OptionFields
              fields={fields}
              values={form.options}
              errors={errors}
              onChange={(name, value) => form.setOption(name, value)}
            />
            <TotalLine form={form} />
            <SizeActions form={form} own={presets} />
          </section>
          {supports.variables ? (
            <VariablesSection
              model={form.variables}
              errors={errors}
              isInitiallyOpen={form.isRestored}
              editFile={() => leave('editFile')}
              ignoreProblem={problem => (
                <IgnoreProblem problem={problem} form={form} />
              )}
            />
          ) : (
            <p className="jp-DaskField-hint jp-DaskNew-section jp-mod-wide">
              {trans.__(
                '%1 does not pass environment variables to its workers.',
                gateway.label
              )}
            </p>
          )}
          <LabelField form={form} error={errors.get('label')} />
          {!gateway.ends_with_jupyter && <SessionField form={form} />}
          <ScriptSection model={model} />
        </>
      )}
      <div className="jp-DaskNew-last">
        {general !== undefined && (
          <div className="jp-DaskNotice jp-mod-error" role="alert">
            {general}{' '}
            {isIncomplete && (
              <button
                type="button"
                className="jp-DaskLink"
                onClick={() => void model.reload()}
              >
                {trans.__('Try again')}
              </button>
            )}
          </div>
        )}
        <LimitActions model={model} />
      </div>
    </>
  );
}

/**
 * What the cluster is called.
 */
function LabelField(props: {
  form: ClusterForm;
  error: string | undefined;
}): JSX.Element {
  const { form, error } = props;
  const trans = useTrans();
  return (
    <section className="jp-DaskNew-section jp-mod-wide">
      <TextField
        label={trans.__('Label')}
        value={form.label}
        maxLength={MAX_LABEL}
        error={error}
        hint={trans.__('What the cluster is called; optional.')}
        onChange={label => form.setLabel(label)}
      />
    </section>
  );
}

/**
 * Whether the cluster outlives the Jupyter server, with what happens otherwise.
 */
function SessionField(props: { form: ClusterForm }): JSX.Element {
  const { form } = props;
  const trans = useTrans();
  const id = React.useId();
  return (
    <section className="jp-DaskNew-section jp-mod-wide">
      <label>
        <input
          type="checkbox"
          checked={form.stopsWithSession}
          aria-describedby={id}
          onChange={event => form.setStopsWithSession(event.target.checked)}
        />{' '}
        {trans.__('Shut down when the Jupyter server stops')}
      </label>
      <p id={id} className="jp-DaskField-hint">
        {trans.__(
          'Otherwise it goes on without Jupyter until it is shut down or idle for too long.'
        )}
      </p>
    </section>
  );
}

/**
 * The number of workers.
 */
function WorkersFields(props: {
  form: ClusterForm;
  errors: ReadonlyMap<string, string>;
}): JSX.Element {
  const { form, errors } = props;
  const trans = useTrans();
  const limit = form.gateway?.limits.workers ?? null;
  return (
    <section className="jp-DaskNew-section">
      <h3>{trans.__('Number of workers')}</h3>
      <NumberField
        label={trans.__('Minimum workers')}
        value={form.minimum}
        minimum={0}
        maximum={limit}
        error={errors.get('workers.minimum') ?? errors.get('workers')}
        onChange={text => form.setWorkers('minimum', text)}
      />
      <NumberField
        label={trans.__('Maximum workers')}
        value={form.maximum}
        minimum={1}
        maximum={limit}
        error={errors.get('workers.maximum')}
        hint={limit === null ? null : trans.__('at most %1', limit)}
        onChange={text => form.setWorkers('maximum', text)}
      />
    </section>
  );
}

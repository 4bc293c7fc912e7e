import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { ApplyDialog } from '../../ui/dialog';
import { NumberField } from '../../ui/fields';
import { TransContext, useSignals, useTrans } from '../../ui/hooks';
import type { IClusterManager } from '../../tokens';
import type { Cluster } from '../../api/models';
import { Blocked } from './limit';
import type { IEntered } from './formstate';
import { EnvironmentChoice } from './environment';
import { GatewayChoice } from './gateway';
import { NewClusterModel } from './model';
import { OptionFields } from './options/fields';
import { ScriptSection } from './scriptsection';
import { Total } from './total';
import { VariablesSection } from './variables/section';

/**
 * Ask for a new cluster and create it.
 *
 * @returns The cluster, new or not, or null when the user thought better of it.
 */
export async function askForCluster(
  options: askForCluster.IOptions
): Promise<Cluster | null> {
  const { trans } = options;
  const model = new NewClusterModel(options);
  const dialog: ApplyDialog = new ApplyDialog({
    model,
    title: trans.__('Configure Dask cluster'),
    body: new NewClusterBody(model, trans, () => {
      const { entered } = model;
      dialog.reject();
      options.editFile(entered);
    }),
    trans
  });
  // Failures are shown by the body.
  void model.load();
  await dialog.launch();
  const { result } = model.creation;
  dialog.dispose();
  return result;
}

/**
 * A namespace for `askForCluster` statics.
 */
export namespace askForCluster {
  /**
   * What the dialog needs and begins with.
   */
  export interface IOptions extends NewClusterModel.IOptions {
    manager: IClusterManager;
    trans: TranslationBundle;

    /**
     * Opens the user's file of variables, in place of the dialog.
     *
     * @param entered - What is entered so far.
     */
    editFile: (entered: IEntered) => void;
  }
}

/**
 * The body of the dialog.
 */
class NewClusterBody extends ReactWidget {
  constructor(
    private readonly _model: NewClusterModel,
    private readonly _trans: TranslationBundle,
    private readonly _editFile: () => void
  ) {
    super();
    this.addClass('jp-DaskNew');
  }

  protected render(): JSX.Element {
    return (
      <TransContext.Provider value={this._trans}>
        <NewClusterForm model={this._model} editFile={this._editFile} />
      </TransContext.Provider>
    );
  }
}

/**
 * Everything that is entered for a new cluster.
 */
function NewClusterForm(props: {
  model: NewClusterModel;
  editFile: () => void;
}): JSX.Element {
  const { model, editFile } = props;
  const trans = useTrans();
  useSignals(model.changed);
  const { gateways, errors } = model;
  const general = errors.get('') ?? errors.get('gateway');
  return (
    <>
      <GatewayChoice model={model} />
      {gateways !== null && gateways.length === 0 && (
        <p className="jp-DaskNotice jp-mod-error">
          {trans.__(
            'No gateway is configured. Ask whoever runs this JupyterLab, or add one to labextension.yaml.'
          )}
        </p>
      )}
      {model.gateway !== null && (
        <>
          <EnvironmentChoice model={model} />
          <Workers model={model} />
          <section className="jp-DaskNew-section">
            <h3>{trans.__('Worker resources')}</h3>
            <OptionFields model={model} />
            <Total model={model} />
          </section>
          <VariablesSection model={model} editFile={editFile} />
          <ScriptSection model={model} />
        </>
      )}
      <div className="jp-DaskNew-last">
        {general !== undefined && (
          <div className="jp-DaskNotice jp-mod-error" role="alert">
            {general}{' '}
            {(gateways === null ||
              (model.gateway !== null &&
                (model.fields === null || model.environments === null))) && (
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
        <Blocked model={model} />
      </div>
    </>
  );
}

/**
 * How many workers.
 */
function Workers(props: { model: NewClusterModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const { errors, gateway } = model;
  const most = gateway?.limits.workers ?? null;
  return (
    <section className="jp-DaskNew-section">
      <h3>{trans.__('Number of workers')}</h3>
      <NumberField
        label={trans.__('Minimum workers')}
        value={model.minimum}
        minimum={0}
        maximum={most}
        error={errors.get('workers.minimum') ?? errors.get('workers')}
        onChange={text => model.setWorkers('minimum', text)}
      />
      <NumberField
        label={trans.__('Maximum workers')}
        value={model.maximum}
        minimum={1}
        maximum={most}
        error={errors.get('workers.maximum')}
        hint={most === null ? null : trans.__('at most %1', most)}
        onChange={text => model.setWorkers('maximum', text)}
      />
    </section>
  );
}

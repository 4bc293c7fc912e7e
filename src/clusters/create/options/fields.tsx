import * as React from 'react';

import {
  ChoiceField,
  FlagField,
  NumberField,
  TextField
} from '../../../ui/fields';
import { useTrans } from '../../../ui/hooks';
import { PairRows } from '../../../ui/pairs';
import type { NewClusterModel } from '../model';
import type { IOptionField } from './schema';

/**
 * The fields for what the gateway lets its users choose.
 */
export function OptionFields(props: { model: NewClusterModel }): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  if (model.fields === null) {
    return (
      <p className="jp-DaskLoading" role="status">
        {trans.__('Asking what this gateway offers…')}
      </p>
    );
  }
  const general = model.errors.get('options');
  return (
    <>
      {model.fields.map(field => (
        <OptionField key={field.name} field={field} model={model} />
      ))}
      {general !== undefined && (
        <p className="jp-DaskNotice jp-mod-error" role="alert">
          {general}
        </p>
      )}
    </>
  );
}

/**
 * One option, as a field that fits its values.
 */
function OptionField(props: {
  field: IOptionField;
  model: NewClusterModel;
}): JSX.Element {
  const { field, model } = props;
  const trans = useTrans();
  const { name, label, hint } = field;
  const value = model.options[name];
  const shared = {
    label,
    hint,
    error: model.errors.get(`options.${name}`)
  };
  switch (field.kind) {
    case 'integer':
    case 'number':
      return (
        <NumberField
          {...shared}
          value={String(value)}
          minimum={field.minimum}
          maximum={field.maximum}
          step={field.step}
          onChange={text => model.setOption(name, text)}
        />
      );
    case 'flag':
      return (
        <FlagField
          {...shared}
          value={value === true}
          onChange={flag => model.setOption(name, flag)}
        />
      );
    case 'choice':
      return (
        <ChoiceField
          {...shared}
          value={String(value)}
          choices={field.choices.map(choice => ({
            value: choice,
            label: choice
          }))}
          onChange={choice => model.setOption(name, choice)}
        />
      );
    case 'text':
      return (
        <TextField
          {...shared}
          value={String(value)}
          onChange={text => model.setOption(name, text)}
        />
      );
    case 'mapping':
      return (
        <fieldset className="jp-DaskPairs">
          <legend>{label}</legend>
          <PairRows
            pairs={typeof value === 'object' ? value : []}
            addLabel={trans.__('Add an entry')}
            onChange={pairs => model.setOption(name, pairs)}
          />
          {shared.error && (
            <div className="jp-DaskField-error" role="alert">
              {shared.error}
            </div>
          )}
        </fieldset>
      );
  }
}

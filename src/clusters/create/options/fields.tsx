import * as React from 'react';

import {
  ChoiceField,
  FlagField,
  NumberField,
  TextField
} from '../../../ui/fields';
import { useTrans } from '../../../ui/hooks';
import { Loading } from '../../../ui/loading';
import { PairRows } from '../../../ui/pairs';
import type { FieldValue, IOptionField } from './schema';

/**
 * The fields for the options that the gateway declares.
 */
export function OptionFields(props: OptionFields.IProps): JSX.Element {
  const { fields, errors, values, onChange } = props;
  const trans = useTrans();
  if (fields === null) {
    return <Loading text={trans.__('Loading cluster options…')} />;
  }
  const general = errors.get('options');
  return (
    <>
      {fields.map(field => (
        <OptionField
          key={field.name}
          field={field}
          value={values[field.name]}
          error={errors.get(`options.${field.name}`)}
          onChange={value => onChange(field.name, value)}
        />
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
 * A namespace for `OptionFields` statics.
 */
export namespace OptionFields {
  /**
   * The properties of the fields.
   */
  export interface IProps {
    /**
     * The fields; null until they are loaded.
     */
    fields: readonly IOptionField[] | null;

    /**
     * The values by the options' names.
     */
    values: Readonly<Record<string, FieldValue>>;

    /**
     * The errors by dotted paths.
     */
    errors: ReadonlyMap<string, string>;

    /**
     * Called with the new value of an option.
     */
    onChange: (name: string, value: FieldValue) => void;
  }
}

/**
 * One option, as a field that fits its values.
 */
function OptionField(props: {
  field: IOptionField;
  value: FieldValue;
  error: string | undefined;
  onChange: (value: FieldValue) => void;
}): JSX.Element {
  const { field, value, error, onChange } = props;
  const trans = useTrans();
  const { label, hint } = field;
  const shared = { label, hint, error };
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
          onChange={onChange}
        />
      );
    case 'flag':
      return (
        <FlagField {...shared} value={value === true} onChange={onChange} />
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
          onChange={onChange}
        />
      );
    case 'text':
      return (
        <TextField {...shared} value={String(value)} onChange={onChange} />
      );
    case 'mapping':
      return (
        <fieldset className="jp-DaskPairs">
          <legend>{label}</legend>
          <PairRows
            pairs={typeof value === 'object' ? value : []}
            addLabel={trans.__('Add an entry')}
            onChange={onChange}
          />
          {!field.isTextOnly && (
            <p className="jp-DaskField-hint">
              {trans.__(
                'Values other than text are JSON: 5, true, [1, 2]. Quote a text that looks like one: "5".'
              )}
            </p>
          )}
          {error && (
            <div className="jp-DaskField-error" role="alert">
              {error}
            </div>
          )}
        </fieldset>
      );
  }
}

import * as React from 'react';

/**
 * The properties that all fields share.
 */
export interface IFieldProps {
  /**
   * The field's label and accessible name.
   */
  label: string;

  /**
   * What is wrong with its value, if anything.
   */
  error?: string | null;

  /**
   * A help text.
   */
  hint?: string | null;
}

/**
 * A label, a control, and a help text or error below.
 */
export function Field(
  props: IFieldProps & {
    control: (attributes: React.AriaAttributes & { id: string }) => JSX.Element;
  }
): JSX.Element {
  const id = React.useId();
  const { label, error, hint } = props;
  const described = [
    error ? `${id}-error` : '',
    hint ? `${id}-hint` : ''
  ].filter(Boolean);
  return (
    <div className="jp-DaskField">
      <label className="jp-DaskField-label" htmlFor={id}>
        {label}
      </label>
      {props.control({
        id,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': described.join(' ') || undefined
      })}
      {hint && (
        <div className="jp-DaskField-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {error && (
        <div className="jp-DaskField-error" id={`${id}-error`} role="alert">
          {error}
        </div>
      )}
    </div>
  );
}

/**
 * A number field; its value is the text as typed.
 *
 * That has a point in every language, as HTML wants it; browsers show it as their own language does.
 */
export function NumberField(
  props: IFieldProps & {
    value: string;
    minimum?: number | null;
    maximum?: number | null;
    step?: number | 'any';
    onChange: (value: string) => void;
  }
): JSX.Element {
  return (
    <Field
      {...props}
      control={attributes => (
        <input
          {...attributes}
          className="jp-DaskField-input jp-mod-number"
          type="number"
          value={props.value}
          min={props.minimum ?? undefined}
          max={props.maximum ?? undefined}
          step={props.step ?? 1}
          onWheel={event => keepNumber(event.currentTarget)}
          onChange={event => props.onChange(event.target.value)}
        />
      )}
    />
  );
}

/**
 * Keep a number that was typed while somebody scrolls: browsers would count on in the field that has the focus.
 */
function keepNumber(field: HTMLInputElement): void {
  if (field !== document.activeElement) {
    return;
  }
  field.blur();
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) {
      field.focus({ preventScroll: true });
    }
  });
}

/**
 * A text field.
 */
export function TextField(
  props: IFieldProps & {
    value: string;
    maxLength?: number;
    onChange: (value: string) => void;
  }
): JSX.Element {
  return (
    <Field
      {...props}
      control={attributes => (
        <input
          {...attributes}
          className="jp-DaskField-input"
          type="text"
          spellCheck={false}
          autoComplete="off"
          maxLength={props.maxLength}
          value={props.value}
          onChange={event => props.onChange(event.target.value)}
        />
      )}
    />
  );
}

/**
 * A checkbox.
 */
export function FlagField(
  props: IFieldProps & { value: boolean; onChange: (value: boolean) => void }
): JSX.Element {
  return (
    <Field
      {...props}
      control={attributes => (
        <input
          {...attributes}
          className="jp-DaskField-flag"
          type="checkbox"
          checked={props.value}
          onChange={event => props.onChange(event.target.checked)}
        />
      )}
    />
  );
}

/**
 * A drop-down list.
 */
export function ChoiceField(
  props: IFieldProps & {
    value: string;
    choices: readonly { value: string; label: string; disabled?: boolean }[];
    isDisabled?: boolean;
    onChange: (value: string) => void;
  }
): JSX.Element {
  return (
    <Field
      {...props}
      control={attributes => (
        <select
          {...attributes}
          className="jp-DaskField-input"
          value={props.value}
          disabled={props.isDisabled}
          onChange={event => props.onChange(event.target.value)}
        >
          {props.choices.map(choice => (
            <option
              key={choice.value}
              value={choice.value}
              disabled={choice.disabled}
            >
              {choice.label}
            </option>
          ))}
        </select>
      )}
    />
  );
}

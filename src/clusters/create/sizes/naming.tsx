import * as React from 'react';

import { formatError } from '../../../api/errors';
import { OWN_KEYS } from '../../../ui/dialog';
import { useTrans } from '../../../ui/hooks';
import { Loading } from '../../../ui/loading';
import { notifyFailure } from '../../../ui/notify';
import type { PresetsField } from './presets';

import '../../../../style/presets.css';

/**
 * The longest name of a preset.
 */
const MAX_LABEL = 60;

/**
 * Where the size comes from, and how it becomes a preset.
 */
export function SizeActions(props: PresetsField.IProps): JSX.Element {
  const { form } = props;
  const trans = useTrans();
  const [isNaming, setNaming] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  const returnsFocus = React.useRef(false);
  React.useEffect(() => {
    if (!isNaming && returnsFocus.current) {
      button.current?.focus();
    }
    returnsFocus.current = false;
  }, [isNaming]);
  const { gateway, size } = form;
  if (gateway === null) {
    return <></>;
  }
  return (
    <div className="jp-DaskSize">
      {form.isLastSize && (
        <p role="status">
          {trans.__('As your last cluster on %1.', gateway.label)}{' '}
          <button
            type="button"
            className="jp-DaskLink"
            onClick={() => form.setSize(null)}
          >
            {trans.__('Use defaults')}
          </button>
        </p>
      )}
      {isNaming ? (
        <PresetName
          {...props}
          gateway={gateway.id}
          close={hasFocus => {
            // To where it came from, unless it has gone elsewhere meanwhile.
            returnsFocus.current = hasFocus;
            setNaming(false);
          }}
        />
      ) : (
        <button
          ref={button}
          type="button"
          className="jp-DaskLink"
          disabled={size === null}
          onClick={() => setNaming(true)}
        >
          {trans.__('Save as preset…')}
        </button>
      )}
    </div>
  );
}

/**
 * What the size is called as a preset.
 *
 * #### Notes
 * Enter is never without an answer: it saves, or what it lacks is said.
 */
function PresetName(
  props: PresetsField.IProps & {
    gateway: string;
    close: (hasFocus: boolean) => void;
  }
): JSX.Element {
  const { form, own, gateway, close } = props;
  const trans = useTrans();
  const id = React.useId();
  const row = React.useRef<HTMLDivElement>(null);
  const [label, setLabel] = React.useState('');
  const [isAsked, setAsked] = React.useState(false);
  const [isSaving, setSaving] = React.useState(false);
  const [failure, setFailure] = React.useState<string | null>(null);
  const { size } = form;
  const name = label.trim();
  const missing =
    name === ''
      ? trans.__('Enter a name.')
      : size === null
        ? trans.__('Fix the errors above first.')
        : null;
  const error = failure ?? (isAsked ? missing : null);
  const save = async (): Promise<void> => {
    setAsked(true);
    setFailure(null);
    if (missing !== null || size === null || isSaving) {
      return;
    }
    setSaving(true);
    try {
      await own.add(gateway, { label: name, ...size });
    } catch (reason) {
      if (row.current === null) {
        // The dialog was left meanwhile.
        const failed = trans.__('The preset %1 could not be saved.', name);
        notifyFailure(failed, reason, trans);
      }
      setFailure(formatError(reason, trans));
      setSaving(false);
      return;
    }
    close(row.current?.contains(document.activeElement) ?? false);
  };
  return (
    <>
      <div className="jp-DaskSize-name" ref={row} {...{ [OWN_KEYS]: true }}>
        <input
          className="jp-DaskField-input"
          type="text"
          autoFocus
          maxLength={MAX_LABEL}
          autoComplete="off"
          aria-label={trans.__('Name of the preset')}
          aria-invalid={error === null ? undefined : true}
          aria-describedby={error === null ? undefined : id}
          placeholder={trans.__('Name of the preset')}
          readOnly={isSaving}
          value={label}
          onChange={event => {
            setLabel(event.target.value);
            setAsked(false);
            setFailure(null);
          }}
          onKeyDown={event => {
            // With Enter and Escape a composition of characters ends, too.
            if (event.nativeEvent.isComposing) {
              return;
            }
            if (event.key === 'Enter') {
              void save();
            } else if (event.key === 'Escape') {
              close(true);
            }
          }}
        />
        <button
          type="button"
          className="jp-DaskLink"
          disabled={missing !== null || isSaving}
          onClick={() => void save()}
        >
          {trans.__('Save preset')}
        </button>
      </div>
      {isSaving && <Loading text={trans.__('Saving the preset…')} />}
      {error !== null && (
        <p className="jp-DaskField-error" id={id} role="alert">
          {error}
        </p>
      )}
    </>
  );
}

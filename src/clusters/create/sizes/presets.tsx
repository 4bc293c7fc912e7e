import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { formatError } from '../../../api/errors';
import type { IPreset } from '../../../tokens';
import { OWN_KEYS } from '../../../ui/dialog';
import { useSignals, useTrans } from '../../../ui/hooks';
import { IconButton } from '../../../ui/iconbutton';
import { notifyFailure } from '../../../ui/notify';
import type { ClusterForm } from '../form';
import { costOf } from './cost';
import type { OwnPresets } from './ownpresets';

import '../../../../style/presets.css';

/**
 * The longest name of a preset.
 */
const MAX_LABEL = 60;

/**
 * The presets of a gateway, its administrator's and the user's own.
 */
export function PresetsField(props: PresetsField.IProps): JSX.Element {
  const { form, own } = props;
  const trans = useTrans();
  const id = React.useId();
  useSignals(own.changed);
  const { gateway } = form;
  if (gateway === null || form.fields === null) {
    return <></>;
  }
  const mine = own.of(gateway.id);
  const offered = gateway.presets.filter(({ label }) =>
    mine.every(preset => preset.label !== label)
  );
  if (offered.length + mine.length === 0) {
    return <></>;
  }
  return (
    <section className="jp-DaskNew-section">
      <h3 id={id}>{trans.__('Presets')}</h3>
      <div className="jp-DaskPresets" role="group" aria-labelledby={id}>
        {offered.map(preset => (
          <Preset key={preset.label} form={form} preset={preset} />
        ))}
        {mine.map(preset => (
          <Preset
            key={preset.label}
            form={form}
            preset={preset}
            remove={() => own.remove(gateway.id, preset.label)}
          />
        ))}
      </div>
    </section>
  );
}

/**
 * A namespace for `PresetsField` statics.
 */
export namespace PresetsField {
  /**
   * The properties of the field.
   */
  export interface IProps {
    /**
     * The form that a preset fills in.
     */
    form: ClusterForm;

    /**
     * The user's own presets.
     */
    own: OwnPresets;
  }
}

/**
 * One preset, with what it takes of the limit.
 */
function Preset(props: {
  form: ClusterForm;
  preset: IPreset;
  remove?: () => Promise<void>;
}): JSX.Element {
  const { form, preset, remove } = props;
  const trans = useTrans();
  const cost = costOf(form.draftOf(preset), trans);
  const share = cost?.share ?? null;
  return (
    <span className="jp-DaskPreset">
      <button
        type="button"
        className="jp-DaskPreset-button"
        onClick={() => form.setSize(preset)}
      >
        <span>{preset.label}</span>
        {cost !== null && (
          <span className="jp-DaskPreset-cost">{cost.text}</span>
        )}
        {share !== null && (
          <span className="jp-DaskPreset-share" aria-hidden="true">
            <span style={{ inlineSize: `${100 * share}%` }} />
          </span>
        )}
      </button>
      {remove && (
        <IconButton
          icon={closeIcon}
          label={trans.__('Remove the preset %1', preset.label)}
          onClick={() => {
            remove().catch(error => {
              notifyFailure(
                trans.__('The preset %1 could not be removed.', preset.label),
                error,
                trans
              );
            });
          }}
        />
      )}
    </span>
  );
}

/**
 * Where the size comes from, and how it becomes a preset.
 */
export function SizeActions(props: PresetsField.IProps): JSX.Element {
  const { form, own } = props;
  const trans = useTrans();
  const [label, setLabel] = React.useState<string | null>(null);
  const [error, setError] = React.useState<string | null>(null);
  const button = React.useRef<HTMLButtonElement>(null);
  const wasNamed = React.useRef(false);
  const isNamed = label !== null;
  React.useEffect(() => {
    // The focus goes back to where it came from.
    if (wasNamed.current && !isNamed) {
      button.current?.focus();
    }
    wasNamed.current = isNamed;
  }, [isNamed]);
  const { gateway, size } = form;
  if (gateway === null) {
    return <></>;
  }
  const save = async (): Promise<void> => {
    const name = label?.trim();
    if (name && size !== null) {
      try {
        await own.add(gateway.id, { label: name, ...size });
        setLabel(null);
        setError(null);
      } catch (reason) {
        setError(formatError(reason, trans));
      }
    }
  };
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
      {label === null ? (
        <button
          ref={button}
          type="button"
          className="jp-DaskLink"
          disabled={size === null}
          onClick={() => setLabel('')}
        >
          {trans.__('Save as preset…')}
        </button>
      ) : (
        <div className="jp-DaskSize-name" {...{ [OWN_KEYS]: true }}>
          <input
            className="jp-DaskField-input"
            type="text"
            autoFocus
            maxLength={MAX_LABEL}
            autoComplete="off"
            aria-label={trans.__('Name of the preset')}
            placeholder={trans.__('Name of the preset')}
            value={label}
            onChange={event => setLabel(event.target.value)}
            onKeyDown={event => {
              if (event.key === 'Enter') {
                void save();
              } else if (event.key === 'Escape') {
                setLabel(null);
              }
            }}
          />
          <button
            type="button"
            className="jp-DaskLink"
            disabled={label.trim() === '' || size === null}
            onClick={() => void save()}
          >
            {trans.__('Save preset')}
          </button>
        </div>
      )}
      {error !== null && (
        <p className="jp-DaskField-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

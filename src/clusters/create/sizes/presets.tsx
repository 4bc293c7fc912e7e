import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IPreset } from '../../../tokens';
import { useKeptFocus, useSignals, useTrans } from '../../../ui/hooks';
import { IconButton } from '../../../ui/iconbutton';
import { notifyFailure } from '../../../ui/notify';
import type { ClusterForm } from '../form';
import { costOf } from './cost';
import type { OwnPresets } from './ownpresets';

import '../../../../style/presets.css';

/**
 * The presets of a gateway, its administrator's and the user's own.
 */
export function PresetsField(props: PresetsField.IProps): JSX.Element {
  const { form, own } = props;
  const trans = useTrans();
  const id = React.useId();
  useSignals(own.changed);
  const group = useKeptFocus<HTMLDivElement>(({ children }, place) =>
    children[Math.min(place, children.length - 1)]?.querySelector('button')
  );
  const { gateway, fields } = form.choices;
  if (gateway === null || fields === null) {
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
      <div
        ref={group}
        className="jp-DaskPresets"
        role="group"
        aria-labelledby={id}
      >
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
          onClick={event => {
            if (event.detail > 1) {
              // After the first half of a double click the next one has moved there.
              return;
            }
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

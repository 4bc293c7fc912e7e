import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/**
 * A button with an icon for a label.
 */
export function IconButton(props: IconButton.IProps): JSX.Element {
  const { icon, label, isBusy = false } = props;
  return (
    <button
      type="button"
      className={`jp-DaskIconButton${isBusy ? ' jp-mod-busy' : ''}`}
      aria-label={label}
      aria-busy={isBusy || undefined}
      aria-pressed={props.isPressed}
      title={label}
      disabled={props.isDisabled === true || isBusy}
      onClick={props.onClick}
    >
      <icon.react tag="span" elementSize="normal" />
    </button>
  );
}

/**
 * A namespace for `IconButton` statics.
 */
export namespace IconButton {
  /**
   * The properties of a button.
   */
  export interface IProps {
    icon: LabIcon;

    /**
     * Its accessible name.
     */
    label: string;

    isDisabled?: boolean;

    /**
     * Whether a toggle button is on; undefined for other buttons.
     */
    isPressed?: boolean;

    /**
     * Whether the action is still in progress.
     */
    isBusy?: boolean;

    onClick: (event: React.MouseEvent) => void;
  }
}

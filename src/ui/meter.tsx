import * as React from 'react';

/**
 * A bar that shows an amount of a whole.
 */
export function Meter(props: Meter.IProps): JSX.Element {
  const { value, maximum, label, text, kind = 'plain' } = props;
  const share = maximum > 0 ? Math.min(1, Math.max(0, value / maximum)) : 0;
  return (
    <div
      className={`jp-DaskMeter jp-mod-${kind}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={maximum}
      aria-valuenow={Math.min(value, maximum)}
      aria-valuetext={text}
    >
      <span
        className="jp-DaskMeter-fill"
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}

/**
 * A namespace for `Meter` statics.
 */
export namespace Meter {
  /**
   * The properties of a meter.
   */
  export interface IProps {
    /**
     * The amount.
     */
    value: number;

    /**
     * The whole.
     */
    maximum: number;

    /**
     * The accessible name.
     */
    label: string;

    /**
     * The value as a text.
     */
    text: string;

    /**
     * The kind of amount, which decides the color.
     */
    kind?: 'plain' | 'tasks' | 'pending' | 'full';
  }
}

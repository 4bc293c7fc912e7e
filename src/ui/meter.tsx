import * as React from 'react';

/**
 * A bar that shows how much of a whole is there.
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
     * How much is there.
     */
    value: number;

    /**
     * How much the whole is.
     */
    maximum: number;

    /**
     * What is measured.
     */
    label: string;

    /**
     * The value in words.
     */
    text: string;

    /**
     * What it measures, which decides its colour.
     */
    kind?: 'plain' | 'tasks' | 'pending';
  }
}

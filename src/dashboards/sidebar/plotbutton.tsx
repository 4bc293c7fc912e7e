import * as React from 'react';

import { useTrans } from '../../ui/hooks';
import type { IPlot } from '../../tokens';
import { starIcon } from '../../ui/dashboardicons';

/**
 * The yellow button of a plot or page, with a star that makes it a favourite.
 */
export function PlotButton(props: PlotButton.IProps): JSX.Element {
  const { plot, launch, isFavourite, prefer } = props;
  const trans = useTrans();
  const title = isFavourite
    ? trans.__('No longer a favourite')
    : trans.__('Make it a favourite');
  return (
    <div className="jp-DaskPlot">
      <button
        type="button"
        className="jp-DaskPlotButton"
        onClick={() => launch(plot)}
      >
        {plot.title}
      </button>
      {prefer !== null && (
        // A check box to the ear: the only button of this name opens the plot.
        <button
          type="button"
          role="checkbox"
          className="jp-DaskPlot-star"
          aria-checked={isFavourite}
          aria-label={trans.__('Favourite: %1', plot.title)}
          title={title}
          onClick={() => prefer(!isFavourite)}
        >
          <starIcon.react tag="span" elementSize="small" />
        </button>
      )}
    </div>
  );
}

/**
 * A namespace for `PlotButton` statics.
 */
export namespace PlotButton {
  /**
   * The properties of a button.
   */
  export interface IProps {
    plot: IPlot;

    /**
     * Opens the plot.
     */
    launch: (plot: IPlot) => void;

    isFavourite: boolean;

    /**
     * Makes it a favourite or not; null for a page, which cannot be one.
     */
    prefer: ((isFavourite: boolean) => void) | null;
  }
}

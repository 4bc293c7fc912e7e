import * as React from 'react';

import type { IPlot } from '../../tokens';
import { useTrans } from '../../ui/hooks';
import { starIcon } from '../icons';

/**
 * The yellow button of a plot or page, with a star that makes it a favorite.
 */
export function PlotButton(props: PlotButton.IProps): JSX.Element {
  const { plot, launch, isFavorite, setFavorite } = props;
  const trans = useTrans();
  return (
    <div className="jp-DaskPlot">
      <button
        type="button"
        className="jp-DaskPlotButton"
        onClick={() => launch(plot)}
      >
        {plot.title}
      </button>
      {setFavorite !== null && (
        // A checkbox to screen readers: the only button of this name opens the plot.
        <button
          type="button"
          role="checkbox"
          className="jp-DaskPlot-star"
          aria-checked={isFavorite}
          aria-label={trans.__('Favorite: %1', plot.title)}
          title={
            isFavorite
              ? trans.__('Remove from favorites')
              : trans.__('Add to favorites')
          }
          onClick={() => setFavorite(plot, !isFavorite)}
        >
          <starIcon.react
            className="jp-DaskPlot-icon"
            tag="span"
            elementSize="small"
          />
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

    isFavorite: boolean;

    /**
     * Adds it to the favorites or removes it; null for a page, which cannot be one.
     */
    setFavorite: ((plot: IPlot, isFavorite: boolean) => void) | null;
  }
}

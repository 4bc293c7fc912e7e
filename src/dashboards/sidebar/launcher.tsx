import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { TransContext, useSignals, useTrans } from '../../ui/hooks';
import type { IDashboards, ILabSettings, IPlot } from '../../tokens';
import { AddressBar } from './addressbar';
import { PlotButton } from './plotbutton';
import { filterPlots, group, pagesOf, slugOf } from '../plots';

/**
 * From how many plots on a filter helps.
 */
const FILTER_FROM = 8;

/**
 * The part of the sidebar with the dashboard's address and its plots.
 */
export class DashboardLauncher extends ReactWidget {
  constructor(private readonly _options: DashboardLauncher.IOptions) {
    super();
    this.addClass('jp-DaskLauncher');
  }

  protected render(): JSX.Element {
    return (
      <TransContext.Provider value={this._options.trans}>
        <AddressBar {...this._options} />
        <Plots {...this._options} />
      </TransContext.Provider>
    );
  }
}

/**
 * A namespace for `DashboardLauncher` statics.
 */
export namespace DashboardLauncher {
  /**
   * What the launcher shows and does.
   */
  export interface IOptions {
    /**
     * The dashboard.
     */
    dashboards: IDashboards;

    /**
     * Keeps the favourites.
     */
    settings: ILabSettings;

    /**
     * Opens a plot as a tab.
     */
    launch: (plot: IPlot) => void;

    /**
     * Looks for dashboards in notebooks; never rejects. Null where there are no notebooks.
     */
    find: (() => Promise<void>) | null;

    /**
     * The translator's bundle.
     */
    trans: TranslationBundle;
  }
}

/**
 * One yellow button for each plot.
 */
function Plots(props: DashboardLauncher.IOptions): JSX.Element {
  const { dashboards, settings, launch } = props;
  const trans = useTrans();
  useSignals(dashboards.changed, settings.changed);
  const [filter, setFilter] = React.useState('');
  const { plots, base } = dashboards;
  const slugs = settings.values.favourites;
  const { favourites, others } = group(plots, slugs);
  const shownPages = base === null ? [] : pagesOf(trans);
  const groups = [
    { title: trans.__('Favourites'), width: 'half', plots: favourites },
    { title: trans.__('Whole pages'), width: 'third', plots: shownPages },
    { title: trans.__('All others'), width: 'full', plots: others }
  ]
    .map(one => ({ ...one, plots: filterPlots(one.plots, filter) }))
    .filter(({ plots }) => plots.length > 0);
  return (
    <section
      className="jp-DaskDashboards"
      role="region"
      aria-label={trans.__('Dashboards')}
    >
      <div className="jp-DaskSection-header">
        <h2>{trans.__('Dashboards')}</h2>
        {plots.length >= FILTER_FROM && (
          <input
            className="jp-DaskDashboards-filter"
            type="text"
            role="textbox"
            aria-label={trans.__('Filter dashboards')}
            placeholder={trans.__('Filter')}
            value={filter}
            onChange={event => setFilter(event.target.value)}
          />
        )}
      </div>
      <div className="jp-DaskSection-body">
        <State dashboards={dashboards} />
        {groups.map(({ title, width, plots }) => (
          <div key={title} role="group" aria-label={title}>
            <h3 className="jp-DaskDashboards-group">{title}</h3>
            <div className={`jp-DaskDashboards-buttons jp-mod-${width}`}>
              {plots.map(plot => (
                <PlotButton
                  key={plot.path}
                  plot={plot}
                  launch={launch}
                  isFavourite={favourites.includes(plot)}
                  prefer={
                    shownPages.includes(plot)
                      ? null
                      : isFavourite => {
                          const slug = slugOf(plot.path);
                          const rest = slugs.filter(one => one !== slug);
                          const kept = isFavourite ? [...rest, slug] : rest;
                          // What cannot be kept stays as it is.
                          void settings
                            .set('favourites', kept)
                            .catch(() => undefined);
                        }
                  }
                />
              ))}
            </div>
          </div>
        ))}
        {plots.length > 0 && groups.length === 0 && (
          <p className="jp-DaskQuiet">
            {trans.__('No dashboard has “%1” in its name.', filter)}
          </p>
        )}
      </div>
    </section>
  );
}

/**
 * Why there are no plots, in words.
 */
function State(props: { dashboards: IDashboards }): JSX.Element {
  const { dashboards } = props;
  const { state, label } = dashboards;
  const trans = useTrans();
  switch (state) {
    case 'ready':
      return <></>;
    case 'none':
      return (
        <p className="jp-DaskQuiet">
          {trans.__('The plots of a running cluster appear here.')}
        </p>
      );
    case 'waiting':
      return (
        <p className="jp-DaskQuiet" role="status">
          {trans.__('%1 is starting; its plots appear here.', label ?? '')}
        </p>
      );
    case 'loading':
      return (
        <p className="jp-DaskLoading" role="status">
          {trans.__('Asking for the plots…')}
        </p>
      );
    case 'lost':
      return (
        <p className="jp-DaskQuiet" role="status">
          {trans.__(
            '%1 is gone. Create or click another cluster to see its plots.',
            label ?? ''
          )}
        </p>
      );
    case 'failed':
      return (
        <p className="jp-DaskQuiet" role="status">
          {trans.__('The dashboard of %1 does not answer.', label ?? '')}{' '}
          <button
            type="button"
            className="jp-DaskLink"
            onClick={() => dashboards.retry()}
          >
            {trans.__('Try again')}
          </button>
        </p>
      );
  }
}

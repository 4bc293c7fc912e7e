import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import type {
  IClusterManager,
  IDashboards,
  ILabSettings,
  IPlot
} from '../../tokens';
import { Rendered } from '../../ui/boundary';
import { useSignals, useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import {
  filterPlots,
  hasGPUs,
  isGPUPlot,
  pagesOf,
  slugOf,
  splitFavorites
} from '../plots';
import { PlotButton } from './plotbutton';

/**
 * The number of plots from which a filter helps.
 */
const FILTER_FROM = 8;

/**
 * The section of the sidebar with the buttons of the plots.
 */
export class DashboardLauncher extends ReactWidget {
  constructor(private readonly _options: DashboardLauncher.IOptions) {
    super();
    this.addClass('jp-DaskLauncher');
  }

  protected render(): JSX.Element {
    return (
      <Rendered trans={this._options.trans}>
        <Plots {...this._options} />
      </Rendered>
    );
  }
}

/**
 * A namespace for `DashboardLauncher` statics.
 */
export namespace DashboardLauncher {
  /**
   * The options of the section.
   */
  export interface IOptions {
    /**
     * The dashboard.
     */
    dashboards: IDashboards;

    /**
     * Knows what clusters were created with.
     */
    manager: Pick<IClusterManager, 'find'>;

    /**
     * Stores the favorites.
     */
    settings: ILabSettings;

    /**
     * Opens a plot as a tab.
     */
    launch: (plot: IPlot) => void;

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
  const slugs = settings.values.favorites;
  const { favorites, others } = splitFavorites(plots, slugs);
  // Where nothing tells of GPUs, who looks for their plots finds them.
  const shown =
    filter.trim() === '' && isWithoutGPUs(props)
      ? others.filter(plot => !isGPUPlot(plot))
      : others;
  const pages = base === null ? [] : pagesOf(trans);
  const groups = [
    { title: trans.__('Favorites'), width: 'half', plots: favorites },
    { title: trans.__('Full pages'), width: 'third', plots: pages },
    { title: trans.__('More plots'), width: 'full', plots: shown }
  ]
    .map(group => ({ ...group, plots: filterPlots(group.plots, filter) }))
    .filter(group => group.plots.length > 0);
  const setFavorite = (plot: IPlot, isFavorite: boolean): void => {
    const slug = slugOf(plot.path);
    // What cannot be stored stays as it is.
    settings
      .update('favorites', before => {
        const rest = before.filter(one => one !== slug);
        return isFavorite ? [...rest, slug] : rest;
      })
      .catch(() => undefined);
  };
  return (
    <>
      {plots.length >= FILTER_FROM && (
        <div className="jp-DaskSection-toolbar">
          <input
            className="jp-DaskFilter"
            type="text"
            // JupyterLab's FilterBox has a button without a name.
            aria-label={trans.__('Filter dashboards')}
            placeholder={trans.__('Filter dashboards')}
            value={filter}
            onChange={event => setFilter(event.target.value)}
          />
        </div>
      )}
      <div className="jp-DaskSection-body">
        <State dashboards={dashboards} />
        {groups.map(group => (
          <div key={group.title} role="group" aria-label={group.title}>
            <h3 className="jp-DaskPlots-title">{group.title}</h3>
            <div className={`jp-DaskPlots jp-mod-${group.width}`}>
              {group.plots.map(plot => (
                <PlotButton
                  key={plot.path}
                  plot={plot}
                  launch={launch}
                  isFavorite={favorites.includes(plot)}
                  setFavorite={pages.includes(plot) ? null : setFavorite}
                />
              ))}
            </div>
          </div>
        ))}
        {plots.length > 0 && groups.length === 0 && (
          <p className="jp-DaskQuiet">
            {trans.__('No dashboard matches “%1”.', filter)}
          </p>
        )}
      </div>
    </>
  );
}

/**
 * Whether the dashboard is that of a cluster without GPUs.
 */
function isWithoutGPUs({
  dashboards,
  manager
}: DashboardLauncher.IOptions): boolean {
  const { pin } = dashboards;
  const cluster = pin && 'gateway' in pin ? manager.find(pin) : null;
  return !!cluster && !hasGPUs(cluster.options);
}

/**
 * Why there are no plots.
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
          {trans.__('%1 is starting. Its plots will appear here.', label ?? '')}
        </p>
      );
    case 'loading':
      return <Loading text={trans.__('Loading plots…')} />;
    case 'stopped':
      return (
        <p className="jp-DaskQuiet" role="status">
          {trans.__(
            '%1 has stopped. Select or create a cluster to see its dashboards.',
            label ?? ''
          )}
        </p>
      );
    case 'failed':
      return (
        <p className="jp-DaskQuiet" role="status">
          {trans.__('The dashboard of %1 is not responding.', label ?? '')}{' '}
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

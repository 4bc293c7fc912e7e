import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { ClusterActivity, ClusterRef } from '../../api/models';
import { formatMemory, formatNumber, formatRoughly } from '../../ui/format';
import { useNow, useSignals, useTrans } from '../../ui/hooks';
import type { ActivityModel } from '../activity';

/**
 * The size of a plot in its own units.
 */
const WIDTH = 60;
const HEIGHT = 18;

/**
 * The longest and the shortest time that a plot spans, in seconds.
 */
const LONGEST = 3600;
const SHORTEST = 600;

/**
 * How often the last hour of a cluster that goes on is looked at again, and how often before it can be shown.
 */
const RENEW_MS = 60_000;
const FIRST_RENEW_MS = 15_000;

/**
 * The last hour of a cluster: workers, cores, memory and tasks, each a small plot.
 */
export function LastHour(props: {
  cluster: ClusterRef;
  activity: ActivityModel;

  /** Whether it goes on. */
  isLive: boolean;
}): JSX.Element {
  const { cluster, activity } = props;
  const trans = useTrans();
  useSignals(activity.changed);
  const hour = activity.get(cluster);
  const isShown = hour !== null && hour.at.length > 1;
  useNow(Date.now, props.isLive ? (isShown ? RENEW_MS : FIRST_RENEW_MS) : null);
  const ref = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    // Nobody looks at a panel that is closed, or at a page behind another.
    if (ref.current?.checkVisibility?.() !== false && !document.hidden) {
      activity.request(cluster);
    }
  });
  if (!isShown) {
    return <div ref={ref} />;
  }
  const plots = (
    <div
      className="jp-DaskHour"
      ref={ref}
      role="group"
      aria-label={trans.__('The last hour')}
    >
      {seriesOf(hour, trans).map(series => (
        <Plot key={series.name} hour={hour} series={series} />
      ))}
    </div>
  );
  // A card has no room for all of it; who wants to know more unfolds it.
  return props.isLive ? (
    <details className="jp-DaskHour-fold">
      <summary className="jp-DaskHour-glance">
        <span className="jp-DaskHour-name">{trans.__('Last hour')}</span>
        <Glance hour={hour} trans={trans} />
      </summary>
      {plots}
    </details>
  ) : (
    plots
  );
}

/**
 * One of the numbers of the last hour.
 */
interface ISeries {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
}

/**
 * The numbers of the last hour; memory where it was seen.
 */
function seriesOf(
  hour: ClusterActivity,
  trans: TranslationBundle
): readonly ISeries[] {
  const memory: ISeries = {
    name: trans.__('Memory'),
    values: hour.memory_gib,
    format: gib => formatMemory(gib, trans)
  };
  const format = (value: number): string => formatNumber(value, trans);
  return [
    { name: trans.__('Workers'), values: hour.workers, format },
    { name: trans.__('Cores'), values: hour.cores, format },
    ...(hour.memory_gib.some(value => value !== null) ? [memory] : []),
    { name: trans.__('Tasks'), values: hour.tasks, format }
  ];
}

/**
 * Say what a plot shows.
 */
function describe(
  hour: ClusterActivity,
  { name, values, format }: ISeries,
  trans: TranslationBundle
): string {
  const known = values.filter(value => value !== null);
  return trans.__(
    '%1 in the last %2: %3 to %4, at the end %5',
    name,
    formatRoughly(spanOf(hour), trans),
    format(Math.min(...known)),
    format(Math.max(...known)),
    format(known.at(-1) ?? 0)
  );
}

/**
 * Workers and tasks in one plot, for a first look.
 */
function Glance(props: {
  hour: ClusterActivity;
  trans: TranslationBundle;
}): JSX.Element {
  const { hour, trans } = props;
  const series = seriesOf(hour, trans);
  const shown = [series[series.length - 1], series[0]];
  const text = shown.map(one => describe(hour, one, trans)).join('. ');
  return (
    <svg
      className="jp-DaskHour-glanced"
      role="img"
      aria-label={text}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      {/* The tooltip of a plot. */}
      <title>{text}</title>
      {shown.map(({ name, values }, index) => (
        <path
          key={name}
          className={index === 0 ? 'jp-mod-tasks' : undefined}
          d={pathOf(hour, values, Math.max(...values.map(Number)))}
        />
      ))}
    </svg>
  );
}

/**
 * One plot, with what it says as a text.
 */
function Plot(props: { hour: ClusterActivity; series: ISeries }): JSX.Element {
  const { hour, series } = props;
  const { name, values, format } = series;
  const trans = useTrans();
  const known = values.filter(value => value !== null);
  const text = describe(hour, series, trans);
  return (
    <figure className="jp-DaskHour-plot" title={text}>
      <svg
        role="img"
        aria-label={text}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <path d={pathOf(hour, values, Math.max(...known))} />
      </svg>
      <figcaption aria-hidden="true">
        <span>{name}</span>
        <b>{format(known.at(-1) ?? 0)}</b>
      </figcaption>
    </figure>
  );
}

/**
 * Return when the last step of a plot ends.
 */
function endOf({ at, step }: Pick<ClusterActivity, 'at' | 'step'>): number {
  return (at.at(-1) ?? 0) + step;
}

/**
 * Return the time that was seen, in seconds.
 */
function spanOf(hour: ClusterActivity): number {
  return Math.min(LONGEST, endOf(hour) - hour.at[0]);
}

/**
 * Return the path of a plot: steps, which begin anew where nobody looked.
 */
export function pathOf(
  { at, step }: ClusterActivity,
  values: readonly (number | null)[],
  most: number
): string {
  const end = endOf({ at, step });
  const span = Math.min(LONGEST, Math.max(SHORTEST, end - at[0]));
  const x = (time: number): string =>
    Math.max(0, WIDTH * (1 - (end - time) / span)).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - 1 - (most > 0 ? (value / most) * (HEIGHT - 2) : 0)).toFixed(1);
  let path = '';
  let isOpen = false;
  at.forEach((time, index) => {
    const value = values[index];
    if (value === null || time + step <= end - span) {
      isOpen = false;
      return;
    }
    isOpen = isOpen && time - at[index - 1] <= 2 * step;
    path += isOpen ? `V${y(value)}` : `M${x(time)} ${y(value)}`;
    // A single gap of one step is one that a busy server has missed.
    path += `H${x(time + step)}`;
    isOpen = true;
  });
  return path;
}

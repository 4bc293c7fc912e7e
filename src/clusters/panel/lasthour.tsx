import * as React from 'react';

import type { ClusterActivity, ClusterRef } from '../../api/models';
import { formatMemory, formatNumber } from '../../ui/format';
import { useSignals, useTrans } from '../../ui/hooks';
import type { ActivityModel } from '../activity';

/**
 * The size of a plot in its own units, and the time that it spans in seconds.
 */
const WIDTH = 60;
const HEIGHT = 18;
const SPAN = 3600;

/**
 * The last hour of a cluster: workers, cores, memory and tasks, each a small plot.
 */
export function LastHour(props: {
  cluster: ClusterRef;
  activity: ActivityModel;
}): JSX.Element {
  const { cluster, activity } = props;
  const trans = useTrans();
  useSignals(activity.changed);
  // Whenever the cluster has changed, and not more than once a minute.
  React.useEffect(() => activity.request(cluster));
  const hour = activity.get(cluster);
  if (hour === null || hour.at.length < 2) {
    return <></>;
  }
  const memory = hour.memory_gib.some(value => value !== null);
  const plots = [
    { name: trans.__('Workers'), values: hour.workers, format: formatNumber },
    { name: trans.__('Cores'), values: hour.cores, format: formatNumber },
    ...(memory
      ? [
          {
            name: trans.__('Memory'),
            values: hour.memory_gib,
            format: (gib: number) => formatMemory(gib, trans)
          }
        ]
      : []),
    { name: trans.__('Tasks'), values: hour.tasks, format: formatNumber }
  ];
  return (
    <div
      className="jp-DaskHour"
      role="group"
      aria-label={trans.__('The last hour')}
    >
      {plots.map(({ name, values, format }) => (
        <Plot
          key={name}
          name={name}
          hour={hour}
          values={values}
          format={format}
        />
      ))}
    </div>
  );
}

/**
 * One plot, with what it says as a text.
 */
function Plot(props: {
  name: string;
  hour: ClusterActivity;
  values: readonly (number | null)[];
  format: (value: number) => string;
}): JSX.Element {
  const { name, hour, values, format } = props;
  const trans = useTrans();
  const known = values.filter(value => value !== null);
  const most = Math.max(...known, 0);
  const last = known.at(-1) ?? 0;
  const text = trans.__(
    '%1 in the last hour that was seen: %2 to %3, at the end %4',
    name,
    format(Math.min(...known)),
    format(most),
    format(last)
  );
  return (
    <figure className="jp-DaskHour-plot" title={text}>
      <svg
        role="img"
        aria-label={text}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <path d={pathOf(hour, values, most)} />
      </svg>
      <figcaption aria-hidden="true">
        {name} <b>{format(last)}</b>
      </figcaption>
    </figure>
  );
}

/**
 * Return the path of a plot: steps, which begin anew where nobody looked.
 */
export function pathOf(
  { at, step }: ClusterActivity,
  values: readonly (number | null)[],
  most: number
): string {
  const end = (at.at(-1) ?? 0) + step;
  const x = (time: number): string =>
    Math.max(0, WIDTH * (1 - (end - time) / SPAN)).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - 1 - (most > 0 ? (value / most) * (HEIGHT - 2) : 0)).toFixed(1);
  let path = '';
  let isOpen = false;
  at.forEach((time, index) => {
    const value = values[index];
    if (value === null || time + step <= end - SPAN) {
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

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Gateway } from '../../api/models';
import { formatDuration } from '../../ui/format';

/**
 * Describe in one line how long a gateway's clusters may take to start and live; empty where nothing is known.
 */
export function describeLifetimes(
  gateway: Pick<Gateway, 'start_timeout' | 'idle_timeout' | 'lifetime'>,
  trans: TranslationBundle
): string {
  const { start_timeout, idle_timeout, lifetime } = gateway;
  const line = (
    seconds: number | null,
    format: (duration: string) => string
  ): string => (seconds ? format(formatDuration(seconds, trans)) : '');
  return [
    line(start_timeout, time => trans.__('Starts within %1.', time)),
    line(idle_timeout, time => trans.__('Stops after %1 without work.', time)),
    line(lifetime, time => trans.__('Stops after %1 in any case.', time))
  ]
    .filter(Boolean)
    .join(' ');
}

import type { Cluster, Gateway } from '../api/models';
import { secondsSince } from '../ui/format';

/**
 * The longest time before an end in which it is warned of, in seconds.
 */
const WARN_BEFORE = 600;

/**
 * That share of a short life or a short patience is enough warning.
 */
const WARN_SHARE = 0.1;

/**
 * How a running cluster will end by itself.
 */
export interface IEnding {
  /**
   * Whether its time is over then, or it will have been without work for too long.
   */
  readonly kind: 'lifetime' | 'idle';

  /**
   * When it ends, as the wire tells it.
   */
  readonly at: string;

  /**
   * From how many seconds before the end on to warn of it.
   */
  readonly warnBefore: number;
}

/**
 * The next end of a running cluster; null where none is known.
 */
export function endingOf(
  cluster: Cluster,
  gateway: Gateway | undefined
): IEnding | null {
  const { expires_at, idle_ends_at, started_at, created_at } = cluster;
  if (cluster.status !== 'running') {
    return null;
  }
  const isIdleFirst =
    idle_ends_at !== null &&
    (expires_at === null || Date.parse(idle_ends_at) < Date.parse(expires_at));
  if (isIdleFirst) {
    const patience = gateway?.idle_timeout ?? Infinity;
    return {
      kind: 'idle',
      at: idle_ends_at,
      warnBefore: Math.min(WARN_BEFORE, patience * WARN_SHARE)
    };
  }
  if (expires_at === null) {
    return null;
  }
  const life = secondsSince(started_at ?? created_at, Date.parse(expires_at));
  return {
    kind: 'lifetime',
    at: expires_at,
    warnBefore: Math.min(WARN_BEFORE, life * WARN_SHARE)
  };
}

/**
 * Seconds from a moment to an end.
 */
export function secondsLeft(ending: IEnding, now: number): number {
  return -secondsSince(ending.at, now);
}

import type { Cluster, Gateway } from '../api/models';
import { secondsSince } from '../ui/format';

/**
 * How long before the end to warn at most, in seconds.
 */
const MAX_WARNING_SECONDS = 600;

/**
 * The part of a short lifetime or idle timeout in which to warn.
 */
const WARNING_FRACTION = 0.1;

/**
 * The end of a running cluster that nobody shuts down.
 */
export interface IExpiry {
  /**
   * Whether its lifetime is over, or it has been idle for too long.
   */
  readonly kind: 'lifetime' | 'idle';

  /**
   * When it ends, as a time of the server.
   */
  readonly at: string;

  /**
   * How many seconds before the end to warn.
   */
  readonly warnBefore: number;
}

/**
 * Return the next end of a running cluster; null if none is known.
 */
export function expiryOf(
  cluster: Cluster,
  gateway: Gateway | undefined
): IExpiry | null {
  const { expires_at, idle_ends_at, started_at, created_at } = cluster;
  if (cluster.status !== 'running') {
    return null;
  }
  const isIdleFirst =
    idle_ends_at !== null &&
    (expires_at === null || Date.parse(idle_ends_at) < Date.parse(expires_at));
  if (isIdleFirst) {
    const timeout = gateway?.idle_timeout ?? Infinity;
    return {
      kind: 'idle',
      at: idle_ends_at,
      warnBefore: Math.min(MAX_WARNING_SECONDS, timeout * WARNING_FRACTION)
    };
  }
  if (expires_at === null) {
    return null;
  }
  const lifetime = secondsSince(
    started_at ?? created_at,
    Date.parse(expires_at)
  );
  return {
    kind: 'lifetime',
    at: expires_at,
    warnBefore: Math.min(MAX_WARNING_SECONDS, lifetime * WARNING_FRACTION)
  };
}

/**
 * Return the seconds from a moment to an end.
 */
export function secondsLeft(expiry: IExpiry, now: number): number {
  return -secondsSince(expiry.at, now);
}

import type { ClusterRef } from '../api/models';
import { keyOf } from '../clusters/cluster';
import { CommandIDs } from '../tokens/commands';

/**
 * The commands whose second call, while the first goes on, is a slip: a double click.
 */
const ONCE: ReadonlySet<string> = new Set([
  CommandIDs.scale,
  CommandIDs.shutDown,
  CommandIDs.shutDownAll,
  CommandIDs.dismiss,
  CommandIDs.retry,
  CommandIDs.editAndRetry,
  CommandIDs.rename,
  CommandIDs.checkSetup,
  CommandIDs.insertClientCode,
  CommandIDs.findDashboards
]);

/**
 * The calls that go on, by command and cluster.
 */
const calls = new Map<string, Promise<unknown>>();

/**
 * Call a command's handler, unless the same call goes on already; then return its result.
 *
 * @param target - The cluster to act on; null for none.
 */
export function once(
  id: string,
  target: ClusterRef | null,
  call: () => unknown
): Promise<unknown> {
  if (!ONCE.has(id)) {
    return Promise.resolve(call());
  }
  const key = `${id} ${target ? keyOf(target) : ''}`;
  let result = calls.get(key);
  if (!result) {
    result = Promise.resolve(call()).finally(() => calls.delete(key));
    calls.set(key, result);
  }
  return result;
}

import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

import type { IClusterManager } from '../tokens';

/**
 * How often to look at the clock, and the gap by which a machine has slept: browsers put off the
 * timers of pages that are not shown by a minute.
 */
const TICK_MS = 15_000;
const SLEEP_MS = 150_000;

/**
 * Call back whenever connections that broke can be made again: the Jupyter server responds again,
 * or the machine wakes up; until the result is disposed.
 */
export function watchRecovery(
  manager: Pick<IClusterManager, 'problem' | 'stateChanged'>,
  call: () => unknown
): IDisposable {
  let hadProblem = manager.problem !== null;
  let last = Date.now();
  const onStateChanged = (): void => {
    const isBack = hadProblem && manager.problem === null;
    hadProblem = manager.problem !== null;
    if (isBack) {
      call();
    }
  };
  const timer = window.setInterval(() => {
    const hasSlept = Date.now() - last > SLEEP_MS;
    last = Date.now();
    if (hasSlept) {
      call();
    }
  }, TICK_MS);
  manager.stateChanged.connect(onStateChanged);
  return new DisposableDelegate(() => {
    window.clearInterval(timer);
    manager.stateChanged.disconnect(onStateChanged);
  });
}

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { LogTab } from '../clusters/logs/tab';
import type { WorkersTab } from '../clusters/workers/tab';
import type { DashboardTab } from '../dashboards/tab/tab';
import type * as notebooks from '../notebooks';
import type { IServices } from '../services';
import { orReload } from '../ui/reload';
import type { ITarget } from './args';
import type * as dialogs from './dialogs';

/**
 * What only some commands need.
 */
export interface IExtras {
  /**
   * The open tabs of dashboards, logs and workers.
   */
  readonly tracker?: WidgetTracker<DashboardTab | LogTab | WorkersTab>;
}

/**
 * What a command is called with.
 */
export interface ICommandContext extends IExtras {
  readonly app: JupyterFrontEnd;
  readonly args: ReadonlyPartialJSONObject;

  /**
   * The cluster to act on; null for the selected one.
   */
  readonly target: ITarget | null;

  readonly trans: TranslationBundle;
}

/**
 * What executes a command.
 */
export type Handler = (context: ICommandContext & IServices) => unknown;

const importDialogs = (): Promise<typeof dialogs> =>
  import(/* webpackChunkName: "dialog" */ './dialogs');

/**
 * Load the dialogs and the tabs of logs and workers.
 */
export function loadDialogs(trans: TranslationBundle): Promise<typeof dialogs> {
  return orReload(importDialogs(), trans);
}

/**
 * Load the dialogs before they are asked for, so that a click opens one at once.
 */
export function preloadDialogs(): void {
  // Whoever opens one is told what goes wrong.
  void importDialogs().catch(() => undefined);
}

/**
 * Load what works with notebooks.
 */
export function loadNotebooks(
  trans: TranslationBundle
): Promise<typeof notebooks> {
  return orReload(
    import(/* webpackChunkName: "notebooks" */ '../notebooks'),
    trans
  );
}

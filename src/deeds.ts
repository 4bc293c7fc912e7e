import type { JupyterFrontEnd } from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';

import { ClusterActions } from './clusters/actions';
import { openLayout, saveLayout } from './dashboards/arrange';
import { placeOf } from './dashboards/layout';
import { openDashboard } from './dashboards/open';
import { pinOf } from './dashboards/pinned';
import { showAddress } from './dashboards/show';
import type { DashboardTab } from './dashboards/tab';
import { insertClientCode } from './notebooks/client';
import { offerDashboards } from './notebooks/offer';
import type { IServices } from './services';
import { loadServices } from './services';
import { CommandIDs, DaskCommandIDs, PANEL_ID } from './tokens';
import type { ClusterRef } from './wire';

/**
 * What only some commands need.
 */
export interface IExtras {
  /**
   * The tabs that are open.
   */
  readonly tracker?: WidgetTracker<DashboardTab>;
}

/**
 * What a command is given.
 */
export interface IContext extends IExtras {
  readonly app: JupyterFrontEnd;
  readonly args: ReadonlyPartialJSONObject;

  /**
   * The cluster that it is about; null for the chosen one.
   */
  readonly ref: ClusterRef | null;

  readonly trans: TranslationBundle;
}

type Deed = (context: IContext & IServices) => unknown;

const CLUSTER = {
  gateway: { type: 'string' },
  name: { type: 'string' },
  context: {
    type: 'boolean',
    description: 'Take the cluster under the context menu'
  },
  again: {
    type: 'boolean',
    description: 'Name it as what is done with a cluster that ended'
  }
};

/**
 * The arguments of commands that take any.
 */
const ARGUMENTS: Readonly<Record<string, ReadonlyJSONObject>> = {
  [CommandIDs.scale]: CLUSTER,
  [CommandIDs.shutDown]: CLUSTER,
  [CommandIDs.dismiss]: CLUSTER,
  [CommandIDs.retry]: CLUSTER,
  [CommandIDs.activate]: CLUSTER,
  [CommandIDs.insertClientCode]: CLUSTER,
  [CommandIDs.openDashboard]: {
    plot: {
      type: 'string',
      description: "A plot's title or path; else the status page"
    },
    pin: {
      type: 'object',
      description: 'The cluster that the tab stays with: gateway, name, label'
    },
    id: { type: 'string', description: 'The id that the tab had' }
  }
};

type TabOptions = Omit<openDashboard.IOptions, 'plot' | 'pin'> & IServices;

function tabOptions(context: IContext & IServices): TabOptions {
  const { app, tracker } = context;
  if (!tracker) {
    throw new Error('This command has no tabs to work with');
  }
  const showClusters = (): void =>
    void app.commands.execute(CommandIDs.openPanel);
  return { ...context, tracker, showClusters };
}

const actions = (context: IContext & IServices): ClusterActions =>
  new ClusterActions(context);

/**
 * What each command does.
 */
const DEEDS: Readonly<Record<string, Deed>> = {
  [CommandIDs.openPanel]: ({ app }) => app.shell.activateById(PANEL_ID),
  [CommandIDs.newCluster]: async context => {
    const { app } = context;
    const notebooks = await app.resolveOptionalService(INotebookTracker);
    const session = notebooks?.currentWidget?.sessionContext;
    const created = await actions(context).create(
      session?.session?.kernel?.name ?? session?.kernelPreference.name ?? null
    );
    if (created) {
      app.shell.activateById(PANEL_ID);
    }
  },
  [CommandIDs.refresh]: context => actions(context).refresh(),
  [CommandIDs.scale]: context => actions(context).scale(context.ref),
  [CommandIDs.shutDown]: context => actions(context).shutDown(context.ref),
  [CommandIDs.dismiss]: context => actions(context).shutDown(context.ref),
  [CommandIDs.retry]: context => actions(context).retry(context.ref),
  [CommandIDs.activate]: context => actions(context).activate(context.ref),
  [CommandIDs.insertClientCode]: async context => {
    const tracker = await context.app.resolveOptionalService(INotebookTracker);
    return tracker && insertClientCode({ ...context, tracker });
  },
  [CommandIDs.findDashboards]: async context => {
    const tracker = await context.app.resolveOptionalService(INotebookTracker);
    return tracker && offerDashboards({ ...context, tracker });
  },
  [CommandIDs.openDashboard]: context => {
    const { args } = context;
    return openDashboard({
      ...tabOptions(context),
      plot: String(args.plot ?? 'status'),
      pin: pinOf(args.pin),
      id: typeof args.id === 'string' ? args.id : undefined
    });
  },
  [CommandIDs.openLayout]: context => openLayout(tabOptions(context)),
  [CommandIDs.saveLayout]: async context =>
    saveLayout({
      ...tabOptions(context),
      shell: await context.app.resolveOptionalService(ILabShell)
    }),
  [CommandIDs.toggleAutoStart]: ({ settings }) =>
    settings.set('autoStartClient', !settings.values.autoStartClient),
  [DaskCommandIDs.launchDashboard]: context => {
    const { item, options } = context.args as Partial<
      Record<string, ReadonlyPartialJSONObject>
    >;
    const mode = typeof options?.mode === 'string' ? options.mode : undefined;
    return openDashboard({
      ...tabOptions(context),
      plot: String(item?.route ?? item?.label ?? 'status'),
      pin: null,
      place: mode ? placeOf(mode, options?.ref) : undefined
    });
  },
  [DaskCommandIDs.populateUrl]: async ({ app, args, dashboards, trans }) => {
    if (typeof args.url !== 'string' || args.url === '') {
      await app.commands.execute(CommandIDs.findDashboards);
    } else if (!(await showAddress(dashboards, args.url, trans))) {
      return '';
    }
    return dashboards.address;
  },
  [DaskCommandIDs.populateAndLaunch]: async ({ app, args }) => {
    if (await app.commands.execute(DaskCommandIDs.populateUrl, args)) {
      await app.commands.execute(CommandIDs.openLayout);
    }
  },
  ...Object.fromEntries(
    [
      [DaskCommandIDs.launchLayout, CommandIDs.openLayout],
      [DaskCommandIDs.injectClientCode, CommandIDs.insertClientCode],
      [DaskCommandIDs.launchCluster, CommandIDs.newCluster],
      [DaskCommandIDs.stopCluster, CommandIDs.shutDown],
      [DaskCommandIDs.scaleCluster, CommandIDs.scale],
      [DaskCommandIDs.toggleAutoStart, CommandIDs.toggleAutoStart]
    ].map(([old, id]): [string, Deed] => [
      old,
      ({ app, args }) => app.commands.execute(id, args)
    ])
  )
};

/**
 * Do what a command is for.
 *
 * @param id - The command's id.
 */
export async function perform(id: string, context: IContext): Promise<unknown> {
  const services = await loadServices(context.app);
  return DEEDS[id]({ ...context, ...services });
}

/**
 * Describe the arguments of a command.
 *
 * @param id - The command's id.
 */
export function argumentsOf(id: string): { args: ReadonlyJSONObject } {
  return { args: { type: 'object', properties: ARGUMENTS[id] ?? {} } };
}

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';

import { ClusterActions } from './clusters';
import { editUsersFile } from '../clusters/configfile/open';
import { LeftOff } from '../clusters/create/savedform';
import { clusterOf } from './args';
import { openLayout, saveLayout } from '../dashboards/tab/arrange';
import { placeOf } from '../dashboards/layout';
import { openDashboard } from '../dashboards/tab/open';
import { pinOf } from '../dashboards/pinned';
import { showAddress } from '../dashboards/show';
import type { DashboardTab } from '../dashboards/tab/tab';
import { insertClientCode } from '../notebooks/insert';
import { sessionsOf } from '../notebooks/activate';
import { offerDashboards } from '../notebooks/discover';
import type { DaskCommand } from '../tokens/ids';
import type { IServices } from '../services';
import { loadServices } from '../services';
import { CommandIDs, PANEL_ID } from '../tokens';
import type { ClusterRef } from '../api/models';

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

/**
 * The new cluster that the user has left for the file of variables, if any.
 */
const LEFT_OFF = new LeftOff();

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

const ADDRESS = {
  url: {
    type: 'string',
    description: 'The address of a dashboard; else one that a notebook knows'
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
  },
  'dask:launch-dashboard': {
    item: {
      type: 'object',
      description: 'The plot: its route or label; else the status page'
    },
    options: {
      type: 'object',
      description:
        'Where a new tab goes: a mode, beside the widget of the id ref'
    }
  },
  'dask:populate-dashboard-url': ADDRESS,
  'dask:populate-and-launch-layout': ADDRESS,
  'dask:inject-client-code': CLUSTER,
  'dask:stop-cluster': CLUSTER,
  'dask:scale-cluster': CLUSTER
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
 * What the commands of dask-labextension do.
 */
const OLD_DEEDS: Readonly<Record<DaskCommand, Deed>> = {
  'dask:launch-dashboard': context => {
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
  'dask:populate-dashboard-url': async context => {
    const { args, dashboards, trans } = context;
    const url = typeof args.url === 'string' ? args.url : '';
    const isShown =
      url === ''
        ? await findDashboards(context, true)
        : await showAddress(dashboards, url, trans);
    return isShown ? dashboards.address || url : '';
  },
  'dask:populate-and-launch-layout': async ({ app, args }) => {
    if (await app.commands.execute('dask:populate-dashboard-url', args)) {
      await app.commands.execute(CommandIDs.openLayout);
    }
  },
  'dask:launch-layout': like(CommandIDs.openLayout),
  'dask:inject-client-code': like(CommandIDs.insertClientCode),
  'dask:launch-cluster': like(CommandIDs.newCluster),
  'dask:stop-cluster': like(CommandIDs.shutDown),
  'dask:scale-cluster': like(CommandIDs.scale),
  'dask:toggle-auto-start-client': like(CommandIDs.toggleAutoStart)
};

function like(id: string): Deed {
  return context => DEEDS[id](context);
}

async function findDashboards(
  context: IContext & IServices,
  isRecentFirst: boolean
): Promise<boolean> {
  const sessions = await sessionsOf(context.app);
  return offerDashboards({ ...context, sessions, isRecentFirst });
}

/**
 * What each command does.
 */
const DEEDS: Readonly<Record<string, Deed>> = {
  [CommandIDs.openPanel]: ({ app }) => app.shell.activateById(PANEL_ID),
  [CommandIDs.newCluster]: async context => {
    const { app, trans } = context;
    const notebooks = await app.resolveOptionalService(INotebookTracker);
    const front = notebooks?.currentWidget;
    const session = front?.sessionContext;
    const run = (id: string): void => void app.commands.execute(id);
    const created = await actions(context).create({
      front: {
        kernel:
          session?.session?.kernel?.name ??
          session?.kernelPreference.name ??
          null,
        notebook: front?.context.path ?? null
      },
      entered: LEFT_OFF.take(),
      editFile: entered => {
        LEFT_OFF.leave(entered, () => run(CommandIDs.newCluster), trans);
        run(CommandIDs.editVariables);
      }
    });
    if (created) {
      app.shell.activateById(PANEL_ID);
    }
    return created;
  },
  [CommandIDs.editVariables]: ({ app, trans }) => editUsersFile(app, trans),
  [CommandIDs.refresh]: context => actions(context).refresh(),
  [CommandIDs.scale]: context => actions(context).scale(context.ref),
  [CommandIDs.shutDown]: context => actions(context).shutDown(context.ref),
  [CommandIDs.dismiss]: context => actions(context).shutDown(context.ref),
  [CommandIDs.retry]: context => actions(context).retry(context.ref),
  [CommandIDs.activate]: context => actions(context).activate(context.ref),
  [CommandIDs.insertClientCode]: async context => {
    const sessions = await sessionsOf(context.app);
    return insertClientCode({ ...context, sessions });
  },
  [CommandIDs.findDashboards]: context => findDashboards(context, false),
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
  ...OLD_DEEDS
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

/**
 * Add the commands of cards, which nobody calls before there are any.
 */
export function addCardCommands(
  app: JupyterFrontEnd,
  trans: TranslationBundle
): void {
  const labels: Readonly<
    Record<string, CommandRegistry.ICommandOptions['label']>
  > = {
    [CommandIDs.dismiss]: trans.__('Dismiss'),
    [CommandIDs.retry]: args =>
      args.again ? trans.__('Create Again') : trans.__('Retry'),
    [CommandIDs.activate]: trans.__('Show Dashboards of This Cluster')
  };
  for (const [id, label] of Object.entries(labels)) {
    app.commands.addCommand(id, {
      label,
      describedBy: argumentsOf(id),
      execute: args =>
        perform(id, { app, args, ref: clusterOf(app, args), trans })
    });
  }
}

import type { ReadonlyJSONObject } from '@lumino/coreutils';

import { CommandIDs } from '../tokens/commands';

const CLUSTER = {
  gateway: { type: 'string' },
  name: { type: 'string' },
  label: { type: 'string' },
  context: {
    type: 'boolean',
    description: 'Use the cluster under the context menu'
  },
  again: {
    type: 'boolean',
    description: 'Use the label for a cluster that stopped'
  }
};

const ADDRESS = {
  url: {
    type: 'string',
    description: 'The URL of a dashboard; by default one that a notebook uses'
  }
};

/**
 * The arguments of the commands that take any.
 */
const ARGUMENTS: Readonly<Record<string, ReadonlyJSONObject>> = {
  [CommandIDs.scale]: CLUSTER,
  [CommandIDs.rename]: {
    ...CLUSTER,
    to: {
      type: 'string',
      description: 'The new label; by default the user is asked'
    }
  },
  [CommandIDs.shutDown]: CLUSTER,
  [CommandIDs.dismiss]: CLUSTER,
  [CommandIDs.retry]: CLUSTER,
  [CommandIDs.editAndRetry]: CLUSTER,
  [CommandIDs.activate]: CLUSTER,
  [CommandIDs.openLogs]: {
    ...CLUSTER,
    source: {
      type: 'string',
      description: 'The log, as the server calls it; by default the first'
    }
  },
  [CommandIDs.openWorkers]: CLUSTER,
  [CommandIDs.insertClientCode]: CLUSTER,
  [CommandIDs.openDashboard]: {
    plot: {
      type: 'string',
      description: "A plot's title or path; by default the status page"
    },
    pin: {
      type: 'object',
      description: 'The cluster to pin the tab to: gateway, name, label'
    },
    id: { type: 'string', description: 'The id of the tab before a reload' },
    logs: {
      type: 'object',
      description: 'Logs to open instead: gateway, name, label, source'
    },
    workers: {
      type: 'object',
      description: 'Workers to open instead: gateway, name, label'
    }
  },
  'dask:launch-dashboard': {
    item: {
      type: 'object',
      description: 'The plot: its route or label; by default the status page'
    },
    options: {
      type: 'object',
      description:
        'Where to put a new tab: a mode, next to the widget with the id ref'
    }
  },
  'dask:populate-dashboard-url': ADDRESS,
  'dask:populate-and-launch-layout': ADDRESS,
  'dask:inject-client-code': CLUSTER,
  'dask:stop-cluster': CLUSTER,
  'dask:scale-cluster': CLUSTER
};

/**
 * Describe the arguments of a command.
 */
export function describeArguments(id: string): { args: ReadonlyJSONObject } {
  return { args: { type: 'object', properties: ARGUMENTS[id] ?? {} } };
}

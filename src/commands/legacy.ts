import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { showDashboardUrl } from '../dashboards/page';
import { openDashboard } from '../dashboards/tab/open';
import { toPlacement } from '../dashboards/layout';
import type { LegacyCommand } from '../tokens';
import { CommandIDs } from '../tokens/commands';
import type { Handler } from './context';
import { findDashboards, tabOptions } from './dashboards';

/**
 * Return the commands of dask-labextension, which notebooks, menus and layouts of users still call.
 *
 * @param handlers - Ours, most of which do the same.
 */
export function legacyHandlers(
  handlers: Readonly<Record<string, Handler>>
): Readonly<Record<LegacyCommand, Handler>> {
  const like =
    (id: string): Handler =>
    context =>
      handlers[id](context);
  return {
    'dask:launch-dashboard': context => {
      const { item, options } = context.args as Partial<
        Record<string, ReadonlyPartialJSONObject>
      >;
      const mode = typeof options?.mode === 'string' ? options.mode : undefined;
      return openDashboard({
        ...tabOptions(context),
        plot: String(item?.route ?? item?.label ?? 'status'),
        pin: null,
        placement: mode ? toPlacement(mode, options?.ref) : undefined
      });
    },
    'dask:populate-dashboard-url': async context => {
      const { args, dashboards, trans } = context;
      const url = typeof args.url === 'string' ? args.url : '';
      const isShown =
        url === ''
          ? await findDashboards(context, true)
          : await showDashboardUrl(dashboards, url, trans);
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
}

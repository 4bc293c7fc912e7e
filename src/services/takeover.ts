import type { Setting } from '@jupyterlab/services';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { PartialJSONObject } from '@lumino/coreutils';

/**
 * The plugin that this one replaces.
 */
const PREDECESSOR_ID = 'dask-labextension:plugin';

/**
 * Where it is kept that its settings were taken over; no part of the settings editor.
 */
const TAKEOVER_ID = 'purdue-dask-lab:takeover';

/**
 * The settings of that plugin that are taken over; a client in every notebook is opted into again.
 */
const INHERITED: readonly string[] = [
  'defaultURL',
  'hideClusterManager',
  'browserDashboardCheck',
  'defaultLayout'
];

/**
 * Make what the user once set for dask-labextension their settings of this extension, once.
 *
 * #### Notes
 * The predecessor's settings stay as they are, for whoever goes back. They are
 * not loaded by the registry, or the settings editor would list them too.
 *
 * @param settings - Ours; what the user has set there already stays.
 */
export async function takeOver(
  settings: Pick<ISettingRegistry.ISettings, 'set' | 'user'>,
  registry: Pick<ISettingRegistry, 'load'>,
  server: Pick<Setting.IManager, 'fetch'>
): Promise<void> {
  try {
    const state = await registry.load(TAKEOVER_ID);
    if (state.composite.done === true) {
      return;
    }
    const { settings: old } = (await server.fetch(PREDECESSOR_ID)) as {
      // What the server read of `raw`.
      settings?: PartialJSONObject;
    };
    for (const key of INHERITED) {
      const value = old?.[key];
      if (value !== undefined && settings.user[key] === undefined) {
        // What does not fit here is no reason to leave the others.
        await settings.set(key, value).catch(() => undefined);
      }
    }
    await state.set('done', true);
  } catch {
    // There is no dask-labextension, or the server has no answer now: the next page asks again.
  }
}

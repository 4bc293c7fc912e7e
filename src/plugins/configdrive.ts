import type { Contents, ServerConnection } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';

import { CONFIG_DRIVE } from '../tokens';

type Call = (...args: unknown[]) => Promise<unknown>;

/**
 * The methods of a drive, all of which return promises; what else is asked for, it does not have.
 */
const METHODS = /^(get|save|new|rename|restore|delete|copy|create|list)/;

/**
 * Create the drive of the user's configuration file, which is loaded when it is first used.
 *
 * #### Notes
 * It has to be there from the start: JupyterLab may restore an editor of the
 * file before anybody opens one.
 */
export function createConfigDrive(
  serverSettings: ServerConnection.ISettings,
  load: () => Promise<(base: Contents.IDrive) => Contents.IDrive>
): Contents.IDrive {
  let drive: Promise<Contents.IDrive> | undefined;
  const base = {
    name: CONFIG_DRIVE,
    serverSettings,
    fileChanged: new Signal<object, Contents.IChangedArgs>({})
  } as unknown as Contents.IDrive;
  const call =
    (method: keyof Contents.IDrive): Call =>
    async (...args) => {
      drive ??= load().then(create => create(base));
      return ((await drive)[method] as Call)(...args);
    };
  return new Proxy(base, {
    get: (_, key: keyof Contents.IDrive) =>
      base[key] ?? (METHODS.test(String(key)) ? call(key) : undefined)
  });
}

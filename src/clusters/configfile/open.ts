import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';

import { RestClient } from '../../api/client';
import { notifyFailure } from '../../ui/notify';
import { CONFIG_FILE_PATH } from './path';

/**
 * Open the user's configuration file in an editor; an example is created if there is none.
 */
export async function openConfigFile(
  app: JupyterFrontEnd,
  trans: TranslationBundle
): Promise<void> {
  const { serverSettings } = app.serviceManager;
  try {
    await new RestClient({ serverSettings }).createConfigFile();
    await app.commands.execute('docmanager:open', {
      path: CONFIG_FILE_PATH,
      factory: 'Editor'
    });
  } catch (error) {
    const failure = trans.__('labextension.yaml could not be opened.');
    notifyFailure(failure, error, trans);
  }
}

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';

import { notifyFailure } from '../../ui/notify';
import { RestClient } from '../../api/client';
import { USERS_FILE, UsersFileDrive } from './drive';

/**
 * Open the user's file of variables in an editor, made with an example if it is absent.
 */
export async function editUsersFile(
  app: JupyterFrontEnd,
  trans: TranslationBundle
): Promise<void> {
  const { contents, serverSettings } = app.serviceManager;
  try {
    await new RestClient({ serverSettings }).makeUsersFile();
    if (contents.driveName(USERS_FILE) === '') {
      contents.addDrive(new UsersFileDrive(serverSettings));
    }
    await app.commands.execute('docmanager:open', {
      path: USERS_FILE,
      factory: 'Editor'
    });
  } catch (error) {
    const failure = trans.__('labextension.yaml cannot be opened.');
    notifyFailure(failure, error, trans);
  }
}

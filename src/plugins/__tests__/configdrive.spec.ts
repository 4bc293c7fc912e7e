import type { Contents, ServerConnection } from '@jupyterlab/services';
import type { Signal } from '@lumino/signaling';

import { createConfigDrive } from '../configdrive';

const serverSettings = {} as ServerConnection.ISettings;

it('is there before it is loaded, and loads once with the first use', async () => {
  const real = {
    get: jest.fn(async (path: string) => ({ path })),
    save: jest.fn(async () => ({}))
  };
  const load = jest.fn(async () => () => real as unknown as Contents.IDrive);
  const drive = createConfigDrive(serverSettings, load);
  expect(drive.name).toBe('DaskConfiguration');
  expect(drive.serverSettings).toBe(serverSettings);
  expect(drive.sharedModelFactory).toBeUndefined();
  expect(drive.contentProviderRegistry).toBeUndefined();
  expect(load).not.toHaveBeenCalled();
  await expect(drive.get('labextension.yaml')).resolves.toEqual({
    path: 'labextension.yaml'
  });
  await drive.save('labextension.yaml');
  expect(load).toHaveBeenCalledTimes(1);
});

it('passes on what the real one says of its file', async () => {
  let base: Contents.IDrive | undefined;
  const drive = createConfigDrive(serverSettings, async () => given => {
    base = given;
    return { get: async () => ({}) } as unknown as Contents.IDrive;
  });
  const heard = jest.fn();
  drive.fileChanged.connect((_, change) => heard(change.type));
  await drive.get('labextension.yaml');
  (base!.fileChanged as Signal<unknown, Partial<Contents.IChangedArgs>>).emit({
    type: 'save'
  });
  expect(heard).toHaveBeenCalledWith('save');
});

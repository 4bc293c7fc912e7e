import type { Contents, ServerConnection } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { RestClient } from '../../api/client';
import type { UsersFile } from '../../api/models';

/**
 * The drive's name, which stands before a colon in the path.
 */
const DRIVE = 'DaskConfiguration';

/**
 * The only file there is.
 */
const NAME = 'labextension.yaml';

/**
 * The path by which JupyterLab's editors know the user's file.
 */
export const USERS_FILE = `${DRIVE}:${NAME}`;

/**
 * A drive with the user's own file of variables, which file browsers do not reach.
 */
export class UsersFileDrive implements Contents.IDrive {
  constructor(readonly serverSettings: ServerConnection.ISettings) {
    this._rest = new RestClient({ serverSettings });
  }

  readonly name = DRIVE;

  get fileChanged(): ISignal<this, Contents.IChangedArgs> {
    return this._fileChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  async get(
    path: string,
    options?: Contents.IFetchOptions
  ): Promise<Contents.IModel> {
    if (path !== NAME) {
      return { ...modelOf(null, false), name: '', path: '', type: 'directory' };
    }
    return modelOf(await this._rest.usersFile(), options?.content ?? true);
  }

  async save(
    _path: string,
    options: Partial<Contents.IModel> = {}
  ): Promise<Contents.IModel> {
    const content = String(options.content ?? '');
    const saved = modelOf(await this._rest.writeUsersFile({ content }), false);
    this._fileChanged.emit({ type: 'save', oldValue: null, newValue: saved });
    return saved;
  }

  async createCheckpoint(): Promise<Contents.ICheckpointModel> {
    return { id: 'none', last_modified: new Date().toISOString() };
  }

  async listCheckpoints(): Promise<Contents.ICheckpointModel[]> {
    return [];
  }

  async getDownloadUrl(): Promise<string> {
    const { content } = await this._rest.usersFile();
    return `data:text/yaml;charset=utf-8,${encodeURIComponent(content)}`;
  }

  newUntitled = refuse;
  delete = refuse;
  rename = refuse;
  copy = refuse;
  restoreCheckpoint = refuse;
  deleteCheckpoint = refuse;

  private _fileChanged = new Signal<this, Contents.IChangedArgs>(this);
  private _isDisposed = false;
  private _rest: RestClient;
}

/**
 * What is done with folders and versions of files, of which this drive has none.
 */
async function refuse(): Promise<never> {
  throw new Error(`There is only ${NAME} here`);
}

function modelOf(file: UsersFile | null, hasContent: boolean): Contents.IModel {
  const changedAt = file?.changed_at ?? new Date(0).toISOString();
  return {
    name: NAME,
    path: NAME,
    type: 'file',
    format: hasContent ? 'text' : null,
    mimetype: 'text/yaml',
    content: hasContent ? (file?.content ?? '') : null,
    writable: true,
    created: changedAt,
    last_modified: changedAt
  } as Contents.IModel;
}

import type { Contents, ServerConnection } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { RestClient } from '../../api/client';
import type { UserFile } from '../../api/models';
import { CONFIG_DRIVE } from '../../tokens';
import { CONFIG_FILE } from './path';

/**
 * Create the drive whose place another one has held since the start.
 */
export function createConfigFileDrive(base: Contents.IDrive): ConfigFileDrive {
  const drive = new ConfigFileDrive(base.serverSettings);
  const signal = base.fileChanged as Signal<unknown, Contents.IChangedArgs>;
  drive.fileChanged.connect((_, change) => signal.emit(change));
  return drive;
}

/**
 * A drive with one file: the user's labextension.yaml, which file browsers do not reach.
 */
export class ConfigFileDrive implements Contents.IDrive {
  constructor(readonly serverSettings: ServerConnection.ISettings) {
    this._rest = new RestClient({ serverSettings });
  }

  readonly name = CONFIG_DRIVE;

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
    if (path !== CONFIG_FILE) {
      return {
        ...toContents(null, false),
        name: '',
        path: '',
        type: 'directory'
      };
    }
    return toContents(await this._rest.configFile(), options?.content ?? true);
  }

  async save(
    _path: string,
    options: Partial<Contents.IModel> = {}
  ): Promise<Contents.IModel> {
    const content = String(options.content ?? '');
    const saved = toContents(
      await this._rest.writeConfigFile({ content }),
      false
    );
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
    const { content } = await this._rest.configFile();
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
 * Refuse operations on folders and checkpoints, which this drive does not have.
 */
async function refuse(): Promise<never> {
  throw new Error(`${CONFIG_FILE} is the only file of this drive`);
}

function toContents(
  file: UserFile | null,
  hasContent: boolean
): Contents.IModel {
  const changedAt = file?.changed_at ?? new Date(0).toISOString();
  return {
    name: CONFIG_FILE,
    path: CONFIG_FILE,
    type: 'file',
    format: hasContent ? 'text' : null,
    mimetype: 'text/yaml',
    content: hasContent ? (file?.content ?? '') : null,
    writable: true,
    created: changedAt,
    last_modified: changedAt
  } as Contents.IModel;
}

import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import type { ISettingValues } from './settingvalues';

/**
 * The settings, kept by JupyterLab.
 */
export interface ILabSettings extends IDisposable {
  /**
   * The values.
   */
  readonly values: ISettingValues;

  /**
   * A signal emitted when any value differs.
   */
  readonly changed: ISignal<ILabSettings, void>;

  /**
   * Change a value and keep it.
   */
  set<K extends keyof ISettingValues>(
    key: K,
    value: ISettingValues[K]
  ): Promise<void>;
}

/**
 * The settings.
 */
export const ILabSettings = new Token<ILabSettings>(
  'purdue-dask-lab:ILabSettings',
  'The settings of this extension.'
);

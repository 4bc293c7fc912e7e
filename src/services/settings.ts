import type { JupyterFrontEnd } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { ILabSettings, ISettingValues } from '../tokens';
import { SETTINGS_ID } from '../tokens';
import { takeOver } from './takeover';

/**
 * The values where there is no settings registry.
 */
const DEFAULTS: ISettingValues = {
  defaultURL: '',
  autoStartClient: false,
  followNotebook: true,
  hideClusterManager: false,
  shutDownWithoutAsking: false,
  showInStatusBar: true,
  browserDashboardCheck: false,
  defaultLayout: {},
  favorites: [],
  presets: {}
};

/**
 * The settings, read from JupyterLab's registry, which validates them.
 */
export class LabSettings implements ILabSettings {
  /**
   * @param _settings - Ours; null where there is no registry.
   * @param _registry - Knows what is stored now, also by other tabs of the browser.
   */
  constructor(
    private readonly _settings: ISettingRegistry.ISettings | null,
    private readonly _registry: Pick<ISettingRegistry, 'reload'> | null = null
  ) {
    this._values = this._read();
    this._settings?.changed.connect(this._onChanged, this);
  }

  /** @inheritdoc */
  get values(): ISettingValues {
    return this._values;
  }

  /** @inheritdoc */
  get changed(): ISignal<ILabSettings, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._settings?.changed.disconnect(this._onChanged, this);
    Signal.clearData(this);
  }

  /** @inheritdoc */
  set<K extends keyof ISettingValues>(
    key: K,
    value: ISettingValues[K]
  ): Promise<void> {
    return this.update(key, () => value);
  }

  /** @inheritdoc */
  update<K extends keyof ISettingValues>(
    key: K,
    change: (value: ISettingValues[K]) => ISettingValues[K]
  ): Promise<void> {
    const next = async (): Promise<void> => {
      // JupyterLab stores all settings at once, as this page knows them.
      await this._registry?.reload(SETTINGS_ID);
      await this._store(key, change(this._values[key]));
    };
    // One that failed keeps no other from its turn.
    const updated = this._updated.then(next, next);
    this._updated = updated;
    return updated;
  }

  private async _store<K extends keyof ISettingValues>(
    key: K,
    value: ISettingValues[K]
  ): Promise<void> {
    if (this._settings) {
      // The values are JSON, though read-only here.
      await this._settings.set(
        key,
        value as Parameters<ISettingRegistry.ISettings['set']>[1]
      );
    } else {
      this._values = { ...this._values, [key]: value };
      this._changed.emit();
    }
  }

  private _onChanged(): void {
    this._values = this._read();
    this._changed.emit();
  }

  private _read(): ISettingValues {
    return { ...DEFAULTS, ...this._settings?.composite };
  }

  private _changed = new Signal<ILabSettings, void>(this);
  private _isDisposed = false;
  private _updated: Promise<void> = Promise.resolve();
  private _values: ISettingValues;
}

/**
 * Load the settings from JupyterLab's registry, if there is one.
 */
export async function createSettings(
  app: JupyterFrontEnd
): Promise<LabSettings> {
  const registry = await app.resolveOptionalService(ISettingRegistry);
  // Settings that cannot be loaded have their defaults.
  const settings = await registry?.load(SETTINGS_ID).catch(() => null);
  if (registry && settings) {
    await takeOver(settings, registry, app.serviceManager.settings);
  }
  return new LabSettings(settings ?? null, registry);
}

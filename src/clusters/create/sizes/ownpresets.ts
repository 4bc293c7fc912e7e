import type { ILabSettings, IPreset } from '../../../tokens';

/**
 * The user's own presets, which JupyterLab keeps with the settings.
 */
export class OwnPresets {
  constructor(
    private readonly _settings: Pick<ILabSettings, 'values' | 'changed' | 'set'>
  ) {}

  /**
   * Emitted when they change, among other settings.
   */
  get changed(): ILabSettings['changed'] {
    return this._settings.changed;
  }

  /**
   * Return those of a gateway.
   */
  of(gateway: string): readonly IPreset[] {
    return this._settings.values.presets[gateway] ?? [];
  }

  /**
   * Add one, in place of one of the same name.
   *
   * @throws Why it cannot be stored.
   */
  add(gateway: string, preset: IPreset): Promise<void> {
    const others = this._without(gateway, preset.label);
    return this._set(gateway, [...others, preset]);
  }

  /**
   * Remove one.
   *
   * @throws Why that cannot be stored.
   */
  remove(gateway: string, label: string): Promise<void> {
    return this._set(gateway, this._without(gateway, label));
  }

  private _without(gateway: string, label: string): IPreset[] {
    return this.of(gateway).filter(preset => preset.label !== label);
  }

  private _set(gateway: string, presets: readonly IPreset[]): Promise<void> {
    const all = { ...this._settings.values.presets, [gateway]: presets };
    const used = Object.entries(all).filter(([, { length }]) => length > 0);
    return this._settings.set('presets', Object.fromEntries(used));
  }
}

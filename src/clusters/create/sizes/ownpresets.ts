import type { ILabSettings, IPreset } from '../../../tokens';

/**
 * The user's own presets, which JupyterLab keeps with the settings.
 */
export class OwnPresets {
  constructor(
    private readonly _settings: Pick<
      ILabSettings,
      'values' | 'changed' | 'update'
    >
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
    return this._update(gateway, presets => [
      ...without(presets, preset.label),
      preset
    ]);
  }

  /**
   * Remove one.
   *
   * @throws Why that cannot be stored.
   */
  remove(gateway: string, label: string): Promise<void> {
    return this._update(gateway, presets => without(presets, label));
  }

  private _update(
    gateway: string,
    change: (presets: readonly IPreset[]) => readonly IPreset[]
  ): Promise<void> {
    return this._settings.update('presets', all => {
      const changed = { ...all, [gateway]: change(all[gateway] ?? []) };
      const used = Object.entries(changed).filter(
        ([, { length }]) => length > 0
      );
      return Object.fromEntries(used);
    });
  }
}

function without(presets: readonly IPreset[], label: string): IPreset[] {
  return presets.filter(preset => preset.label !== label);
}

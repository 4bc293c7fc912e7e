import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';

import { LabSettings } from '../settings';

type Values = Record<string, unknown>;

function kept(composite: Values, user: Values): ISettingRegistry.ISettings {
  const settings = {
    composite: { ...composite, ...user },
    user,
    set: jest.fn(async () => undefined)
  };
  return Object.assign(settings, {
    changed: new Signal<unknown, void>(settings)
  }) as unknown as ISettingRegistry.ISettings;
}

const DEFAULTS = { defaultURL: '', hideClusterManager: false };

it('a change is kept by JupyterLab, and told when it is read', async () => {
  const own = kept(DEFAULTS, {});
  const settings = new LabSettings(own);
  const told = jest.fn();
  settings.changed.connect(told);
  await settings.set('favorites', ['cpu']);
  expect(own.set).toHaveBeenCalledWith('favorites', ['cpu']);
  Object.assign(own.composite, { favorites: ['cpu'] });
  (own.changed as Signal<unknown, void>).emit();
  expect(settings.values.favorites).toEqual(['cpu']);
  expect(told).toHaveBeenCalledTimes(1);
});

it('without a registry a change holds as long as the page', async () => {
  const settings = new LabSettings(null);
  await settings.set('hideClusterManager', true);
  expect(settings.values.hideClusterManager).toBe(true);
});

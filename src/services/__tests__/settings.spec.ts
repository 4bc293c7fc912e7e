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

it('what the user said to dask-labextension still holds, until it is said here', () => {
  const old = kept(DEFAULTS, {
    defaultURL: 'old:8787',
    hideClusterManager: true
  });
  const own = kept(DEFAULTS, { defaultURL: 'new:8787' });
  const { values } = new LabSettings(own, old);
  expect(values.defaultURL).toBe('new:8787');
  expect(values.hideClusterManager).toBe(true);
});

it('but a client in every notebook is asked for here', () => {
  const old = kept({}, { autoStartClient: true });
  const own = kept({ autoStartClient: false }, {});
  expect(new LabSettings(own, old).values.autoStartClient).toBe(false);
});

it('defaults of dask-labextension say nothing', () => {
  const old = kept({ defaultURL: 'default:8787' }, {});
  const settings = new LabSettings(kept(DEFAULTS, {}), old);
  expect(settings.values.defaultURL).toBe('');
});

it('a change is kept by JupyterLab, and told when it is read', async () => {
  const own = kept(DEFAULTS, {});
  const settings = new LabSettings(own, null);
  const told = jest.fn();
  settings.changed.connect(told);
  await settings.set('favorites', ['cpu']);
  expect(own.set).toHaveBeenCalledWith('favorites', ['cpu']);
  Object.assign(own.user, { favorites: ['cpu'] });
  (own.changed as Signal<unknown, void>).emit();
  expect(settings.values.favorites).toEqual(['cpu']);
  expect(told).toHaveBeenCalledTimes(1);
});

it('without a registry a change holds as long as the page', async () => {
  const settings = new LabSettings(null, null);
  await settings.set('hideClusterManager', true);
  expect(settings.values.hideClusterManager).toBe(true);
});

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { SettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';

import schema from '../../../schema/plugin.json';
import { SETTINGS_ID } from '../../tokens';
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

/**
 * A server that keeps settings, and one registry of JupyterLab's for each browser tab.
 */
class Server {
  raw = '{}';

  /** Holds each answer back until then. */
  slowness: Promise<void> = Promise.resolve();

  async tab(): Promise<LabSettings> {
    const registry = new SettingRegistry({
      connector: {
        fetch: async (id: string) => {
          await this.slowness;
          return {
            id,
            raw: this.raw,
            schema: schema as unknown as ISettingRegistry.ISchema,
            data: { composite: {}, user: {} },
            version: '1'
          };
        },
        save: async (_: string, raw: string) => {
          await this.slowness;
          this.raw = raw;
        },
        list: async () => ({ ids: [], values: [] }),
        remove: async () => undefined
      } as never
    });
    return new LabSettings(await registry.load(SETTINGS_ID), registry);
  }
}

const add =
  (slug: string) =>
  (favorites: readonly string[]): string[] => [...favorites, slug];

it('what is added at once, while the server is slow, is all kept', async () => {
  const server = new Server();
  const settings = await server.tab();
  await settings.set('favorites', []);
  let answer: () => void = () => undefined;
  server.slowness = new Promise(resolve => {
    answer = resolve;
  });
  const both = [
    settings.update('favorites', add('cpu')),
    settings.update('favorites', add('memory'))
  ];
  answer();
  await Promise.all(both);
  expect(settings.values.favorites).toEqual(['cpu', 'memory']);
  expect((await server.tab()).values.favorites).toEqual(['cpu', 'memory']);
});

it('what was added in another tab of the browser is kept', async () => {
  const server = new Server();
  const [one, other] = [await server.tab(), await server.tab()];
  await one.set('favorites', []);
  await one.update('favorites', add('cpu'));
  await other.update('favorites', add('memory'));
  expect(other.values.favorites).toEqual(['cpu', 'memory']);
  expect((await server.tab()).values.favorites).toEqual(['cpu', 'memory']);
});

it('a change that fails is told, and keeps no other from its turn', async () => {
  const server = new Server();
  const settings = await server.tab();
  server.slowness = Promise.reject(new Error('gone'));
  const failed = settings.update('favorites', add('cpu'));
  await expect(failed).rejects.toThrow('gone');
  server.slowness = Promise.resolve();
  await settings.update('favorites', () => ['memory']);
  expect(settings.values.favorites).toEqual(['memory']);
});

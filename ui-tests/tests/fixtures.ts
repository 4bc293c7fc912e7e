import { test as galata } from '@jupyterlab/galata';

import { DaskPanel } from './dask-panel';
import { clear } from './environments';

export { expect } from '@jupyterlab/galata';

/**
 * A JupyterLab whose Dask panel is open, and which has no cluster before and after; what a test made is removed.
 *
 * galata asks the server's root for contents and sessions, where a server
 * below a prefix has none: all tests share one folder.
 */
export const test = galata.extend<{ panel: DaskPanel }>({
  tmpPath: async ({}, use) => use('notebooks'),
  sessions: async ({}, use) => use(new Map()),
  kernels: async ({}, use) => use(new Map()),
  // A page that is loaded again shows what was open, which need not be the launcher.
  waitForApplication: async ({}, use) =>
    use(async page => {
      await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
    }),
  panel: async ({ baseURL, page }, use) => {
    const panel = new DaskPanel(page, baseURL!);
    await panel.endAll();
    await panel.open();
    await use(panel);
    await panel.endAll();
    clear();
  }
});

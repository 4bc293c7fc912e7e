import { test as galata } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import * as galataUtils from '@jupyterlab/galata/lib/utils';
import type { BrowserContext } from '@playwright/test';

import { PATIENCE_MS, waitForApplication } from './application';
import { DaskPanel } from './dask-panel';
import { clear } from './environments';
import { LabServer } from './server';

export { expect } from '@jupyterlab/galata';

const { waitForCondition } = galataUtils;
Object.assign(galataUtils, {
  waitForCondition: (
    condition: () => boolean | Promise<boolean>,
    timeout = PATIENCE_MS
  ) => waitForCondition(condition, timeout)
});

interface IFixtures {
  panel: DaskPanel;

  /** Whether a test only uses a cluster, so that it may be that of the tests before. */
  sharesCluster: boolean;
}

interface IWorkerFixtures {
  /** The Jupyter server of this worker. */
  lab: LabServer;

  /** The browser's window of this worker. */
  window: BrowserContext;

  /** A page for all tests that look at nothing but a dialog. */
  shared: DaskPanel;
}

/**
 * A JupyterLab whose Dask panel is open, with no cluster or the shared one; what a test made is removed.
 *
 * galata asks the server's root for contents and sessions, where a server
 * below a prefix has none: all tests share one folder.
 */
export const test = galata.extend<IFixtures, IWorkerFixtures>({
  lab: [
    async ({}, use) => {
      const server = await LabServer.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 180_000 }
  ],
  window: [
    async ({ browser, lab }, use, info) => {
      const { viewport } = info.project.use;
      const window = await browser.newContext({ viewport });
      // A page that stays, and with it the process that has JupyterLab's code compiled.
      await (await window.newPage()).goto(`${lab.url}/api`);
      await use(window);
      await window.close();
    },
    { scope: 'worker', timeout: 180_000 }
  ],
  // A page of its own for each test, and nothing in it of the test before.
  context: async ({ window }, use) => {
    await use(window);
    const [first, ...pages] = window.pages();
    await Promise.all(pages.map(page => page.close()));
    await first.evaluate(() => localStorage.clear());
    await window.clearPermissions();
    await window.clearCookies();
  },
  shared: [
    async ({ browser, lab }, use, info) => {
      const { viewport } = info.project.use;
      const context = await browser.newContext({ viewport });
      const page = await context.newPage();
      await page.goto(`${lab.url}/lab?reset`);
      // What the panel uses of galata's page is Playwright's.
      const panel = new DaskPanel(page as IJupyterLabPageFixture, lab.url);
      await panel.open();
      await use(panel);
      await context.close();
    },
    { scope: 'worker', timeout: 180_000 }
  ],
  baseURL: async ({ lab }, use) => use(lab.url),
  sharesCluster: [false, { option: true }],
  tmpPath: async ({}, use) => use('notebooks'),
  sessions: async ({}, use) => use(new Map()),
  kernels: async ({}, use) => use(new Map()),
  // A page that is loaded again shows what was open, which need not be the launcher.
  waitForApplication: async ({}, use) => use(waitForApplication),
  panel: async ({ baseURL, page, sharesCluster }, use) => {
    const panel = new DaskPanel(page, baseURL!);
    await (sharesCluster ? panel.shareCluster() : panel.endAll());
    await panel.open();
    await use(panel);
    if (!sharesCluster) {
      await panel.shutDownAll();
    }
    clear();
  }
});

import { galata, test as base } from '@jupyterlab/galata';
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { NotebookHelper } from '@jupyterlab/galata/lib/helpers';
import * as galataUtils from '@jupyterlab/galata/lib/utils';
import type { BrowserContext } from '@playwright/test';

import { PATIENCE_MS, waitForApplication } from './application';
import { DaskPanel } from './dask-panel';
import { clear } from './environments';
import type { ISettings } from './server';
import { LabServer } from './server';

export { expect } from '@jupyterlab/galata';

const { waitForCondition } = galataUtils;
Object.assign(galataUtils, {
  waitForCondition: (
    condition: () => boolean | Promise<boolean>,
    timeout = PATIENCE_MS
  ) => waitForCondition(condition, timeout)
});

/** galata asks the page thirty times a second, however long a kernel takes; the page can do so itself. */
NotebookHelper.prototype.waitForRun = async function (cellIndex) {
  await this.page.locator('#jp-main-statusbar >> text=Idle').waitFor();
  await this.page.waitForFunction(
    index => window.galata.haveBeenExecuted(index),
    cellIndex,
    { polling: 250, timeout: 0 }
  );
};

interface IFixtures {
  panel: DaskPanel;

  /** What the user has chosen in the settings, by plugin. */
  settings: ISettings;

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
 * galata asks the server's root for contents, where a server below a prefix has none: all
 * tests share one folder. Its stand-ins for settings, layout, kernels and user are not used:
 * the server has the real ones, and a browser whose requests are intercepted caches nothing.
 */
export const test = base.extend<IFixtures, IWorkerFixtures>({
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
  context: async ({ lab, settings, window }, use) => {
    lab.startOver(settings);
    await use(window);
    const [first, ...pages] = window.pages();
    await Promise.all(pages.map(page => page.close()));
    await lab.endSessions();
    await first.evaluate(() => localStorage.clear());
    await window.clearPermissions();
    await window.clearCookies();
  },
  shared: [
    async ({ browser, lab }, use, info) => {
      const { viewport } = info.project.use;
      const context = await browser.newContext({ viewport });
      const page = await context.newPage();
      // Beside the layout of the tests' own pages.
      await page.goto(`${lab.url}/lab/workspaces/shared?reset`);
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
  settings: [galata.DEFAULT_SETTINGS as ISettings, { option: true }],
  tmpPath: async ({}, use) => use('notebooks'),
  mockConfig: false,
  mockSettings: false,
  mockState: false,
  mockUser: false,
  kernels: async ({}, use) => use(null),
  sessions: async ({}, use) => use(null),
  terminals: async ({}, use) => use(null),
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

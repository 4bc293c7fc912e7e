import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { test as playwright } from '@playwright/test';

import { DaskPanel } from './dask-panel';
import { clear } from './environments';

export { expect } from '@playwright/test';

/**
 * A JupyterLab that all tests share, each of which has but a dialog to look at.
 */
export const test = playwright.extend<
  { panel: DaskPanel },
  { shared: DaskPanel }
>({
  shared: [
    async ({ browser }, use, info) => {
      const { baseURL, viewport } = info.project.use;
      const page = await browser.newPage({ viewport });
      await page.goto(`${baseURL}/lab?reset`);
      // What the panel uses of galata's page is Playwright's.
      const panel = new DaskPanel(page as IJupyterLabPageFixture, baseURL!);
      await panel.open();
      await use(panel);
      await page.close();
    },
    { scope: 'worker', timeout: 60_000 }
  ],
  panel: async ({ shared }, use) => {
    await use(shared);
    await shared.closeDialog();
    clear();
  }
});

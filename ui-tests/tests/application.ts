import type { Page } from '@playwright/test';

/**
 * How long a page may take to start, and the like: galata's own 15 s are too few for three
 * Jupyters that start at once on two busy cores.
 */
export const PATIENCE_MS = 60_000;

/**
 * Wait until JupyterLab has done the last of its start: whatever is in front gets the focus, which
 * is taken from who types or clicks by then.
 */
export async function waitForApplication(page: Page): Promise<void> {
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await page
    .waitForFunction(
      () => document.activeElement?.closest('#jp-main-dock-panel'),
      undefined,
      { timeout: PATIENCE_MS }
    )
    .catch(() => undefined);
}

import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import type { PlaywrightTestConfig } from '@playwright/test';
import { chromium } from '@playwright/test';

// Nobody's clusters, kernels or settings but the tests', shared with the server.
process.env.UI_TESTS_DATA ??= mkdtempSync(join(tmpdir(), 'purdue-dask-lab-'));

/**
 * The browser to use: one that was named, Playwright's own, or the system's.
 */
function browser(): string | undefined {
  if (process.env.CHROMIUM) {
    return process.env.CHROMIUM;
  }
  if (existsSync(chromium.executablePath())) {
    return undefined;
  }
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, 'chromium'))
    .find(existsSync);
}

const port = process.env.LAB_PORT ?? '8899';
const baseURL = `http://localhost:${port}/base/prefix`;

const config: PlaywrightTestConfig = {
  testDir: 'tests',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  workers: 1,
  retries: 0,
  use: {
    baseURL,
    viewport: { width: 1400, height: 900 },
    video: 'off',
    screenshot: 'only-on-failure',
    trace: 'off',
    launchOptions: {
      executablePath: browser(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: {
    command: `jlpm start --port ${port}`,
    url: `${baseURL}/lab`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    stdout: 'ignore'
  }
};

export default config;

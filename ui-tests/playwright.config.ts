import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import type { PlaywrightTestConfig } from '@playwright/test';
import { chromium } from '@playwright/test';

// The first has no windows, and so takes a tenth less of the machine.
const NAMES = ['chromium-headless-shell', 'chromium'];

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
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(
    existsSync
  );
}

/**
 * Workers beside each other, each with a Jupyter server of its own (`tests/server.ts`).
 *
 * The facility, which is slow and idle most of the time, comes first: JupyterHub, SLURM
 * and a second gateway, ours or one that is there already (`facility/facility.ts`).
 * The waits are for machines that are busy with other work as well.
 */
const config: PlaywrightTestConfig = {
  timeout: 240_000,
  expect: { timeout: 40_000 },
  fullyParallel: false,
  workers: Number(process.env.TEST_WORKERS ?? 3),
  retries: 0,
  projects: [
    { name: 'facility', testDir: 'facility', workers: 1 },
    { name: 'lab', testDir: 'tests' },
    { name: 'compatibility', testDir: 'compatibility' },
    // Only pictures to be looked at, made by `scripts/gallery`.
    ...(process.env.GALLERY ? [{ name: 'gallery', testDir: 'gallery' }] : [])
  ],
  use: {
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
        // The pages of one window share what is compiled.
        '--process-per-site',
        // No page of a test lives long enough for code that is compiled once more to pay.
        '--js-flags=--no-opt --no-maglev',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  }
};

export default config;

import type { PlaywrightTestConfig } from '@playwright/test';

import lab from './playwright.config';

/**
 * The tests at a facility: behind JupyterHub, on SLURM, beside a second gateway.
 *
 * `facility/facility.ts` tells how to let them run at a facility that is there already.
 */
const config: PlaywrightTestConfig = {
  ...lab,
  testDir: 'facility',
  timeout: 180_000,
  use: { ...lab.use, baseURL: undefined },
  webServer: undefined
};

export default config;

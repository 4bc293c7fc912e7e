import { clear } from './environments';
import { test as base } from './fixtures';

export { expect } from './fixtures';

/**
 * A JupyterLab that all tests share, each of which has but a dialog to look at.
 */
export const test = base.extend({
  panel: async ({ shared }, use) => {
    await use(shared);
    await shared.closeDialog();
    clear();
  }
});

import { test as base } from './fixtures';

export { expect } from './fixtures';

/** A JupyterLab whose user has chosen German, and after the test English again. */
export const test = base.extend({
  baseURL: async ({ context, lab }, use) => {
    const speak = async (locale: string): Promise<void> => {
      const setting = `${lab.url}/lab/api/settings/@jupyterlab/translation-extension:plugin`;
      const raw = JSON.stringify({ locale });
      await context.request.put(setting, { data: { raw } });
      await context.request.get(setting);
    };
    await speak('de_DE');
    await use(lab.url);
    await speak('en');
  }
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator, Page } from '@playwright/test';

import type { DaskPanel } from '../tests/dask-panel';
import { expect } from '../tests/fixtures';

const FOLDER = process.env.GALLERY ?? 'test-results/gallery';

interface ILook {
  theme: string;

  /** Whether the system chooses the colors: high contrast in a light theme. */
  isForced?: boolean;
  direction?: 'rtl';

  /** Width and height of the page; half of a screen is what 200 % leaves of it. */
  size?: [number, number];

  /** The width of the sidebar, where that is not the narrowest. */
  sidebar?: number;
}

const WIDE: [number, number] = [1400, 900];
const LIGHT = 'JupyterLab Light';
const DARK = 'JupyterLab Dark';

const LOOKS: Readonly<Record<string, ILook>> = {
  'light-wide': { theme: LIGHT },
  'dark-wide': { theme: DARK },
  'contrast-wide': { theme: 'JupyterLab Dark High Contrast' },
  'forced-wide': { theme: LIGHT, isForced: true },
  'light-zoomed': { theme: LIGHT, size: [700, 450] },
  'light-narrow': { theme: LIGHT, size: [600, 900] },
  'light-broad': { theme: LIGHT, sidebar: 620 },
  'light-rtl': { theme: LIGHT, direction: 'rtl' },
  'dark-narrow-rtl': { theme: DARK, size: [600, 900], direction: 'rtl' }
};

/** What is seen of a page, and the looks in which it looks different. */
export interface IPart {
  of: (panel: DaskPanel) => Locator | Page;
  looks: readonly string[];
}

const ALL = Object.keys(LOOKS);
const without = (...looks: string[]): string[] =>
  ALL.filter(look => !looks.includes(look));

export const SIDEBAR: IPart = {
  of: ({ page }) => page.locator('#purdue-dask-lab'),
  looks: without('light-narrow')
};
export const WHOLE: IPart = {
  of: ({ page }) => page,
  looks: without('light-broad')
};
/** The sidebar is as narrow in each, so only colors and direction make a difference. */
export const CARD: IPart = {
  of: ({ page }) => page.locator('.jp-DaskCard').first(),
  looks: without('light-narrow', 'light-zoomed', 'light-broad')
};

/** The same part in few looks: for a language, which changes nothing but the texts. */
export const inLanguage = (part: IPart): IPart => ({
  ...part,
  looks: part.looks.filter(look =>
    ['light-wide', 'light-zoomed', 'light-narrow'].includes(look)
  )
});

/** The narrowest sidebar that the panel is said to work in. */
const NARROWEST = 280;

/** The panel is as narrow as it is said to work. */
export async function narrow(panel: DaskPanel): Promise<void> {
  await panel.page.sidebar.setWidth(NARROWEST);
}

/**
 * Take pictures of a part, in every look.
 *
 * What closes when the page changes its size, such as a menu, is opened again for each.
 */
export async function show(
  panel: DaskPanel,
  name: string,
  { of, looks }: IPart,
  open?: () => Promise<unknown>
): Promise<void> {
  const { page } = panel;
  mkdirSync(FOLDER, { recursive: true });
  for (const look of looks) {
    const wanted = LOOKS[look];
    if (open) {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
    await wear(panel, wanted);
    if (wanted.sidebar !== undefined) {
      await page.sidebar.setWidth(wanted.sidebar);
    }
    await open?.();
    const path = join(FOLDER, `${name}-${look}.png`);
    await of(panel).screenshot({ path, animations: 'disabled' });
    if (wanted.sidebar !== undefined) {
      await narrow(panel);
    }
  }
  await wear(panel, LOOKS['light-wide']);
  await page.emulateMedia({ forcedColors: 'none' });
}

/** Change theme, size and direction, once they are drawn. */
async function wear(panel: DaskPanel, look: ILook): Promise<void> {
  const { page } = panel;
  const [width, height] = look.size ?? WIDE;
  await page.emulateMedia({ forcedColors: look.isForced ? 'active' : 'none' });
  await page.setViewportSize({ width, height });
  await page.evaluate(
    async ({ theme, direction }) => {
      document.documentElement.dir = direction;
      const { commands } = window.jupyterapp;
      await commands.execute('apputils:change-theme', { theme });
    },
    { theme: look.theme, direction: look.direction ?? 'ltr' }
  );
  const kind = look.theme.includes('Dark') ? 'false' : 'true';
  await expect(page.locator('body')).toHaveAttribute(
    'data-jp-theme-light',
    kind
  );
}

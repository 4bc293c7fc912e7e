// Pages in headless Chromium: a line of JSON says what to do, a line answers what came of it.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { chromium } = createRequire(
  new URL('../ui-tests/package.json', import.meta.url)
)('@playwright/test');

const DRAWN = '.bk-Figure, .bk-DataTable';
const PATIENCE = 120_000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || undefined,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
});
const context = await browser.newContext({
  viewport: { width: 1400, height: 900 }
});
context.setDefaultTimeout(PATIENCE);
const held = [];

/** Open a plot; seconds until it is drawn, and a count of what its WebSocket brings. */
async function draw(url) {
  const page = await context.newPage();
  const received = { frames: 0, bytes: 0 };
  page.on('websocket', socket =>
    socket.on('framereceived', ({ payload }) => {
      received.frames += 1;
      received.bytes += payload.length;
    })
  );
  const begun = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator(DRAWN).first().waitFor();
  return { page, received, drawn: (performance.now() - begun) / 1e3 };
}

const deeds = {
  async login({ url }) {
    await context.request.get(url);
    return {};
  },

  async plot({ url, seconds }) {
    const { page, received, drawn } = await draw(url);
    const before = { ...received };
    await page.waitForTimeout(1e3 * seconds);
    const frames = (received.frames - before.frames) / seconds;
    const bytes = (received.bytes - before.bytes) / seconds;
    await page.close();
    return { drawn, frames, bytes };
  },

  async hold({ urls }) {
    const drawn = [];
    for (const url of urls) {
      const plot = await draw(url);
      held.push(plot.page);
      drawn.push(plot.drawn);
    }
    return { drawn };
  },

  async release() {
    await Promise.all(held.splice(0).map(page => page.close()));
    return {};
  },

  /** JupyterLab with our panel: until the card has its counts, and how long the page hangs then. */
  async panel({ url, text, seconds }) {
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.hung = [];
      new PerformanceObserver(list =>
        window.hung.push(...list.getEntries().map(({ duration }) => duration))
      ).observe({ type: 'longtask' });
    });
    await page.goto(url);
    const tab = page.getByRole('tab', { name: 'Dask', exact: true });
    await tab.waitFor();
    await page.waitForTimeout(3000);
    const begun = performance.now();
    await tab.click();
    await page.getByRole('listitem').getByText(text).first().waitFor();
    const shown = (performance.now() - begun) / 1e3;
    await page.evaluate(() => (window.hung.length = 0));
    await page.waitForTimeout(1e3 * seconds);
    const hung = await page.evaluate(() => window.hung);
    await page.close();
    return { shown, hung };
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const { deed, ...given } = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify(await deeds[deed](given))}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: `${error}` })}\n`);
  }
}
await browser.close();

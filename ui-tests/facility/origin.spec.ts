import type { Page } from '@playwright/test';

import { expect, KUBERNETES, test } from './fixtures';

/**
 * What a page of another user of the Hub can read out of a frame of this user's.
 *
 * All users of a Hub share one origin; here Playwright serves the other one's
 * page. By the history of the browser it can take any path of the origin as its
 * own, so that the Referer says nothing.
 */
async function readFromFrame(
  page: Page,
  hub: string,
  path: string
): Promise<string> {
  const attack = `${hub}user/mallory/page.html`;
  await page.route(attack, route =>
    route.fulfill({ contentType: 'text/html', body: '<p>Hello</p>' })
  );
  await page.goto(attack);
  return page.evaluate(async target => {
    const frame = document.createElement('iframe');
    history.pushState(null, '', new URL('lab', target).pathname);
    const loaded = new Promise(resolve =>
      frame.addEventListener('load', resolve)
    );
    frame.src = target;
    document.body.append(frame);
    await loaded;
    try {
      return frame.contentDocument?.cookie ?? '';
    } catch {
      return '';
    }
  }, path);
}

test('a page of another user can neither frame nor read what is here', async ({
  page,
  pete,
  place
}) => {
  await pete.create({ gateway: KUBERNETES, minimum: 0, maximum: 1 });
  const card = pete.card(KUBERNETES);
  await expect(card).toContainText('Running', { timeout: 60_000 });
  await expect(pete.address).toHaveValue(/\/dashboard\/status/);
  const address = await pete.address.inputValue();
  // It shows in JupyterLab's own frames.
  await pete.dashboards
    .getByRole('button', { name: 'Progress', exact: true })
    .click();
  const plot = page.frameLocator('iframe[src*="individual-progress"]');
  await expect(plot.locator('.bk-Figure').first()).toBeVisible();

  const ours = `${pete.baseURL}/purdue-dask-lab`;
  const wrongKey = 'A'.repeat(43);
  for (const target of [
    address,
    address.replace('status', 'individual-progress'),
    `${ours}/clusters/kubernetes/none/dashboard/status`,
    `${ours}/clusters/none/none/dashboard/status`,
    `${ours}/clusters/kubernetes/none/dashboard/..%2f..%2f..%2fstatus`,
    `${ours}/dashboards/1/status`,
    `${ours}/dashboards/example.com:80/status`,
    `${ours}/framed/${wrongKey}/clusters/kubernetes/none/dashboard/status`,
    `${ours}/framed/${wrongKey}/dashboards/1/status`,
    `${ours}/clusters`,
    `${ours}/nothing`
  ]) {
    expect(await readFromFrame(page, place.hub, target), target).toBe('');
  }
});

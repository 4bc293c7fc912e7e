import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';
import { expect, test as playwright } from '@playwright/test';

import { waitForApplication } from '../tests/application';
import { DaskPanel } from '../tests/dask-panel';
import type { IFacility } from './facility';
import { facility, obstacle } from './facility';

export { expect } from '@playwright/test';

export const SLURM = 'Dask Gateway + SLURM';
export const KUBERNETES = 'Dask Gateway + Kubernetes';

/**
 * A user's JupyterLab behind the Hub, with the panel and a notebook.
 */
export class Lab extends DaskPanel {
  constructor(
    page: Page,
    private readonly _facility: IFacility,
    readonly user: string
  ) {
    // What the panel uses of galata's page is Playwright's.
    super(
      page as IJupyterLabPageFixture,
      `${_facility.hub}user/${encodeURIComponent(user)}`
    );
  }

  get cells(): Locator {
    return this.page.locator('.jp-CodeCell');
  }

  radio(gateway: string): Locator {
    return this.dialog.getByRole('radio', { name: gateway });
  }

  card(gateway: string): Locator {
    return this.cards.filter({ hasText: gateway });
  }

  /** Log in, wait for the server, end what an earlier test left, and open the panel. */
  async enter(): Promise<void> {
    const { hub, password } = this._facility;
    await this.page.goto(`${hub}hub/spawn`);
    await this.page.getByLabel('Username').fill(this.user);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.waitForURL(url => url.pathname.includes('/user/'), {
      timeout: 90_000
    });
    await this.endAll();
    await this.page.goto(`${this.baseURL}/lab?reset`);
    await waitForApplication(this.page);
    await this.open();
  }

  /** Open a notebook whose first cell is empty, with one more for each code. */
  async openNotebook(...codes: string[]): Promise<void> {
    const cells = ['', ...codes].map((source, index) => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${index}`,
      metadata: {},
      outputs: [],
      source
    }));
    const kernelspec = { name: 'python3', display_name: 'Python 3' };
    const content = {
      cells,
      metadata: { kernelspec },
      nbformat: 4,
      nbformat_minor: 5
    };
    const response = await this.request('api/contents/facility.ipynb', 'PUT', {
      type: 'notebook',
      format: 'json',
      content
    });
    expect(response.ok()).toBe(true);
    await this.page.goto(`${this.baseURL}/lab/tree/facility.ipynb?reset`);
    await waitForApplication(this.page);
    await expect(this.cells).toHaveCount(cells.length);
    if (!(await this.clusters.isVisible())) {
      await this.open();
    }
  }

  /** Run the notebook's next cell. */
  async runCell(index: number): Promise<Locator> {
    const cell = this.cells.nth(index);
    await cell.locator('.cm-content').click();
    await this.page.keyboard.press('Shift+Enter');
    return cell;
  }

  /** Ask the server; the Hub wants the token against forged requests. */
  request(
    path: string,
    method: string,
    data?: unknown
  ): Promise<Awaited<ReturnType<Page['request']['fetch']>>> {
    return this.page
      .context()
      .cookies(`${this.baseURL}/`)
      .then(cookies => cookies.find(({ name }) => name === '_xsrf')?.value)
      .then(token =>
        this.page.request.fetch(`${this.baseURL}/${path}`, {
          method,
          data,
          headers: token ? { 'X-XSRFToken': token } : {}
        })
      );
  }

  override async ask<T>(path: string, method = 'GET'): Promise<T> {
    const response = await this.request(`purdue-dask-lab/${path}`, method);
    return (response.status() === 204 ? {} : await response.json()) as T;
  }
}

interface IFixtures {
  /** Any facility, a site's too. */
  place: IFacility;

  /** One of our own, which may be disturbed. */
  ownPlace: IFacility;

  pete: Lab;
  bob: Lab;
}

/**
 * Users of a facility, each logged in, with no cluster before and after.
 */
export const test = playwright.extend<IFixtures, { started: IFacility | null }>(
  {
    started: [
      async ({}, use) => {
        const started = obstacle() === null ? await facility() : null;
        await use(started);
        await started?.end();
      },
      { scope: 'worker', timeout: 300_000 }
    ],
    place: async ({ started }, use, info) => {
      info.skip(started === null, obstacle() ?? '');
      await use(started!);
    },
    ownPlace: async ({ place }, use, info) => {
      info.skip(!place.isOurs, 'This would disturb a facility in use.');
      await use(place);
    },
    pete: async ({ page, place }, use) => {
      await inside(new Lab(page, place, place.users.purdue), use);
    },
    bob: async ({ page, place }, use) => {
      await inside(new Lab(page, place, place.users.cern), use);
    }
  }
);

async function inside(
  lab: Lab,
  use: (lab: Lab) => Promise<void>
): Promise<void> {
  await lab.enter();
  await use(lab);
  await lab.endAll();
}

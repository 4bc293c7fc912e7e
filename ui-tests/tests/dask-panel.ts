import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import type { Locator } from '@playwright/test';
import { expect } from '@playwright/test';

/**
 * The panel behind the Dask logo, by what a user sees of it.
 */
export class DaskPanel {
  constructor(
    readonly page: IJupyterLabPageFixture,
    readonly baseURL: string
  ) {}

  get address(): Locator {
    return this.page.getByRole('textbox', { name: 'Dask dashboard URL' });
  }

  get clusters(): Locator {
    return this.page.getByRole('region', { name: 'Clusters' });
  }

  get dashboards(): Locator {
    return this.page.getByRole('region', { name: 'Dashboards' });
  }

  get cards(): Locator {
    return this.clusters.getByRole('listitem');
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Click the logo in the left sidebar, unless the panel is open. */
  async open(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: 'Dask', exact: true });
    await expect(async () => {
      // A click closes a panel that JupyterLab has just opened again after a reload.
      if ((await tab.getAttribute('aria-selected')) !== 'true') {
        await tab.click();
      }
      await expect(this.clusters).toBeVisible({ timeout: 5000 });
    }).toPass({ timeout: 40_000 });
  }

  get kernel(): Locator {
    return this.dialog.getByRole('combobox', {
      name: 'Kernel / Conda environment'
    });
  }

  get apply(): Locator {
    return this.dialog.getByRole('button', { name: 'Apply' });
  }

  /** Goes on in spite of a problem. */
  get createAnyway(): Locator {
    return this.dialog.getByRole('checkbox', {
      name: 'Create anyway'
    });
  }

  /** Open the dialog behind + NEW, with its environments and options. */
  async openDialog(gateway?: string): Promise<void> {
    await this.clusters.getByRole('button', { name: 'New cluster' }).click();
    await expect(this.dialog).toHaveAccessibleName('Configure Dask cluster');
    if (gateway) {
      await this.dialog.getByRole('radio', { name: gateway }).check();
    }
    await expect(this.kernel).toBeVisible();
  }

  /** Think better of it, if there is a dialog. */
  async closeDialog(): Promise<void> {
    if (await this.dialog.isVisible()) {
      await this.dialog.getByRole('button', { name: 'Cancel' }).click();
    }
    await expect(this.dialog).toBeHidden();
  }

  /** Open the section of the dialog that lists the workers' variables. */
  async openVariables(): Promise<void> {
    const { dialog } = this;
    await dialog.getByText('Environment variables', { exact: true }).click();
    await expect(dialog.getByRole('row', { name: /^PATH / })).toBeVisible();
  }

  /** Fill in the dialog behind + NEW and press Apply. */
  async create(wanted: INewCluster = {}): Promise<Locator> {
    await this.openDialog(wanted.gateway);
    if (wanted.kernel) {
      await this.kernel.selectOption({ label: wanted.kernel });
    }
    if (wanted.insists) {
      await this.createAnyway.check();
    }
    const numbers = {
      'Minimum workers': wanted.minimum ?? 1,
      'Maximum workers': wanted.maximum ?? 2,
      'Cores per worker': 1,
      'Worker memory [GB]': 1
    };
    for (const [name, value] of Object.entries(numbers)) {
      await this.dialog.getByRole('spinbutton', { name }).fill(`${value}`);
    }
    await this.apply.click();
    await expect(this.dialog).toBeHidden();
    return this.cards.last();
  }

  /** A cluster with a running worker: the shared one, or else a new one. */
  async createRunning(wanted: INewCluster = {}): Promise<Locator> {
    const shared = this._sharedName;
    this._sharedName = null;
    const card = shared
      ? this.clusters.locator(`[data-name="${shared}"]`)
      : await this.create(wanted);
    await expect(card).toContainText('Running');
    await expect(card).toContainText('1 / 1 workers');
    return card;
  }

  /** Execute a command as whoever has put it into a menu does. */
  async run(id: string, args: ReadonlyJSONObject = {}): Promise<void> {
    await this.page.evaluate(
      async ([command, given]) => {
        await window.jupyterapp.commands.execute(command, given);
      },
      [id, args] as const
    );
  }

  /** What a command answers whoever executes it. */
  resultOf<T>(id: string): Promise<T> {
    return this.page.evaluate(
      command => window.jupyterapp.commands.execute(command) as Promise<T>,
      id
    );
  }

  /** Open a new notebook without being asked for its kernel. */
  async newNotebook(kernelName = 'python3'): Promise<void> {
    // A kernel that was made a moment ago is asked for with the others each minute only.
    await this.page.evaluate(() =>
      window.jupyterapp.serviceManager.kernelspecs.refreshSpecs()
    );
    await this.run('notebook:create-new', { kernelName, cwd: 'notebooks' });
  }

  /** Have the code that connects to a cluster in the notebook in front. */
  async insertCode(card: Locator): Promise<void> {
    await card.getByRole('button', { name: 'Insert client code' }).click();
    const cells = this.page.locator('.jp-Notebook:visible .jp-CodeCell');
    // galata waits for ever for the number of a cell that was run before it had any code.
    await expect(
      cells.filter({ hasText: 'gateway.connect(' }).first()
    ).toBeVisible();
  }

  /** Execute a command of the palette. */
  async choose(label: string): Promise<void> {
    const { page } = this;
    await page.keyboard.press('ControlOrMeta+Shift+C');
    const palette = page.locator('#command-palette');
    await expect(palette.locator('input')).toBeFocused();
    await page.keyboard.type(label);
    // The first match is chosen a moment after the last key.
    await expect(
      palette.locator('.lm-CommandPalette-item.lm-mod-active')
    ).toContainText(label);
    await page.keyboard.press('Enter');
  }

  /** Shut a running cluster down, which loses its workers. */
  async shutDown(card: Locator): Promise<void> {
    await card.getByRole('button', { name: 'Shut down' }).click();
    await this.dialog.getByRole('button', { name: 'Shut down' }).click();
  }

  /** What our routes answer, as the page's own requests would get it. */
  async ask<T>(path: string, method = 'GET', data?: unknown): Promise<T> {
    const url = `${this.baseURL}/purdue-dask-lab/${path}`;
    const response = await this.page.request.fetch(url, { method, data });
    return (response.status() === 204 ? {} : await response.json()) as T;
  }

  /** End every cluster but some, so that the next test begins with no other. */
  async endAll(but: readonly string[] = []): Promise<void> {
    await expect(async () => {
      expect(await this.shutDownAll(but)).toEqual([]);
    }).toPass({ timeout: 90_000 });
  }

  /** Ask for the end of every cluster but some; answers which those are. */
  async shutDownAll(but: readonly string[] = []): Promise<string[]> {
    const others = (await this._listed()).filter(
      one => !but.includes(one.name)
    );
    for (const { gateway, name } of others) {
      await this.ask(`clusters/${gateway}/${name}`, 'DELETE');
    }
    return others.map(({ name }) => name);
  }

  /** Have one cluster with one worker that nobody uses: that of the test before, or a new one. */
  async shareCluster(): Promise<void> {
    const isUsable = (one: ICluster): boolean =>
      one.gateway === 'local' &&
      one.label === 'Cluster 1' &&
      one.status === 'running' &&
      one.workers.minimum === 1 &&
      one.workers.maximum === 1;
    const left = (await this._listed()).find(isUsable);
    await this.endAll(left ? [left.name] : []);
    const { name } = left ?? (await this._submit());
    await expect
      .poll(
        async () => {
          const one = (await this._listed()).find(one => one.name === name);
          return [one?.workers.running, one?.clients];
        },
        { timeout: 90_000 }
      )
      .toEqual([1, 0]);
    this._sharedName = name;
  }

  private _submit(): Promise<ICluster> {
    return this.ask('clusters', 'POST', {
      gateway: 'local',
      options: { worker_cores: 1, worker_memory: 1 },
      workers: { minimum: 1, maximum: 1 }
    });
  }

  private async _listed(): Promise<ICluster[]> {
    const { clusters } = await this.ask<{ clusters: ICluster[] }>('clusters');
    return clusters;
  }

  private _sharedName: string | null = null;
}

/** What is entered for a new cluster. */
interface INewCluster {
  gateway?: string;
  kernel?: string;
  minimum?: number;
  maximum?: number;
  insists?: boolean;
}

/** What the route of the clusters answers of each. */
interface ICluster {
  gateway: string;
  name: string;
  label: string;
  status: string;
  clients: number | null;
  workers: {
    running: number;
    minimum: number | null;
    maximum: number | null;
  };
}

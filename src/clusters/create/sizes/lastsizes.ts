import type { JupyterFrontEnd } from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { NewCluster } from '../../../api/models';
import type { ISize } from '../../../tokens';

/**
 * Where the state database remembers the sizes.
 */
const STATE_KEY = 'purdue-dask-lab:last-sizes';

/**
 * The sizes of the clusters that were created last, by gateway.
 *
 * #### Notes
 * Neither the environment is remembered, which is that of the notebook in
 * front, nor variables, whose values may be secret.
 */
export class LastSizes {
  /**
   * @param state - Remembers the sizes; null to forget them with the page.
   */
  constructor(
    private readonly _state: Pick<IStateDB, 'fetch' | 'save'> | null
  ) {}

  /**
   * Load what is remembered, unless that was done.
   */
  load(): Promise<void> {
    this._loaded ??= this._load();
    return this._loaded;
  }

  /**
   * Return the size of the last cluster on a gateway; null if none is known.
   */
  of(gateway: string): ISize | null {
    return this._sizes.get(gateway) ?? null;
  }

  /**
   * Remember the size of a cluster that was created.
   */
  save({ gateway, workers, options }: NewCluster): void {
    const minimum = workers?.minimum ?? null;
    const maximum = workers?.maximum ?? null;
    this._sizes.set(gateway, {
      workers:
        minimum === null || maximum === null ? null : { minimum, maximum },
      options: options ?? {}
    });
    const value = Object.fromEntries(
      this._sizes
    ) as unknown as ReadonlyPartialJSONObject;
    // What cannot be remembered is entered again.
    this._state?.save(STATE_KEY, value).catch(() => undefined);
  }

  private async _load(): Promise<void> {
    const remembered = await this._state
      ?.fetch(STATE_KEY)
      .catch(() => undefined);
    for (const [gateway, size] of Object.entries(remembered ?? {})) {
      if (isSize(size) && !this._sizes.has(gateway)) {
        this._sizes.set(gateway, size);
      }
    }
  }

  private _loaded: Promise<void> | null = null;
  private _sizes = new Map<string, ISize>();
}

/**
 * Load the sizes that JupyterLab's state database remembers.
 */
export async function loadLastSizes(app: JupyterFrontEnd): Promise<LastSizes> {
  const sizes = new LastSizes(await app.resolveOptionalService(IStateDB));
  await sizes.load();
  return sizes;
}

function isSize(value: unknown): value is ISize {
  const { workers, options } = (value ?? {}) as Partial<ISize>;
  return (
    (workers === null || (!!workers && isRange(workers))) &&
    typeof options === 'object' &&
    options !== null &&
    !Array.isArray(options)
  );
}

function isRange({ minimum, maximum }: NonNullable<ISize['workers']>): boolean {
  return (
    Number.isSafeInteger(minimum) &&
    Number.isSafeInteger(maximum) &&
    minimum >= 0 &&
    maximum >= Math.max(1, minimum)
  );
}

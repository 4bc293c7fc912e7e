import { FailingError, RefusedError, UnreachableError } from '../api/client';
import type { AddressAnswer, IClusterManager } from '../tokens';
import type { IPlace } from './url';
import { isLoopback, labelOf, throughJupyter } from './url';
import { usualPlots } from './plots';

type Refusal = Exclude<
  Extract<AddressAnswer, { place: string }>['kind'],
  'browser'
>;

/**
 * The reasons that our half of the server gives.
 */
const REASONS: readonly Refusal[] = ['silent', 'other', 'forbidden', 'others'];

/**
 * What Jupyter does not pass on, though it may answer the browser.
 */
const REFUSED: readonly AddressAnswer['kind'][] = ['foreign', 'forbidden'];

/**
 * A dashboard of none of the user's clusters that this page can show.
 */
export interface IPage extends IPlace {
  readonly label: string;

  /**
   * Its plots, as it names them.
   */
  readonly plots: Readonly<Record<string, string>>;
}

/**
 * Reach for a dashboard: through Jupyter, or else as the browser would.
 *
 * @returns The dashboard, or why there is none.
 */
export async function reach(
  place: IPlace,
  options: reach.IOptions
): Promise<IPage | AddressAnswer> {
  const { server, isBrowserAllowed } = options;
  const here = throughJupyter(
    place.base,
    server,
    await ownNames(place, options)
  );
  const found: IPage | AddressAnswer = here
    ? await tryHere({ ...place, base: here }, place.base, options)
    : { kind: 'foreign', place: new URL(place.base).host };
  const isElsewhere = 'kind' in found && REFUSED.includes(found.kind);
  return isElsewhere && isBrowserAllowed ? tryElsewhere(place, options) : found;
}

/**
 * A namespace for `reach` statics.
 */
export namespace reach {
  /**
   * What it needs.
   */
  export interface IOptions {
    manager: IClusterManager;

    /**
     * The absolute URL of the Jupyter server, with a slash at its end.
     */
    server: string;

    /**
     * Whether the browser itself may reach for what Jupyter does not pass on.
     */
    isBrowserAllowed: boolean;
  }
}

/**
 * The names of Jupyter's machine, where an address may be one of them.
 */
async function ownNames(
  { base }: IPlace,
  { manager, server }: reach.IOptions
): Promise<readonly string[]> {
  const { protocol, origin } = new URL(base);
  const isSettled =
    protocol !== 'http:' ||
    isLoopback(base) ||
    origin === new URL(server).origin;
  // Without an answer it is taken for another machine.
  return isSettled ? [] : manager.fetchMachine().catch(() => []);
}

/**
 * Ask for what Jupyter passes on.
 *
 * @param typed - The folder as it was typed.
 */
async function tryHere(
  place: IPlace,
  typed: string,
  { manager, server }: reach.IOptions
): Promise<IPage | AddressAnswer> {
  const label = labelOf(typed, server);
  try {
    const plots = await manager.fetchPlots(place.base, place.query);
    return { ...place, label, plots };
  } catch (error) {
    return { kind: kindOf(error), place: label };
  }
}

function kindOf(error: unknown): Refusal {
  if (error instanceof RefusedError) {
    return REASONS.find(reason => reason === error.reason) ?? 'other';
  }
  const isSilent =
    error instanceof FailingError || error instanceof UnreachableError;
  return isSilent ? 'silent' : 'other';
}

/**
 * Ask as the browser for what Jupyter does not pass on.
 */
async function tryElsewhere(
  place: IPlace,
  { manager, server }: reach.IOptions
): Promise<IPage | AddressAnswer> {
  const { protocol, host } = new URL(place.base);
  const isSecure = new URL(server).protocol === 'https:';
  if (isSecure && protocol === 'http:' && !isLoopback(place.base)) {
    return { kind: 'mixed', place: host };
  }
  // A site that may be shown need not let its data be read by another one.
  const plots = await manager
    .fetchPlots(place.base, place.query)
    .catch(() => usualPlots());
  return { ...place, label: host, plots };
}

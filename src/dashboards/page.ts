import type { TranslationBundle } from '@jupyterlab/translation';

import {
  RefusedError,
  ServerFailureError,
  UnreachableError
} from '../api/errors';
import type { IClusterManager, IDashboards, OpenResult } from '../tokens';
import { notify } from '../ui/notify';
import { usualPlots } from './plots';
import type { IDashboardUrl } from './url';
import { isLoopback, labelForUrl, proxiedUrl } from './url';

type Refusal = Exclude<
  Extract<OpenResult, { place: string }>['kind'],
  'browser'
>;

/**
 * The reasons that our server extension gives.
 */
const REASONS: readonly Refusal[] = ['silent', 'other', 'forbidden', 'others'];

/**
 * What Jupyter does not proxy, though the browser may reach it.
 */
const NOT_PROXIED: readonly OpenResult['kind'][] = ['foreign', 'forbidden'];

/**
 * A dashboard at an address that this page can show.
 */
export interface IDashboardPage extends IDashboardUrl {
  readonly label: string;

  /**
   * Its plots, as it lists them.
   */
  readonly plots: Readonly<Record<string, string>>;
}

/**
 * Look for a dashboard: through Jupyter, or else with the browser.
 *
 * @returns The dashboard, or why there is none.
 */
export async function findPage(
  url: IDashboardUrl,
  options: findPage.IOptions
): Promise<IDashboardPage | OpenResult> {
  const { server, isBrowserAllowed } = options;
  const base = proxiedUrl(url.base, server, await ownNames(url, options));
  const found: IDashboardPage | OpenResult = base
    ? await fetchThroughJupyter({ ...url, base }, url.base, options)
    : { kind: 'foreign', place: new URL(url.base).host };
  const isElsewhere = 'kind' in found && NOT_PROXIED.includes(found.kind);
  return isElsewhere && isBrowserAllowed
    ? fetchWithBrowser(url, options)
    : found;
}

/**
 * A namespace for `findPage` statics.
 */
export namespace findPage {
  /**
   * The options of the search.
   */
  export interface IOptions {
    manager: IClusterManager;

    /**
     * The absolute URL of the Jupyter server, with a trailing slash.
     */
    server: string;

    /**
     * Whether the browser itself may load what Jupyter does not proxy.
     */
    isBrowserAllowed: boolean;
  }
}

/**
 * Whether a dashboard is shown now.
 */
export function isShown(result: OpenResult): boolean {
  return ['cluster', 'page', 'browser'].includes(result.kind);
}

/**
 * Describe the result of opening a dashboard's address.
 */
export function describeResult(
  result: OpenResult,
  trans: TranslationBundle
): string {
  switch (result.kind) {
    case 'cluster':
      return trans.__('This is the dashboard of %1.', result.label);
    case 'page':
      return trans.__('Shown; it belongs to none of your clusters.');
    case 'superseded':
      return '';
    case 'browser':
      return trans.__(
        'Loaded by your browser, not through Jupyter. If plots stay empty, %1 requires a login or cannot be embedded: open it in a new browser tab.',
        result.place
      );
    case 'unreadable':
      return trans.__(
        'This is not the address of a dashboard. Enter a URL such as http://host:8787/status, or a port.'
      );
    case 'silent':
      return trans.__(
        'Nothing responds at %1 on the machine that Jupyter runs on. Is the cluster still running?',
        result.place
      );
    case 'other':
      return trans.__('%1 is not a Dask dashboard.', result.place);
    case 'forbidden':
      return trans.__(
        'This Jupyter server cannot proxy %1: its administrator lists the allowed machines (ServerProxy.host_allowlist). Open the dashboard in a new browser tab.',
        result.place
      );
    case 'others':
      return trans.__(
        'Port %1 belongs to another user; not shown for security.',
        result.place
      );
    case 'foreign':
      return trans.__(
        'This Jupyter server cannot proxy %1. Open it in a new browser tab, or turn on “Load dashboards with the browser” in the Dask settings.',
        result.place
      );
    case 'mixed':
      return trans.__(
        'Browsers do not show %1, which uses http, in a page that uses https. Open it in a new browser tab.',
        result.place
      );
  }
}

/**
 * Show the dashboard at an address that was found, or notify why not.
 *
 * @returns Whether it is shown.
 */
export async function showDashboardUrl(
  dashboards: IDashboards,
  address: string,
  trans: TranslationBundle
): Promise<boolean> {
  const result = await dashboards.open(address);
  if (isShown(result) || result.kind === 'superseded') {
    return isShown(result);
  }
  const openInNewTab = {
    label: trans.__('Open in a new browser tab'),
    callback: () => {
      window.open(address, '_blank', 'noopener');
    }
  };
  const options = { autoClose: false as const, actions: [openInNewTab] };
  notify(describeResult(result, trans), 'warning', options, trans);
  return false;
}

/**
 * Return the names of Jupyter's machine if an address may be one of them.
 */
async function ownNames(
  { base }: IDashboardUrl,
  { manager, server }: findPage.IOptions
): Promise<readonly string[]> {
  const { protocol, origin } = new URL(base);
  const isDecided =
    protocol !== 'http:' ||
    isLoopback(base) ||
    origin === new URL(server).origin;
  // Without an answer it is taken for another machine.
  return isDecided ? [] : manager.fetchMachine().catch(() => []);
}

/**
 * Fetch a dashboard that Jupyter proxies.
 *
 * @param typed - The folder as it was typed.
 */
async function fetchThroughJupyter(
  url: IDashboardUrl,
  typed: string,
  { manager, server }: findPage.IOptions
): Promise<IDashboardPage | OpenResult> {
  const label = labelForUrl(typed, server);
  try {
    const plots = await manager.fetchPlots(url.base, url.query);
    return { ...url, label, plots };
  } catch (error) {
    return { kind: refusalOf(error), place: label };
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusedError) {
    return REASONS.find(reason => reason === error.reason) ?? 'other';
  }
  const isSilent =
    error instanceof ServerFailureError || error instanceof UnreachableError;
  return isSilent ? 'silent' : 'other';
}

/**
 * Fetch with the browser what Jupyter does not proxy.
 */
async function fetchWithBrowser(
  url: IDashboardUrl,
  { manager, server }: findPage.IOptions
): Promise<IDashboardPage | OpenResult> {
  const { protocol, host } = new URL(url.base);
  const isSecure = new URL(server).protocol === 'https:';
  if (isSecure && protocol === 'http:' && !isLoopback(url.base)) {
    return { kind: 'mixed', place: host };
  }
  // A site that can be embedded need not let other sites read its data.
  const plots = await manager
    .fetchPlots(url.base, url.query)
    .catch(() => usualPlots());
  return { ...url, label: host, plots };
}

import type { Cluster } from '../api/models';

/**
 * The URL of a dashboard: its folder as an absolute URL, and the query string.
 */
export interface IDashboardUrl {
  readonly base: string;
  readonly query: string;
}

/**
 * The end of the URL of a dashboard's page, after its folder.
 */
const PAGE = new RegExp(
  `/(${[
    ...['status', 'workers', 'tasks', 'system', 'graph', 'groups', 'gpu'],
    ...['profile', 'profile-server', 'hardware', 'shuffle', 'stealing'],
    ...['events', 'exceptions', 'counters', 'info(/.*)?', 'statics/.*'],
    'individual-[^/]*'
  ].join('|')})?/?$`
);

/**
 * The names by which a machine calls itself.
 */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/;

/**
 * What jupyter-server-proxy proxies, below the URL of the server.
 */
const SERVER_PROXY = /^proxy\/((?:[^/:@]+:)?\d+)(\/.*)$/;

/**
 * What our server extension proxies without Jupyter's cookies, below the URL of the server.
 */
const OWN_PROXY = /^purdue-dask-lab\/dashboards\/((?:[^/:@]+:)?\d+)\//;

/**
 * What people copy along with an address: quotes, brackets, emphasis, the end of a sentence,
 * and characters that nobody sees.
 */
const WRAPPING =
  /^[<({'"`“”‘’«‹「|\u200b\u2060\ufeff]+|([>)}'"`“”‘’»›」,;.…!*_|\u200b\u2060\ufeff]|&gt;|&quot;)+$/g;

/**
 * What stands before a path, such as `Dashboard: `.
 */
const CAPTION = /^[\w ]+:\s+(?=\/)/;

/**
 * A path below JupyterHub's own, without the slash that it begins with.
 */
const HUB_PATH = /^(user|services)\/[^/]+\//;

/**
 * A URL within other text, such as `Dashboard: http://...` or a link in Markdown.
 */
const EMBEDDED = /https?:\/\/[^\s<>"'`“”‘’«»‹›「」|\u200b\u2060\ufeff]+/i;

/**
 * Parse an address that somebody typed or pasted; null if it is none.
 *
 * @param address - Such as `https://host/clusters/x/status`, a path on this server, `host:port` or a port.
 * @param server - The absolute URL of the Jupyter server, with a trailing slash.
 */
export function parseDashboardUrl(
  address: string,
  server: string
): IDashboardUrl | null {
  const text = unwrap(address);
  if (text === '' || /\s/.test(text)) {
    return null;
  }
  const [, digits, rest = ''] = /^:?(\d+)(\/.*)?$/.exec(text) ?? [];
  if (digits) {
    const port = Number(digits);
    return port > 0 && port < 65_536
      ? parseDashboardUrl(`http://localhost:${port}${rest}`, server)
      : null;
  }
  // Without a scheme, `host:8787/status` would parse as a scheme of its own.
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const isBelowHub = HUB_PATH.test(text);
  const isPath =
    isBelowHub || text.startsWith('/') || /^\.?\.?\/?proxy\//.test(text);
  const isHost = /^(\[[\da-f:]+\]|[\w.-]+\.[\w-]+|[\w-]+:\d|localhost\b)/i;
  if (!hasScheme && !isPath && !isHost.test(text)) {
    return null;
  }
  try {
    const url = new URL(
      hasScheme || isPath ? text : `http://${text}`,
      isBelowHub ? server.replace(/\/user\/[^/]+\/.*$/, '/') : server
    );
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return null;
    }
    const query = url.search;
    url.hash = '';
    url.search = '';
    url.pathname = url.pathname.replace(PAGE, '/');
    return { base: url.href, query };
  } catch {
    return null;
  }
}

/**
 * Find the cluster whose dashboard has a URL.
 */
export function clusterAtUrl(
  base: string,
  clusters: readonly Cluster[],
  server: string
): Cluster | undefined {
  const { pathname } = new URL(base);
  return clusters.find(
    ({ name, dashboard_url, public_dashboard_url }) =>
      [dashboard_url, public_dashboard_url].some(
        url => url !== null && parseDashboardUrl(url, server)?.base === base
      ) || pathname.includes(`/clusters/${name}/`)
  );
}

/**
 * Return the URL by which Jupyter proxies a dashboard; null if it proxies none of this kind.
 *
 * #### Notes
 * What is on the machine of the Jupyter server, or on another one that its
 * administrator allows, is proxied by our server extension, which knows what
 * it may; the server requests nothing else for the sake of an address.
 *
 * @param own - The names of the machine of the Jupyter server.
 */
export function proxiedUrl(
  base: string,
  server: string,
  own: readonly string[] = []
): string | null {
  const url = new URL(base);
  if (url.origin === new URL(server).origin) {
    const [, target, path] = SERVER_PROXY.exec(below(base, server)) ?? [];
    return target ? ownProxyUrl(server, target, path) : base;
  }
  if (url.protocol !== 'http:') {
    return null;
  }
  const port = url.port || '80';
  const isHere = isLoopback(base) || own.includes(url.hostname);
  const target = isHere ? port : `${url.hostname}:${port}`;
  // The server extension takes no addresses in brackets.
  return target.startsWith('[')
    ? null
    : ownProxyUrl(server, target, url.pathname);
}

/**
 * Return the URL by which JupyterLab shows a page of a dashboard in a frame.
 *
 * #### Notes
 * JupyterHub forbids frames, for its users share one origin. The server lifts
 * that for URLs with a key that stands in JupyterLab's own page and nowhere
 * else; it is no part of the URLs that users copy.
 */
export function frameUrl(url: string): string {
  const { purdueDaskLabFrameKey: key, baseUrl = '/' } = pageConfig();
  const root = new URL(`${baseUrl}purdue-dask-lab/`, window.location.href).href;
  const page = url.slice(root.length);
  return key && url.startsWith(root) && /^(clusters|dashboards)\//.test(page)
    ? `${root}framed/${key}/${page}`
    : url;
}

/**
 * Read the configuration that stands in JupyterLab's page.
 *
 * #### Notes
 * `PageConfig` does so, too; but its package would have to be named among what
 * JupyterLab loads when it starts.
 */
function pageConfig(): Partial<Record<string, string>> {
  const element = document.getElementById('jupyter-config-data');
  return JSON.parse(element?.textContent ?? '{}') as Partial<
    Record<string, string>
  >;
}

/**
 * Return a display name for the host of a dashboard.
 */
export function labelForUrl(base: string, server: string): string {
  const url = new URL(base);
  if (url.origin !== new URL(server).origin) {
    return url.host;
  }
  const [, target] =
    OWN_PROXY.exec(below(base, server)) ??
    SERVER_PROXY.exec(below(base, server)) ??
    [];
  if (!target) {
    return url.pathname;
  }
  return target.includes(':') ? target : `localhost:${target}`;
}

/**
 * Whether a URL means the machine that it is used on.
 */
export function isLoopback(base: string): boolean {
  return LOOPBACK.test(new URL(base).hostname);
}

/**
 * Remove what was copied along with an address.
 */
function unwrap(address: string): string {
  const [text] = EMBEDDED.exec(address) ?? [address];
  return text.trim().replace(CAPTION, '').replace(WRAPPING, '').trim();
}

function below(base: string, server: string): string {
  return base.startsWith(server) ? base.slice(server.length) : '';
}

function ownProxyUrl(server: string, target: string, path: string): string {
  return `${server}purdue-dask-lab/dashboards/${target}${path}`;
}

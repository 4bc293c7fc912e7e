import type { Cluster } from '../api/models';

/**
 * The folder of a dashboard, as an absolute URL, and the query of its address.
 */
export interface IPlace {
  readonly base: string;
  readonly query: string;
}

/**
 * What ends the address of a dashboard's page, after its folder.
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
 * What jupyter-server-proxy passes on, below the URL of the server.
 */
const PROXIED = /^proxy\/((?:[^/:@]+:)?\d+)(\/.*)$/;

/**
 * What we pass on ourselves, without Jupyter's cookies, below the URL of the server.
 */
const PASSED_ON = /^purdue-dask-lab\/dashboards\/((?:[^/:@]+:)?\d+)\//;

/**
 * Where the dashboard is whose address somebody typed; null if that is none.
 *
 * @param address - Such as `https://host/clusters/x/status`, or a path on this server.
 * @param server - The absolute URL of the Jupyter server, with a slash at its end.
 */
export function placeOf(address: string, server: string): IPlace | null {
  const text = address.trim();
  if (text === '') {
    return null;
  }
  // Without a scheme, `host:8787/status` would read as a scheme of its own.
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const isPath = text.startsWith('/') || /^\.?\.?\/?proxy\//.test(text);
  try {
    const url = new URL(hasScheme || isPath ? text : `http://${text}`, server);
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
 * The cluster whose dashboard is in a folder.
 */
export function clusterAt(
  base: string,
  clusters: readonly Cluster[],
  server: string
): Cluster | undefined {
  const { pathname } = new URL(base);
  return clusters.find(
    ({ name, dashboard_url, public_dashboard_url }) =>
      [dashboard_url, public_dashboard_url].some(
        url => url !== null && placeOf(url, server)?.base === base
      ) || pathname.includes(`/clusters/${name}/`)
  );
}

/**
 * The same folder as this page may show it within itself; null where Jupyter passes nothing on.
 *
 * #### Notes
 * What is on the machine of the Jupyter server, or on another one that its
 * administrator allows, is passed on by our half of the server, which knows
 * what it may; nothing else is asked by the server for the sake of an address.
 *
 * @param own - The names of the machine of the Jupyter server.
 */
export function throughJupyter(
  base: string,
  server: string,
  own: readonly string[] = []
): string | null {
  const url = new URL(base);
  if (url.origin === new URL(server).origin) {
    const [, target, path] = PROXIED.exec(below(base, server)) ?? [];
    return target ? passedOn(server, target, path) : base;
  }
  if (url.protocol !== 'http:') {
    return null;
  }
  const port = url.port || '80';
  const isHere = isLoopback(base) || own.includes(url.hostname);
  const target = isHere ? port : `${url.hostname}:${port}`;
  // The server's half takes no addresses in brackets.
  return target.startsWith('[') ? null : passedOn(server, target, url.pathname);
}

/**
 * What the place of a dashboard is called.
 */
export function labelOf(base: string, server: string): string {
  const url = new URL(base);
  if (url.origin !== new URL(server).origin) {
    return url.host;
  }
  const [, target] =
    PASSED_ON.exec(below(base, server)) ??
    PROXIED.exec(below(base, server)) ??
    [];
  if (!target) {
    return url.pathname;
  }
  return target.includes(':') ? target : `localhost:${target}`;
}

/**
 * Whether an address means the machine that it is used on.
 */
export function isLoopback(base: string): boolean {
  return LOOPBACK.test(new URL(base).hostname);
}

function below(base: string, server: string): string {
  return base.startsWith(server) ? base.slice(server.length) : '';
}

function passedOn(server: string, target: string, path: string): string {
  return `${server}purdue-dask-lab/dashboards/${target}${path}`;
}

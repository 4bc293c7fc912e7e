import type { Cluster } from '../wire';

/**
 * The folder of a dashboard, as an absolute URL, of an address that somebody typed; null if it is none.
 *
 * @param address - Such as `https://host/clusters/x/status`, or a path on this server.
 * @param origin - The absolute URL of the Jupyter server.
 */
export function baseOf(address: string, origin: string): string | null {
  const text = address.trim();
  if (text === '') {
    return null;
  }
  // Without a scheme, `host:8787/status` would read as a scheme of its own.
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const isPath = text.startsWith('/');
  try {
    const url = new URL(hasScheme || isPath ? text : `http://${text}`, origin);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return null;
    }
    url.hash = '';
    url.search = '';
    url.pathname = url.pathname.replace(
      /\/(status|workers|info(\/.*)?|tasks|system|profile|graph|groups|individual-[^/]*)?\/?$/,
      '/'
    );
    return url.href;
  } catch {
    return null;
  }
}

/**
 * The cluster whose dashboard is at an address.
 */
export function clusterAt(
  base: string,
  clusters: readonly Cluster[],
  origin: string
): Cluster | undefined {
  const { pathname } = new URL(base);
  return clusters.find(
    ({ name, dashboard_url, public_dashboard_url }) =>
      [dashboard_url, public_dashboard_url].some(
        url => url !== null && baseOf(url, origin) === base
      ) || pathname.includes(`/clusters/${name}/`)
  );
}

/**
 * Whether this page may show what is at an address within itself.
 */
export function isEmbeddable(base: string, origin: string): boolean {
  return new URL(base).origin === new URL(origin).origin;
}

import { aCluster } from '../../clusters/__tests__/fixtures';
import {
  clusterAtUrl,
  labelForUrl,
  parseDashboardUrl,
  proxiedUrl,
  frameUrl
} from '../url';

const ORIGIN = 'https://hub.example/user/me/';
const OURS = `${ORIGIN}purdue-dask-lab/dashboards/`;

it.each([
  ['https://host/clusters/x/status', 'https://host/clusters/x/'],
  ['https://host/clusters/x/', 'https://host/clusters/x/'],
  [
    'https://host/clusters/x/individual-task-stream?a=b#c',
    'https://host/clusters/x/'
  ],
  ['https://host/x/info/main/workers.html', 'https://host/x/'],
  ['https://host/x/hardware', 'https://host/x/'],
  ['localhost:8787/profile-server', 'http://localhost:8787/'],
  ['https://host/x/statics/individual-cluster-map.html', 'https://host/x/'],
  ['/user/me/proxy/8787/status', 'https://hub.example/user/me/proxy/8787/'],
  ['proxy/8787/status', 'https://hub.example/user/me/proxy/8787/'],
  ['localhost:8787/status', 'http://localhost:8787/'],
  ['  http://127.0.0.1:8787  ', 'http://127.0.0.1:8787/']
])('%s is the dashboard at %s', (address, base) => {
  expect(parseDashboardUrl(address, ORIGIN)?.base).toBe(base);
});

it.each([
  '',
  '   ',
  'javascript://alert(1)',
  'gateway://host:8786/x',
  'http://'
])('"%s" is no address of a dashboard', address => {
  expect(parseDashboardUrl(address, ORIGIN)).toBeNull();
});

describe('a cluster is known', () => {
  const cluster = aCluster({
    dashboard_url:
      '/user/me/purdue-dask-lab/clusters/slurm/one/dashboard/status',
    public_dashboard_url: 'https://gateway.example/clusters/cms.one/status'
  });
  it.each([
    '/user/me/purdue-dask-lab/clusters/slurm/one/dashboard/status',
    'https://gateway.example/clusters/cms.one/individual-progress',
    'http://internal:8000/clusters/one/status'
  ])('by %s', address => {
    const base = parseDashboardUrl(address, ORIGIN)?.base ?? '';
    expect(clusterAtUrl(base, [cluster], ORIGIN)).toBe(cluster);
  });

  it('but not by the address of another one', () => {
    const base =
      parseDashboardUrl('http://internal:8000/clusters/one2/status', ORIGIN)
        ?.base ?? '';
    expect(clusterAtUrl(base, [cluster], ORIGIN)).toBeUndefined();
  });
});

it.each([
  ['https://hub.example/x/', 'https://hub.example/x/'],
  ['http://localhost:8787/', `${OURS}8787/`],
  ['http://127.0.0.1:8787/a/', `${OURS}8787/a/`],
  ['http://[::1]:8787/', `${OURS}8787/`],
  ['http://node7:8787/', `${OURS}node7:8787/`],
  // jupyter-server-proxy would hand on Jupyter's cookies.
  [`${ORIGIN}proxy/8787/a/`, `${OURS}8787/a/`],
  [`${ORIGIN}proxy/node7:8787/`, `${OURS}node7:8787/`]
])('%s goes through Jupyter as %s', (base, shown) => {
  expect(proxiedUrl(base, ORIGIN)).toBe(shown);
});

it.each([
  ['http://node7:8787/', 'node7:8787'],
  ['http://localhost:8787/a/', 'localhost:8787'],
  [`${OURS}8787/`, 'localhost:8787'],
  [`${OURS}node7:8787/`, 'node7:8787'],
  [`${ORIGIN}proxy/8787/`, 'localhost:8787'],
  [`${ORIGIN}named/`, '/user/me/named/']
])('%s is called %s', (base, label) => {
  expect(labelForUrl(base, ORIGIN)).toBe(label);
});

it.each([
  'https://localhost:8787/',
  'https://other.example/',
  'http://[fe80::1]:80/'
])('%s does not go through Jupyter', base => {
  expect(proxiedUrl(base, ORIGIN)).toBeNull();
});

describe('an address is read as people paste it', () => {
  const LOCAL = 'http://127.0.0.1:8787/';
  it.each([
    ["'http://127.0.0.1:8787/status'", LOCAL],
    ['"http://127.0.0.1:8787/status"', LOCAL],
    ['“http://127.0.0.1:8787/status”', LOCAL],
    ['`http://127.0.0.1:8787/status`', LOCAL],
    ['<http://127.0.0.1:8787/status>', LOCAL],
    ['(http://127.0.0.1:8787/status).', LOCAL],
    ['http://127.0.0.1:8787/status,', LOCAL],
    ['Dashboard: http://127.0.0.1:8787/status', LOCAL],
    ['dashboard_link = "http://127.0.0.1:8787/status"', LOCAL],
    ['8787', 'http://localhost:8787/'],
    [':8787', 'http://localhost:8787/'],
    ['8787/status', 'http://localhost:8787/'],
    ['[Dashboard](http://127.0.0.1:8787/status)', LOCAL],
    ['node7.cluster:8787', 'http://node7.cluster:8787/'],
    ['[::1]:8787/status', 'http://[::1]:8787/'],
    ['HTTP://localhost:8787/status', 'http://localhost:8787/'],
    [
      '<https://hub.example.org/services/dask-gateway/clusters/x/status>',
      'https://hub.example.org/services/dask-gateway/clusters/x/'
    ]
  ])('%s', (address, base) => {
    expect(parseDashboardUrl(address, ORIGIN)?.base).toBe(base);
  });

  it.each([
    'nonsense',
    'my cluster',
    '0',
    '99999',
    'tcp://10.0.0.1:8786',
    '""'
  ])('%s is none', address => {
    expect(parseDashboardUrl(address, ORIGIN)).toBeNull();
  });
});

describe('a page in a frame has the key of this page', () => {
  const HERE = `${window.location.origin}/user/me/purdue-dask-lab/`;

  function configure(config: object): void {
    const element = document.createElement('script');
    element.id = 'jupyter-config-data';
    element.type = 'application/json';
    element.textContent = JSON.stringify(config);
    document.body.replaceChildren(element);
  }

  it.each(['clusters/slurm/one/dashboard/status', 'dashboards/8787/status'])(
    'if Jupyter proxies it: %s',
    page => {
      configure({ baseUrl: '/user/me/', purdueDaskLabFrameKey: 'k3y' });
      expect(frameUrl(HERE + page)).toBe(`${HERE}framed/k3y/${page}`);
    }
  );

  it('but no other one, and none without a key', () => {
    const page = `${HERE}clusters/slurm/one/dashboard/status`;
    configure({ baseUrl: '/user/me/', purdueDaskLabFrameKey: 'k3y' });
    const other = 'https://other.example/purdue-dask-lab/clusters/x';
    expect(frameUrl(other)).toBe(other);
    expect(frameUrl(`${HERE}gateways`)).toBe(`${HERE}gateways`);
    configure({ baseUrl: '/user/me/' });
    expect(frameUrl(page)).toBe(page);
    document.body.replaceChildren();
    expect(frameUrl(page)).toBe(page);
  });
});

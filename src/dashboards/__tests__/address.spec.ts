import { aCluster } from '../../clusters/__tests__/fixtures';
import { baseOf, clusterAt, isEmbeddable } from '../address';

const ORIGIN = 'https://hub.example/user/me/';

it.each([
  ['https://host/clusters/x/status', 'https://host/clusters/x/'],
  ['https://host/clusters/x/', 'https://host/clusters/x/'],
  [
    'https://host/clusters/x/individual-task-stream?a=b#c',
    'https://host/clusters/x/'
  ],
  ['https://host/x/info/main/workers.html', 'https://host/x/'],
  ['/user/me/proxy/8787/status', 'https://hub.example/user/me/proxy/8787/'],
  ['localhost:8787/status', 'http://localhost:8787/'],
  ['  http://127.0.0.1:8787  ', 'http://127.0.0.1:8787/']
])('%s is the dashboard at %s', (address, base) => {
  expect(baseOf(address, ORIGIN)).toBe(base);
});

it.each([
  '',
  '   ',
  'javascript://alert(1)',
  'gateway://host:8786/x',
  'http://'
])('"%s" is no address of a dashboard', address => {
  expect(baseOf(address, ORIGIN)).toBeNull();
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
    const base = baseOf(address, ORIGIN) ?? '';
    expect(clusterAt(base, [cluster], ORIGIN)).toBe(cluster);
  });

  it('but not by the address of another one', () => {
    const base =
      baseOf('http://internal:8000/clusters/one2/status', ORIGIN) ?? '';
    expect(clusterAt(base, [cluster], ORIGIN)).toBeUndefined();
  });
});

it('only what comes from this server may be shown in the page', () => {
  expect(isEmbeddable('https://hub.example/proxy/8787/', ORIGIN)).toBe(true);
  expect(isEmbeddable('http://hub.example/proxy/8787/', ORIGIN)).toBe(false);
  expect(isEmbeddable('https://other.example/', ORIGIN)).toBe(false);
});

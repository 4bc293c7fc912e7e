import { parseDashboardUrl } from '../url';

const ORIGIN = 'https://hub.example/user/me/';
const LOCAL = 'http://127.0.0.1:8787/';

it.each([
  // Out of a notebook, a chat, a log and a web page.
  ['[dashboard](http://127.0.0.1:8787/status)', LOCAL],
  ['Dashboard at http://127.0.0.1:8787/status.', LOCAL],
  ['<a href="http://127.0.0.1:8787/status">here</a>', LOCAL],
  ["<Client: 'tcp://127.0.0.1:8786'> http://127.0.0.1:8787/status", LOCAL],
  ['http://127.0.0.1:8787/status, started', LOCAL],
  ["f'http://127.0.0.1:8787/status'", LOCAL],
  ['"http://127.0.0.1:8787/status",', LOCAL],
  ['http://127.0.0.1:8787/status#', LOCAL],
  ['http://127.0.0.1:8787/status?', LOCAL],
  ['http://127.0.0.1:8787/status…', LOCAL],
  ['See http://127.0.0.1:8787/status!', LOCAL],
  ['**http://127.0.0.1:8787/status**', LOCAL],
  ['_http://127.0.0.1:8787/status_', LOCAL],
  ['| http://127.0.0.1:8787/status|', LOCAL],
  ['‹http://127.0.0.1:8787/status›', LOCAL],
  ['「http://127.0.0.1:8787/status」', LOCAL],
  ['http://127.0.0.1:8787/status\u200b', LOCAL],
  ['&lt;http://127.0.0.1:8787/status&gt;', LOCAL],
  ['view-source:http://127.0.0.1:8787/status', LOCAL],
  ['http://127.0.0.1:8787/status\nhttp://127.0.0.1:8788/status', LOCAL],
  // A port, with what stands around it.
  ["'8787'", 'http://localhost:8787/'],
  ['<8787>', 'http://localhost:8787/'],
  ['8787.', 'http://localhost:8787/'],
  ['LOCALHOST:8787', 'http://localhost:8787/'],
  ['0.0.0.0:8787', 'http://0.0.0.0:8787/'],
  // Paths, as a link of Dask's may be one.
  ["'/user/me/proxy/8787/status'", 'https://hub.example/user/me/proxy/8787/'],
  [
    'Dashboard: /user/me/proxy/8787/status',
    'https://hub.example/user/me/proxy/8787/'
  ],
  ['user/me/proxy/8787/status', 'https://hub.example/user/me/proxy/8787/'],
  [
    'services/dask-gateway/clusters/x/status',
    'https://hub.example/services/dask-gateway/clusters/x/'
  ],
  [
    '</services/dask-gateway/clusters/x/status>',
    'https://hub.example/services/dask-gateway/clusters/x/'
  ],
  [
    'https://hub.example.org/services/dask-gateway/clusters/x/status)',
    'https://hub.example.org/services/dask-gateway/clusters/x/'
  ]
])('what was pasted as %s is an address', (pasted, base) => {
  expect(parseDashboardUrl(pasted, ORIGIN)?.base).toBe(base);
});

it.each([
  'port 8787',
  '{JUPYTERHUB_SERVICE_PREFIX}proxy/8787/status',
  'ssh -L 8787:localhost:8787 me@host',
  '*:8787',
  'inproc://10.0.0.1/7/1',
  'tls://10.0.0.1:8786'
])('what was pasted as %s is none', pasted => {
  expect(parseDashboardUrl(pasted, ORIGIN)).toBeNull();
});

it('a path of the hub is one of a named server, too', () => {
  const server = 'https://hub.example/jupyter/user/me/gpu/';
  expect(parseDashboardUrl('user/me/gpu/proxy/8787/status', server)?.base).toBe(
    'https://hub.example/jupyter/user/me/gpu/proxy/8787/'
  );
});

import { ServerConnection } from '@jupyterlab/services';

import {
  ServerFailureError,
  VersionMismatchError,
  NotEnabledError,
  RefusedError,
  SessionExpiredError,
  UnreachableError
} from '../errors';
import { RestClient } from '../client';

const fetched = jest.fn();

function aClient(): RestClient {
  return new RestClient({
    serverSettings: ServerConnection.makeSettings({
      baseUrl: 'http://localhost/user/me/',
      fetch: fetched
    })
  });
}

function answer(status: number, body: unknown, headers: object = {}): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  fetched.mockResolvedValueOnce({
    status,
    statusText: '',
    url: 'http://localhost/x',
    headers: new Headers({ ...headers }),
    text: async () => text
  });
}

beforeAll(() => {
  // jsdom's signals have no clock, and a request takes only signals of its own kind.
  AbortSignal.timeout = () => new Request('http://localhost/').signal;
});

beforeEach(() => {
  fetched.mockReset();
});

const REFERENCE = { gateway: 'a b', name: 'x/y' };

it.each<
  [string, (client: RestClient) => Promise<unknown>, number, unknown, string]
>([
  [
    'clusters',
    c => c.clusters(),
    200,
    { clusters: [], gateways: [] },
    'GET clusters'
  ],
  ['gateways', c => c.gateways(), 200, [], 'GET gateways'],
  ['options', c => c.options('a b'), 200, {}, 'GET gateways/a%20b/options'],
  [
    'environments',
    c => c.environments('a b', { notebook: null, kernel: null }),
    200,
    [],
    'GET environments?gateway=a+b'
  ],
  [
    'environments as the notebook in front sees them',
    c => c.environments('s', { notebook: 'a/é.ipynb', kernel: 'py' }),
    200,
    [],
    'GET environments?gateway=s&notebook=a%2F%C3%A9.ipynb&kernel=py'
  ],
  [
    'variables, in no address',
    c => c.variables({ gateway: 's', variables: { KEY: 'secret' } }),
    200,
    { variables: [], held_back: [], errors: [], problems: [] },
    'POST worker-variables'
  ],
  [
    'client code',
    c => c.clientCode(REFERENCE),
    200,
    {},
    'GET clusters/a%20b/x%2Fy/client-code'
  ],
  ['create', c => c.create({ gateway: 's' }), 202, {}, 'POST clusters'],
  [
    'scale',
    c => c.scale(REFERENCE, { workers: 2 }),
    200,
    {},
    'PATCH clusters/a%20b/x%2Fy'
  ],
  [
    'shut down',
    c => c.shutDown(REFERENCE),
    204,
    '',
    'DELETE clusters/a%20b/x%2Fy'
  ],
  ['retry', c => c.retry(REFERENCE), 202, {}, 'POST clusters/a%20b/x%2Fy/retry']
])('%s', async (_, call, status, body, expected) => {
  answer(status, body);
  await call(aClient());
  const request: Request = fetched.mock.calls[0][0];
  const [method, route] = expected.split(' ');
  expect(request.method).toBe(method);
  expect(request.url.replace(/[?&]\d+$/, '')).toBe(
    `http://localhost/user/me/purdue-dask-lab/${route}`
  );
});

it.each([
  [401, '<html>', SessionExpiredError],
  [403, { message: 'Forbidden', reason: null }, SessionExpiredError],
  [404, '<html>', NotEnabledError],
  [500, '<html>', ServerFailureError],
  [503, '', ServerFailureError],
  [302, '', VersionMismatchError],
  [200, '<html>', VersionMismatchError],
  [200, { clusters: 'none' }, VersionMismatchError]
])('an answer %i %j is a %p', async (status, body, error) => {
  answer(status, body);
  await expect(aClient().clusters()).rejects.toBeInstanceOf(error);
});

it("the server's own refusal keeps its words and its field", async () => {
  answer(422, { message: 'Too many.', reason: 'invalid', field: 'workers' });
  const refusal = await aClient()
    .create({ gateway: 's' })
    .catch(error => error);
  expect(refusal).toBeInstanceOf(RefusedError);
  expect(refusal).toMatchObject({
    message: 'Too many.',
    field: 'workers',
    status: 422
  });
});

it('no answer at all is an error of its own', async () => {
  fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'));
  await expect(aClient().clusters()).rejects.toBeInstanceOf(UnreachableError);
});

it("tells how far the server's clock is ahead, but no fractions", async () => {
  const client = aClient();
  const list = { clusters: [], gateways: [] };
  answer(200, list, { Date: new Date(Date.now() + 600_000).toUTCString() });
  await client.clusters();
  expect(Math.round(client.clockOffset / 10_000)).toBe(60);
  answer(200, list, { Date: new Date().toUTCString() });
  await client.clusters();
  expect(client.clockOffset).toBe(0);
});

it('an answer that breaks off is none', async () => {
  fetched.mockResolvedValueOnce({
    status: 200,
    headers: new Headers(),
    text: async () => {
      throw new TypeError('network error');
    }
  });
  await expect(aClient().clusters()).rejects.toBeInstanceOf(UnreachableError);
});

it('an answer from before the machine slept says nothing about the clock', async () => {
  let now = Date.now();
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
  const client = aClient();
  const sent = new Date(now).toUTCString();
  answer(200, { clusters: [], gateways: [] }, { Date: sent });
  const asked = client.clusters();
  now += 8 * 3_600_000;
  await asked;
  expect(client.clockOffset).toBe(0);
  clock.mockRestore();
});

import { ServerConnection } from '@jupyterlab/services';

import type { INotebookInFront, ServerProblem } from '../tokens';
import type {
  ClientCode,
  Cluster,
  ClusterList,
  ClusterRef,
  Environment,
  ErrorAnswer,
  Gateway,
  Machine,
  NewCluster,
  NewContent,
  OptionsForm,
  Scale,
  UsersFile,
  VariablesQuery,
  WorkerVariables
} from './models';

/**
 * Where the server's half answers, below the base URL.
 */
const NAMESPACE = 'purdue-dask-lab';

/**
 * How long an answer may take, in milliseconds: longer than the server gives its gateways.
 */
const PATIENCE = 60_000;

/**
 * The server could not be reached at all.
 */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/**
 * The server does not know the route: its half of the extension is not there.
 */
export class MissingError extends Error {
  override readonly name = 'MissingError';
}

/**
 * The server no longer knows the user.
 */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError';
}

/**
 * The server's answer is not of the agreed form: its half is of another version.
 */
export class MismatchError extends Error {
  override readonly name = 'MismatchError';
}

/**
 * The server failed without a word of its own.
 */
export class FailingError extends Error {
  override readonly name = 'FailingError';
}

/**
 * The server refused, and says why.
 */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    answer: ErrorAnswer
  ) {
    super(answer.message);
    this.reason = answer.reason;
    this.field = answer.field;
  }

  override readonly name = 'RefusedError';

  /**
   * A word for machines.
   */
  readonly reason: string;

  /**
   * The dotted path of the value at fault, if it is one value.
   */
  readonly field: string | null;
}

/**
 * The one client of the server's half: a method for each route.
 */
export class RestClient {
  constructor(options: RestClient.IOptions = {}) {
    this._settings = options.serverSettings ?? ServerConnection.makeSettings();
  }

  /**
   * How far the server's clock is ahead of the browser's, in milliseconds.
   */
  get clockOffset(): number {
    return this._clockOffset;
  }

  async clusters(): Promise<ClusterList> {
    const answer = await this._get<ClusterList>('clusters');
    expectArrays(answer, 'clusters', 'gateways');
    return answer;
  }

  async gateways(): Promise<Gateway[]> {
    const answer = await this._get<Gateway[]>('gateways');
    expectArray(answer);
    return answer;
  }

  options(gateway: string): Promise<OptionsForm> {
    return this._get(`gateways/${encode(gateway)}/options`);
  }

  async environments(
    gateway: string,
    front: INotebookInFront
  ): Promise<Environment[]> {
    const query = new URLSearchParams({ gateway });
    for (const key of ['notebook', 'kernel'] as const) {
      if (front[key] !== null) {
        query.set(key, front[key]);
      }
    }
    const answer = await this._get<Environment[]>(
      `environments?${query.toString()}`
    );
    expectArray(answer);
    return answer;
  }

  async variables(query: VariablesQuery): Promise<WorkerVariables> {
    const answer = await this._request<WorkerVariables>(
      'worker-variables',
      'POST',
      200,
      query
    );
    expectArrays(answer, 'variables', 'held_back', 'errors', 'problems');
    return answer;
  }

  async machine(): Promise<Machine> {
    const answer = await this._get<Machine>('machine');
    expectArrays(answer, 'names');
    return answer;
  }

  usersFile(): Promise<UsersFile> {
    return this._get('worker-variables/file');
  }

  makeUsersFile(): Promise<UsersFile> {
    return this._request('worker-variables/file', 'POST', 200);
  }

  writeUsersFile(body: NewContent): Promise<UsersFile> {
    return this._request('worker-variables/file', 'PUT', 200, body);
  }

  clientCode(ref: ClusterRef): Promise<ClientCode> {
    return this._get(`${path(ref)}/client-code`);
  }

  creationCode(body: NewCluster): Promise<ClientCode> {
    return this._request('creation-code', 'POST', 200, body);
  }

  create(body: NewCluster): Promise<Cluster> {
    return this._request('clusters', 'POST', 202, body);
  }

  scale(ref: ClusterRef, body: Scale): Promise<Cluster> {
    return this._request(path(ref), 'PATCH', 200, body);
  }

  async shutDown(ref: ClusterRef): Promise<void> {
    await this._request(path(ref), 'DELETE', 204);
  }

  retry(ref: ClusterRef): Promise<Cluster> {
    return this._request(`${path(ref)}/retry`, 'POST', 202);
  }

  /**
   * The plots of a dashboard, whose folder is given as an absolute URL, with a slash at its end.
   *
   * #### Notes
   * One that is not on this server is asked as the browser asks any other
   * site: Jupyter's own token and cookies stay here.
   */
  async plots(dashboard: string, query = ''): Promise<Record<string, string>> {
    const url = `${dashboard}individual-plots.json${query}`;
    const isHere =
      new URL(dashboard).origin === new URL(this._settings.baseUrl).origin;
    const response = isHere
      ? await this._fetch(url, 'GET')
      : await fetchElsewhere(url);
    return read<Record<string, string>>(response, 200);
  }

  private _get<T>(route: string): Promise<T> {
    return this._request<T>(route, 'GET', 200);
  }

  private async _request<T>(
    route: string,
    method: string,
    expected: number,
    body?: object
  ): Promise<T> {
    const url = `${this._settings.baseUrl}${NAMESPACE}/${route}`;
    const response = await this._fetch(url, method, body);
    const date = Date.parse(response.headers.get('Date') ?? '');
    if (!Number.isNaN(date)) {
      const offset = date - Date.now();
      // The header has whole seconds: less than that says nothing.
      this._clockOffset = Math.abs(offset) < 2000 ? 0 : offset;
    }
    return read<T>(response, expected);
  }

  private async _fetch(
    url: string,
    method: string,
    body?: object
  ): Promise<Response> {
    const init: RequestInit = { method, signal: AbortSignal.timeout(PATIENCE) };
    if (body) {
      init.body = JSON.stringify(body);
    }
    try {
      return await ServerConnection.makeRequest(url, init, this._settings);
    } catch (error) {
      throw new UnreachableError(error instanceof Error ? error.message : '');
    }
  }

  private _settings: ServerConnection.ISettings;
  private _clockOffset = 0;
}

async function fetchElsewhere(url: string): Promise<Response> {
  const init = { signal: AbortSignal.timeout(PATIENCE) };
  try {
    // Where a login protects the dashboard, its cookie is what lets us in.
    return await fetch(url, { ...init, credentials: 'include' });
  } catch {
    try {
      // A server that lets everybody read lets nobody come with cookies.
      return await fetch(url, { ...init, credentials: 'omit' });
    } catch (error) {
      throw new UnreachableError(error instanceof Error ? error.message : '');
    }
  }
}

/**
 * A namespace for `RestClient` statics.
 */
export namespace RestClient {
  /**
   * The options of a client.
   */
  export interface IOptions {
    /**
     * How to reach the Jupyter server.
     */
    serverSettings?: ServerConnection.ISettings;
  }
}

/**
 * Read an answer of the expected status, or throw the error that names what happened.
 */
async function read<T>(response: Response, expected: number): Promise<T> {
  const text = await response.text();
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    body = undefined;
  }
  const { status } = response;
  if (status === expected) {
    if (body === undefined && expected !== 204) {
      throw new MismatchError(`${response.url}: no JSON`);
    }
    return body as T;
  }
  if (isErrorAnswer(body)) {
    throw new RefusedError(status, body);
  }
  if (status === 401 || status === 403) {
    throw new SignedOutError(response.statusText);
  }
  if (status === 404 || status === 405) {
    throw new MissingError(response.url);
  }
  if (status >= 500) {
    throw new FailingError(`${status} ${response.statusText}`);
  }
  throw new MismatchError(`${response.url}: ${status}`);
}

/**
 * Whether a body is this extension's own refusal; Jupyter's have no reason.
 */
function isErrorAnswer(body: unknown): body is ErrorAnswer {
  return (
    typeof body === 'object' &&
    body !== null &&
    typeof (body as ErrorAnswer).message === 'string' &&
    typeof (body as ErrorAnswer).reason === 'string'
  );
}

function expectArray(answer: unknown): void {
  if (!Array.isArray(answer)) {
    throw new MismatchError('not a list');
  }
}

function expectArrays<T extends object>(answer: T, ...keys: (keyof T)[]): void {
  for (const key of keys) {
    expectArray(answer[key]);
  }
}

function path(ref: ClusterRef): string {
  return `clusters/${encode(ref.gateway)}/${encode(ref.name)}`;
}

function encode(segment: string): string {
  return encodeURIComponent(segment);
}

/**
 * What an error says about the server's half as a whole.
 */
export function problemOf(error: unknown): ServerProblem {
  if (error instanceof UnreachableError) {
    return 'unreachable';
  }
  if (error instanceof MissingError) {
    return 'missing';
  }
  if (error instanceof SignedOutError) {
    return 'signed-out';
  }
  if (error instanceof MismatchError) {
    return 'mismatch';
  }
  return 'failing';
}

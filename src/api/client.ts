import { ServerConnection } from '@jupyterlab/services';

import {
  NotEnabledError,
  RefusedError,
  ServerFailureError,
  SessionExpiredError,
  UnreachableError,
  VersionMismatchError
} from './errors';
import type {
  ClientCode,
  DoctorReport,
  Cluster,
  ClusterActivity,
  ClusterList,
  ClusterLog,
  ClusterWorkers,
  ClusterRef,
  EndedClusters,
  Environment,
  ErrorAnswer,
  Gateway,
  Machine,
  NewCluster,
  NewContent,
  OptionsForm,
  Scale,
  UserFile,
  VariablesQuery,
  WorkerRestart,
  WorkerVariables
} from './models';

/**
 * The path of the server extension, below the base URL.
 */
const NAMESPACE = 'purdue-dask-lab';

/**
 * How long to wait for a response: longer than the server waits for its gateways.
 */
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * The notebook that is most likely to connect: its kernel's name, and its path below the server's root.
 */
export interface INotebookContext {
  readonly kernel: string | null;
  readonly notebook: string | null;
}

/**
 * One of a cluster's logs, by default its first, and the cursor of an earlier answer.
 */
export interface ILogQuery {
  readonly source: string | null;
  readonly since: string | null;
}

/**
 * The only client of the server extension, with one method for each route.
 */
export class RestClient {
  constructor(options: RestClient.IOptions = {}) {
    this._settings = options.serverSettings ?? ServerConnection.makeSettings();
  }

  /**
   * The lead of the server's clock over the browser's, in milliseconds.
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
    context: INotebookContext
  ): Promise<Environment[]> {
    const query = new URLSearchParams({ gateway });
    for (const key of ['notebook', 'kernel'] as const) {
      if (context[key] !== null) {
        query.set(key, context[key]);
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

  async doctor(): Promise<DoctorReport> {
    const answer = await this._get<DoctorReport>('doctor');
    expectArrays(answer, 'sections');
    return answer;
  }

  configFile(): Promise<UserFile> {
    return this._get('worker-variables/file');
  }

  createConfigFile(): Promise<UserFile> {
    return this._request('worker-variables/file', 'POST', 200);
  }

  writeConfigFile(body: NewContent): Promise<UserFile> {
    return this._request('worker-variables/file', 'PUT', 200, body);
  }

  clientCode(ref: ClusterRef): Promise<ClientCode> {
    return this._get(`${path(ref)}/client-code`);
  }

  async log(ref: ClusterRef, query: ILogQuery): Promise<ClusterLog> {
    const asked = new URLSearchParams();
    for (const key of ['source', 'since'] as const) {
      const value = query[key];
      if (value !== null) {
        asked.set(key, value);
      }
    }
    const answer = await this._get<ClusterLog>(
      `${path(ref)}/logs?${asked.toString()}`
    );
    expectArrays(answer, 'sources', 'entries');
    return answer;
  }

  async workers(ref: ClusterRef): Promise<ClusterWorkers> {
    const answer = await this._get<ClusterWorkers>(`${path(ref)}/workers`);
    expectArrays(answer, 'workers');
    return answer;
  }

  async restartWorker(ref: ClusterRef, body: WorkerRestart): Promise<void> {
    await this._request(`${path(ref)}/workers/restart`, 'POST', 204, body);
  }

  async activity(ref: ClusterRef): Promise<ClusterActivity> {
    const answer = await this._get<ClusterActivity>(`${path(ref)}/activity`);
    expectArrays(answer, 'at', 'workers', 'cores', 'tasks', 'memory_gib');
    return answer;
  }

  async ended(): Promise<EndedClusters> {
    const answer = await this._get<EndedClusters>('ended-clusters');
    expectArrays(answer, 'clusters', 'problems');
    return answer;
  }

  createAgain(ref: ClusterRef): Promise<Cluster> {
    return this._request(`ended-${path(ref)}`, 'POST', 202);
  }

  async forgetEnded(ref: ClusterRef | null): Promise<void> {
    const route = ref === null ? 'ended-clusters' : `ended-${path(ref)}`;
    await this._request(route, 'DELETE', 204);
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

  rename(ref: ClusterRef, label: string): Promise<Cluster> {
    return this._request(path(ref), 'PATCH', 200, { label });
  }

  async shutDown(ref: ClusterRef): Promise<void> {
    await this._request(path(ref), 'DELETE', 204);
  }

  retry(ref: ClusterRef): Promise<Cluster> {
    return this._request(`${path(ref)}/retry`, 'POST', 202);
  }

  /**
   * List the plots of a dashboard.
   *
   * #### Notes
   * A dashboard on another server is requested like any other site: Jupyter's
   * own token and cookies are not sent to it.
   *
   * @param dashboard - The absolute URL of its folder, with a trailing slash.
   */
  async plots(dashboard: string, query = ''): Promise<Record<string, string>> {
    const url = `${dashboard}individual-plots.json${query}`;
    const isHere =
      new URL(dashboard).origin === new URL(this._settings.baseUrl).origin;
    const response = isHere
      ? await this._fetch(url, 'GET')
      : await fetchExternal(url);
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
    const sent = Date.now();
    const response = await this._fetch(url, method, body);
    // An answer may have waited for a machine that slept: then it says nothing about the time now.
    const isRecent = Date.now() - sent < REQUEST_TIMEOUT_MS;
    const date = Date.parse(response.headers.get('Date') ?? '');
    if (isRecent && !Number.isNaN(date)) {
      const offset = date - Date.now();
      // The header has whole seconds: a smaller difference means nothing.
      this._clockOffset = Math.abs(offset) < 2000 ? 0 : offset;
    }
    return read<T>(response, expected);
  }

  private async _fetch(
    url: string,
    method: string,
    body?: object
  ): Promise<Response> {
    const init: RequestInit = {
      method,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS)
    };
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

async function fetchExternal(url: string): Promise<Response> {
  const init = { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) };
  try {
    // Where a login protects the dashboard, its cookie lets us in.
    return await fetch(url, { ...init, credentials: 'include' });
  } catch {
    try {
      // A server open to every origin refuses requests with cookies.
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
 * Read a response of the expected status, or throw the error that names what happened.
 */
async function read<T>(response: Response, expected: number): Promise<T> {
  const text = await response.text().catch((error: unknown) => {
    // The connection broke in the middle.
    throw new UnreachableError(error instanceof Error ? error.message : '');
  });
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    body = undefined;
  }
  const { status } = response;
  if (status === expected) {
    if (body === undefined && expected !== 204) {
      throw new VersionMismatchError(`${response.url}: no JSON`);
    }
    return body as T;
  }
  if (isErrorAnswer(body)) {
    throw new RefusedError(status, body);
  }
  if (status === 401 || status === 403) {
    throw new SessionExpiredError(response.statusText);
  }
  if (status === 404 || status === 405) {
    throw new NotEnabledError(response.url);
  }
  if (status >= 500) {
    throw new ServerFailureError(`${status} ${response.statusText}`);
  }
  throw new VersionMismatchError(`${response.url}: ${status}`);
}

/**
 * Whether a body is this extension's own refusal; Jupyter's refusals have no reason.
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
    throw new VersionMismatchError('not a list');
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

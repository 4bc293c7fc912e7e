import type { ILogQuery, INotebookContext, RestClient } from '../api/client';
import type {
  ClusterActivity,
  ClusterLog,
  ClusterWorkers,
  ClusterRef,
  DoctorReport,
  EndedClusters,
  Environment,
  NewCluster,
  OptionsForm,
  VariablesQuery,
  WorkerRestart,
  WorkerVariables
} from '../api/models';

/**
 * What the server is asked for by whoever wants to know, and nobody keeps.
 */
export class ServerQueries {
  constructor(private readonly _server: ServerQueries.IRest) {}

  /**
   * Fetch the options that a gateway declares.
   */
  fetchOptions(gateway: string): Promise<OptionsForm> {
    return this._server.options(gateway);
  }

  /**
   * Fetch the environments for a gateway's workers, each with its problems.
   */
  fetchEnvironments(
    gateway: string,
    context: INotebookContext
  ): Promise<readonly Environment[]> {
    return this._server.environments(gateway, context);
  }

  /**
   * Fetch the environment variables that workers would get.
   */
  fetchVariables(query: VariablesQuery): Promise<WorkerVariables> {
    return this._server.variables(query);
  }

  /**
   * Fetch the plots that a dashboard offers.
   */
  fetchPlots(
    dashboard: string,
    query = ''
  ): Promise<Readonly<Record<string, string>>> {
    return this._server.plots(dashboard, query);
  }

  /**
   * Fetch the names and addresses of the machine that Jupyter runs on.
   */
  async fetchMachine(): Promise<readonly string[]> {
    return (await this._server.machine()).names;
  }

  /**
   * Have the server look at everything that a cluster needs.
   */
  fetchReport(): Promise<DoctorReport> {
    return this._server.doctor();
  }

  /**
   * Fetch the end of one of a cluster's logs, or what is newer than an earlier answer.
   */
  fetchLog(ref: ClusterRef, query: ILogQuery): Promise<ClusterLog> {
    return this._server.log(ref, query);
  }

  /**
   * Fetch a cluster's workers.
   */
  fetchWorkers(ref: ClusterRef): Promise<ClusterWorkers> {
    return this._server.workers(ref);
  }

  /**
   * Restart one of a cluster's workers.
   */
  restartWorker(ref: ClusterRef, worker: WorkerRestart): Promise<void> {
    return this._server.restartWorker(ref, worker);
  }

  /**
   * Fetch the last hour of a cluster that runs or has ended.
   */
  fetchActivity(ref: ClusterRef): Promise<ClusterActivity> {
    return this._server.activity(ref);
  }

  /**
   * Fetch the clusters that have ended.
   */
  fetchEnded(): Promise<EndedClusters> {
    return this._server.ended();
  }

  /**
   * Forget a cluster that has ended, or all of them.
   */
  forgetEnded(ref: ClusterRef | null): Promise<void> {
    return this._server.forgetEnded(ref);
  }

  /**
   * Return Python code that creates a cluster.
   */
  async creationCode(request: NewCluster): Promise<string> {
    return (await this._server.creationCode(request)).code;
  }
}

/**
 * A namespace for `ServerQueries` statics.
 */
export namespace ServerQueries {
  /**
   * The requests that are only passed on.
   */
  export type IRest = Pick<
    RestClient,
    | 'options'
    | 'environments'
    | 'variables'
    | 'plots'
    | 'machine'
    | 'doctor'
    | 'log'
    | 'workers'
    | 'restartWorker'
    | 'activity'
    | 'ended'
    | 'forgetEnded'
    | 'creationCode'
  >;
}

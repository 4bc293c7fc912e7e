import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { RefusedError, UnreachableError, formatError } from '../../api/errors';
import type { Cluster, ClusterRef, NewCluster } from '../../api/models';
import type { IClusterManager } from '../../tokens';
import { isFinal } from '../cluster';

/**
 * The reason of a refusal because the user has too many clusters.
 */
const LIMIT_REACHED = 'limit_reached';

/**
 * How long a gateway may still count a cluster that it no longer lists, and how often to retry meanwhile.
 */
const RECOUNT_TIMEOUT_MS = 20_000;
const RECOUNT_RETRY_MS = 2000;

/**
 * The submission of one new cluster: its progress, errors and result.
 */
export class Submission implements IDisposable {
  constructor(
    private readonly _manager: IClusterManager,
    private readonly _trans: TranslationBundle
  ) {}

  /**
   * The step in progress; null while the user can edit the form.
   */
  get step(): Submission.Step | null {
    return this._step;
  }

  /**
   * The cluster that was created, or that the user chose instead.
   */
  get result(): Cluster | null {
    return this._result;
  }

  /**
   * The errors by the dotted path of the value at fault; `''` for the whole.
   */
  get errors(): ReadonlyMap<string, string> {
    return this._errors;
  }

  /**
   * Whether the gateway refused because the user has too many clusters.
   */
  get isLimited(): boolean {
    return this._isLimited;
  }

  /**
   * Resolves when the step in progress has ended, if there is any.
   */
  get finished(): Promise<void> {
    return this._finished;
  }

  /**
   * A signal emitted when any of these changes.
   */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** @inheritdoc */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** @inheritdoc */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._abort.abort();
    Signal.clearData(this);
  }

  /**
   * Create the cluster.
   */
  create(request: NewCluster): Promise<void> {
    return this._run({ kind: 'creating' }, () => this._manager.create(request));
  }

  /**
   * Shut another cluster down and create the new one once that is gone.
   */
  replace(cluster: Cluster, request: NewCluster): Promise<void> {
    return this._run({ kind: 'stopping', label: cluster.label }, () =>
      this._replace(cluster, request)
    );
  }

  /**
   * Use a cluster that exists instead.
   */
  use(cluster: Cluster): void {
    this._result = cluster;
    this._emit();
  }

  /**
   * Stop waiting for another cluster to go; nothing is created then.
   */
  cancel(): void {
    if (this._step?.kind === 'stopping') {
      this._abort.abort();
      this._abort = new AbortController();
    }
  }

  /**
   * Set an error.
   *
   * @param path - The value at fault, unless the error says so itself.
   */
  setError(error: unknown, path = ''): void {
    const isRefusal = error instanceof RefusedError;
    const field = isRefusal ? error.field : null;
    this._isLimited = isRefusal && error.reason === LIMIT_REACHED;
    this._errors.set(field ?? path, formatError(error, this._trans));
    this._emit();
  }

  /**
   * Clear the errors of values that were edited.
   *
   * #### Notes
   * Whether the user has too many clusters does not depend on them.
   */
  clearErrors(paths: readonly string[]): void {
    for (const path of paths) {
      this._errors.delete(path);
    }
    this._emit();
  }

  /**
   * Clear all errors.
   */
  reset(): void {
    this._isLimited = false;
    this._errors.clear();
    this._emit();
  }

  private _run(
    step: Submission.Step,
    create: () => Promise<Cluster>
  ): Promise<void> {
    if (this._step === null) {
      this._step = step;
      this.reset();
      this._finished = this._finish(create);
    }
    return this._finished;
  }

  private async _finish(create: () => Promise<Cluster>): Promise<void> {
    try {
      this._result = await create();
    } catch (error) {
      if (
        error instanceof UnreachableError &&
        this._step?.kind === 'creating'
      ) {
        // Its answer was lost, of which nobody knows what it would have said.
        this._errors.set(
          '',
          this._trans.__(
            'The Jupyter server is not responding. The cluster may have been created nevertheless: look for it in the list before you try again.'
          )
        );
      } else if (!(error instanceof CanceledError)) {
        this.setError(error);
      }
    } finally {
      this._step = null;
      this._emit();
    }
  }

  private async _replace(
    cluster: Cluster,
    request: NewCluster
  ): Promise<Cluster> {
    const { signal } = this._abort;
    // The server checks what it would create: nothing is lost for what it refuses.
    await this._manager.creationCode(request);
    if (signal.aborted) {
      throw new CanceledError();
    }
    if (cluster.status !== 'stopping') {
      await this._manager.shutDown(cluster);
    }
    await untilGone(this._manager, cluster, signal);
    this._step = { kind: 'creating' };
    this._emit();
    const deadline = Date.now() + RECOUNT_TIMEOUT_MS;
    for (;;) {
      try {
        return await this._manager.create(request);
      } catch (error) {
        const isCounted =
          error instanceof RefusedError && error.reason === LIMIT_REACHED;
        if (!isCounted || Date.now() >= deadline) {
          throw error;
        }
      }
      await delay(RECOUNT_RETRY_MS, signal);
    }
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._changed.emit();
    }
  }

  private _abort = new AbortController();
  private _changed = new Signal<this, void>(this);
  private _errors = new Map<string, string>();
  private _finished: Promise<void> = Promise.resolve();
  private _isDisposed = false;
  private _isLimited = false;
  private _result: Cluster | null = null;
  private _step: Submission.Step | null = null;
}

/**
 * A namespace for `Submission` statics.
 */
export namespace Submission {
  /**
   * A step in progress.
   */
  export type Step =
    | { readonly kind: 'creating' }
    | { readonly kind: 'stopping'; readonly label: string };
}

/**
 * The user no longer waits.
 */
class CanceledError extends Error {
  override readonly name = 'CanceledError';
}

/**
 * Wait until a cluster is gone.
 */
function untilGone(
  manager: IClusterManager,
  ref: ClusterRef,
  signal: AbortSignal
): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const cluster = manager.find(ref);
      if (!cluster || isFinal(cluster)) {
        stop();
        resolve();
      }
    };
    const stop = (): void => {
      manager.changed.disconnect(check);
      signal.removeEventListener('abort', cancel);
    };
    const cancel = (): void => {
      stop();
      reject(new CanceledError());
    };
    signal.addEventListener('abort', cancel);
    manager.changed.connect(check);
    check();
  });
}

/**
 * Wait for some time.
 */
function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = window.setTimeout(() => {
      signal.removeEventListener('abort', cancel);
      resolve();
    }, milliseconds);
    const cancel = (): void => {
      window.clearTimeout(timer);
      reject(new CanceledError());
    };
    signal.addEventListener('abort', cancel, { once: true });
  });
}

import type { TranslationBundle } from '@jupyterlab/translation';

import type { ErrorAnswer } from './models';

/**
 * Why the server extension cannot be used at all.
 */
export type ServerProblem =
  'unreachable' | 'missing' | 'mismatch' | 'signed-out' | 'failing';

/**
 * The Jupyter server could not be reached.
 */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/**
 * The server does not know the route: the server extension is not enabled.
 */
export class NotEnabledError extends Error {
  override readonly name = 'NotEnabledError';
}

/**
 * The server no longer accepts the user's credentials.
 */
export class SessionExpiredError extends Error {
  override readonly name = 'SessionExpiredError';
}

/**
 * The response does not have the agreed form: the server extension is of another version.
 */
export class VersionMismatchError extends Error {
  override readonly name = 'VersionMismatchError';
}

/**
 * The server failed without a message of its own.
 */
export class ServerFailureError extends Error {
  override readonly name = 'ServerFailureError';
}

/**
 * The server refused the request and says why.
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
   * A machine-readable reason, such as `limit_reached`.
   */
  readonly reason: string;

  /**
   * The dotted path of the value at fault, if it is one value.
   */
  readonly field: string | null;
}

/**
 * Classify an error by what it says about the server extension as a whole.
 */
export function problemOf(error: unknown): ServerProblem {
  if (error instanceof UnreachableError) {
    return 'unreachable';
  }
  if (error instanceof NotEnabledError) {
    return 'missing';
  }
  if (error instanceof SessionExpiredError) {
    return 'signed-out';
  }
  if (error instanceof VersionMismatchError) {
    return 'mismatch';
  }
  return 'failing';
}

/**
 * Describe why the server extension cannot be used, and what to do.
 *
 * @param isRetried - Whether what failed is tried again without anybody's doing.
 */
export function formatProblem(
  problem: ServerProblem,
  trans: TranslationBundle,
  isRetried = true
): string {
  const next = isRetried
    ? trans.__('Retrying automatically.')
    : trans.__('Try again in a moment.');
  switch (problem) {
    case 'unreachable':
      return `${trans.__('The Jupyter server is not responding.')} ${next}`;
    case 'missing':
      return trans.__(
        'The server part of this extension is not enabled. Run "jupyter server extension enable purdue_dask_lab" and restart Jupyter.'
      );
    case 'signed-out':
      return trans.__(
        'Your Jupyter session has expired. Reload this page to sign in again.'
      );
    case 'mismatch':
      return trans.__(
        'This page and the server part of the extension have different versions. Reload the page; if that does not help, restart Jupyter.'
      );
    case 'failing':
      return `${trans.__('The Jupyter server failed to respond; see its log.')} ${next}`;
  }
}

/**
 * Describe an error, in the server's own words if it has any.
 *
 * @param isRetried - Whether what failed is tried again without anybody's doing.
 */
export function formatError(
  error: unknown,
  trans: TranslationBundle,
  isRetried = false
): string {
  return error instanceof RefusedError
    ? error.message
    : formatProblem(problemOf(error), trans, isRetried);
}

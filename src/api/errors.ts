import type { TranslationBundle } from '@jupyterlab/translation';

import { RefusedError, problemOf } from './client';
import type { ServerProblem } from '../tokens';

/**
 * Why the server's half cannot be used, and what to do.
 */
export function formatProblem(
  problem: ServerProblem,
  trans: TranslationBundle
): string {
  switch (problem) {
    case 'unreachable':
      return trans.__(
        'The Jupyter server does not answer. Trying again by itself.'
      );
    case 'missing':
      return trans.__(
        'The server part of this extension is not enabled. Run "jupyter server extension enable purdue_dask_lab" and restart Jupyter.'
      );
    case 'signed-out':
      return trans.__(
        'The Jupyter server no longer knows you. Reload this page to sign in again.'
      );
    case 'mismatch':
      return trans.__(
        'The server part of this extension has another version than this page. Reload the page; if that does not help, restart Jupyter.'
      );
    case 'failing':
      return trans.__(
        'The Jupyter server failed to answer; its log says more. Trying again by itself.'
      );
  }
}

/**
 * What went wrong, in the server's own words if it has any.
 */
export function formatError(error: unknown, trans: TranslationBundle): string {
  return error instanceof RefusedError
    ? error.message
    : formatProblem(problemOf(error), trans);
}

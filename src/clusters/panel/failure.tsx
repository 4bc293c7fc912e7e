import * as React from 'react';

import { useTrans } from '../../ui/hooks';
import type { Failure } from '../../api/models';

/**
 * Why a cluster failed, what to do, and the end of its log.
 */
export function FailureView(props: { failure: Failure }): JSX.Element {
  const { reason, hint, log } = props.failure;
  const trans = useTrans();
  return (
    <div className="jp-DaskFailure">
      <p className="jp-DaskFailure-reason">{reason}</p>
      {hint && <p className="jp-DaskFailure-hint">{hint}</p>}
      {log !== null && log !== '' && (
        <details>
          <summary>{trans.__('End of the log')}</summary>
          <pre tabIndex={0}>{log}</pre>
        </details>
      )}
    </div>
  );
}

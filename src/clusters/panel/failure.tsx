import * as React from 'react';

import type { Failure } from '../../api/models';
import { useTrans } from '../../ui/hooks';
import { CopyFixButton, ProblemText } from '../../ui/problems';

/**
 * How many lines of the log are shown at a glance.
 */
const GLANCE_LINES = 4;

/**
 * Why a cluster failed, what to do, and the last lines of its log.
 */
export function FailureView(props: {
  failure: Failure;
  openLogs: () => void;
}): JSX.Element {
  const { reason, hint, log, problems } = props.failure;
  return (
    <div className="jp-DaskFailure">
      <p className="jp-DaskFailure-reason">{reason}</p>
      {hint && <p className="jp-DaskFailure-hint">{hint}</p>}
      {problems.map(problem => (
        <div key={problem.message} className="jp-DaskProblem">
          <ProblemText problem={problem} />
          <CopyFixButton problem={problem} />
        </div>
      ))}
      {log !== null && log !== '' && (
        <LogTail log={log} openLogs={props.openLogs} />
      )}
    </div>
  );
}

/**
 * The last lines of a log, with the rest on demand.
 */
function LogTail(props: { log: string; openLogs: () => void }): JSX.Element {
  const trans = useTrans();
  const [isOpen, setOpen] = React.useState(false);
  const id = React.useId();
  const lines = props.log.trimEnd().split('\n');
  const isLong = lines.length > GLANCE_LINES;
  const shown = isOpen ? lines : lines.slice(-GLANCE_LINES);
  return (
    <>
      <p className="jp-DaskFailure-title" id={id}>
        {trans.__('Last lines of the log')}
      </p>
      <pre tabIndex={0} role="region" aria-labelledby={id}>
        {shown.join('\n')}
      </pre>
      <div className="jp-DaskFailure-links">
        {isLong && (
          <button
            type="button"
            className="jp-DaskLink"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? trans.__('Show less') : trans.__('Show full log')}
          </button>
        )}
        <button type="button" className="jp-DaskLink" onClick={props.openLogs}>
          {trans.__('Open in a tab')}
        </button>
      </div>
    </>
  );
}

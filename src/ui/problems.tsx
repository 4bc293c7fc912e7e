import * as React from 'react';

import type { Problem } from '../api/models';
import { CopyButton } from './copybutton';
import { useTrans } from './hooks';

/**
 * The problems that the server found, each with its fix.
 */
export function ProblemList(props: ProblemList.IProps): JSX.Element {
  const { problems, actions } = props;
  return (
    <>
      {problems.map(problem => {
        const { message, severity } = problem;
        return (
          <div
            key={message}
            className={`jp-DaskNotice jp-DaskProblem jp-mod-${severity}`}
            role={severity === 'error' ? 'alert' : 'status'}
          >
            <ProblemText problem={problem} />
            <CopyFixButton problem={problem} />
            {actions?.(problem)}
          </div>
        );
      })}
    </>
  );
}

/**
 * A problem's message, with the command that fixes it set as code.
 */
export function ProblemText(props: {
  problem: Pick<Problem, 'message' | 'mend'>;
  about?: string;
}): JSX.Element {
  const { about, problem } = props;
  const { message, mend: fix } = problem;
  const hasFix = fix !== null && message.endsWith(fix);
  return (
    <span className="jp-DaskProblem-text">
      {about && <strong>{about}: </strong>}
      {hasFix ? message.slice(0, -fix.length) : message}
      {hasFix && <code>{fix}</code>}
    </span>
  );
}

/**
 * Copies the command that fixes a problem, if there is one.
 */
export function CopyFixButton(props: {
  problem: Pick<Problem, 'mend'>;
}): JSX.Element {
  const trans = useTrans();
  const { mend: fix } = props.problem;
  return fix === null ? (
    <></>
  ) : (
    <CopyButton text={fix} label={trans.__('Copy fix')} />
  );
}

/**
 * A namespace for `ProblemList` statics.
 */
export namespace ProblemList {
  /**
   * The properties of the list.
   */
  export interface IProps {
    /**
     * The problems.
     */
    problems: readonly Problem[];

    /**
     * Renders buttons that solve a problem here and now.
     */
    actions?: (problem: Problem) => React.ReactNode;
  }
}

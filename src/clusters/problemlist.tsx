import * as React from 'react';

import { CopyButton } from '../components/copybutton';
import { useTrans } from '../components/hooks';
import type { Problem } from '../wire';

/**
 * What would not work, each with its way out.
 */
export function ProblemList(props: ProblemList.IProps): JSX.Element {
  const { problems, wayOut } = props;
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
            <span className="jp-DaskProblem-text">{message}</span>
            <MendButton problem={problem} />
            {wayOut?.(problem)}
          </div>
        );
      })}
    </>
  );
}

/**
 * Copies the command that solves a problem, where there is one.
 */
export function MendButton(props: { problem: Problem | null }): JSX.Element {
  const trans = useTrans();
  const mend = props.problem?.mend ?? null;
  return mend === null ? (
    <></>
  ) : (
    <CopyButton
      text={mend}
      label={trans.__('Copy the command that mends it')}
    />
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
     * Makes a button that solves a problem here and now.
     */
    wayOut?: (problem: Problem) => React.ReactNode;
  }
}

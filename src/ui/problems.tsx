import * as React from 'react';

import { CopyButton } from './copybutton';
import { useTrans } from './hooks';
import type { Problem } from '../api/models';

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
            <ProblemText problem={problem} />
            <MendButton problem={problem} />
            {wayOut?.(problem)}
          </div>
        );
      })}
    </>
  );
}

/**
 * What a problem is, and the command that solves it as one can read it.
 */
export function ProblemText(props: {
  problem: Problem;
  about?: string;
}): JSX.Element {
  const { about, problem } = props;
  const { message, mend } = problem;
  const hasMend = mend !== null && message.endsWith(mend);
  return (
    <span className="jp-DaskProblem-text">
      {about && <strong>{about}: </strong>}
      {hasMend ? message.slice(0, -mend.length) : message}
      {hasMend && <code>{mend}</code>}
    </span>
  );
}

/**
 * Copies the command that solves a problem, where there is one.
 */
export function MendButton(props: { problem: Problem }): JSX.Element {
  const trans = useTrans();
  const { mend } = props.problem;
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

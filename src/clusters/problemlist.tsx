import * as React from 'react';

import { CopyButton } from '../components/copybutton';
import { useTrans } from '../components/hooks';
import type { Problem } from '../wire';

/**
 * What would not work, each with its way out.
 */
export function ProblemList(props: ProblemList.IProps): JSX.Element {
  const { problems, wayOut } = props;
  const trans = useTrans();
  return (
    <>
      {problems.map(problem => {
        const { message, mend, severity } = problem;
        return (
          <div
            key={message}
            className={`jp-DaskNotice jp-DaskProblem jp-mod-${severity}`}
            role={severity === 'error' ? 'alert' : 'status'}
          >
            <span className="jp-DaskProblem-text">{message}</span>
            {mend !== null && (
              <CopyButton
                text={mend}
                label={trans.__('Copy the command that mends it')}
              />
            )}
            {wayOut?.(problem)}
          </div>
        );
      })}
    </>
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

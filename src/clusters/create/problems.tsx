import * as React from 'react';

import type { Problem } from '../../api/models';
import { useTrans } from '../../ui/hooks';
import { isLikelyToFail } from './environments';
import type { ClusterForm } from './form';

/**
 * Lets users who know better ignore a problem.
 */
export function IgnoreProblem(props: {
  problem: Problem;
  form: ClusterForm;
}): JSX.Element {
  const { problem, form } = props;
  const trans = useTrans();
  if (!isLikelyToFail(problem)) {
    return <></>;
  }
  return (
    <label className="jp-DaskProblem-ignore">
      <input
        type="checkbox"
        checked={form.state.ignored.includes(problem.message)}
        onChange={event => form.ignore(problem, event.target.checked)}
      />
      {trans.__('Create anyway')}
    </label>
  );
}

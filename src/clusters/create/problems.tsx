import * as React from 'react';

import { useTrans } from '../../ui/hooks';
import type { Problem } from '../../api/models';
import type { NewClusterModel } from './model';
import { wouldFail } from './environments';

/**
 * Lets somebody who knows better go on in spite of a problem.
 */
export function AllTheSame(props: {
  problem: Problem;
  model: NewClusterModel;
}): JSX.Element {
  const { problem, model } = props;
  const trans = useTrans();
  if (!wouldFail(problem)) {
    return <></>;
  }
  return (
    <label className="jp-DaskProblem-accept">
      <input
        type="checkbox"
        checked={model.draft.accepted.includes(problem.message)}
        onChange={event => model.accept(problem, event.target.checked)}
      />
      {trans.__('Create it all the same')}
    </label>
  );
}

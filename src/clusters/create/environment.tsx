import * as React from 'react';

import { ChoiceField } from '../../ui/fields';
import { useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import type { Environment } from '../../api/models';
import { AllTheSame } from './problems';
import type { NewClusterModel } from './model';
import { blockerOf } from './environments';
import { MendButton, ProblemList, ProblemText } from '../../ui/problems';

/**
 * The environment that the workers run in, and what is to be said about it.
 */
export function EnvironmentChoice(props: {
  model: NewClusterModel;
}): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const { environments, environment, gateway, takes } = model;
  const label = trans.__('Kernel / Conda environment');
  const isTaken = takes.environment;
  const problems = (isTaken && environment?.problems) || [];
  const error = model.errors.get('environment');
  return (
    <section className="jp-DaskNew-section jp-mod-wide">
      {environments === null ? (
        <>
          <h3>{label}</h3>
          <Loading text={trans.__('Looking for environments…')} />
        </>
      ) : (
        <>
          <ChoiceField
            label={label}
            value={environment?.name ?? ''}
            choices={environments.map(one => {
              const { name, display_name } = one;
              const blocker = blockerOf(one);
              return {
                value: name,
                label:
                  blocker === null
                    ? display_name
                    : `${display_name} – ${blocker.message}`,
                disabled: blocker !== null
              };
            })}
            // A problem of the list is said below, with its way out.
            error={
              problems.some(({ message }) => message === error) ? null : error
            }
            hint={
              isTaken
                ? environment?.prefix
                : trans.__(
                    '%1 chooses no environment for its workers: they run in the one that it has.',
                    gateway?.label
                  )
            }
            isDisabled={!isTaken}
            onChange={name => model.chooseEnvironment(name)}
          />
          <ProblemList
            problems={problems}
            wayOut={problem => <AllTheSame problem={problem} model={model} />}
          />
          {isTaken && <Unusable environments={environments} />}
        </>
      )}
    </section>
  );
}

/**
 * What keeps workers from environments: a list of choices can neither show nor copy all of it.
 */
function Unusable(props: {
  environments: readonly Environment[];
}): JSX.Element {
  const trans = useTrans();
  const unusable = props.environments.flatMap(({ display_name, ...one }) => {
    const problem = blockerOf(one);
    return problem ? [{ key: one.name, about: display_name, problem }] : [];
  });
  if (unusable.length === 0) {
    return <></>;
  }
  return (
    <details className="jp-DaskUnusable">
      <summary>
        {trans._n(
          '%1 environment cannot be used here',
          '%1 environments cannot be used here',
          unusable.length
        )}
      </summary>
      <ul tabIndex={0}>
        {unusable.map(({ key, about, problem }) => (
          <li key={key} className="jp-DaskProblem">
            <ProblemText about={about} problem={problem} />
            <MendButton problem={problem} />
          </li>
        ))}
      </ul>
    </details>
  );
}

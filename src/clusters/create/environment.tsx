import * as React from 'react';

import type { Environment } from '../../api/models';
import { ChoiceField } from '../../ui/fields';
import { useTrans } from '../../ui/hooks';
import { Loading } from '../../ui/loading';
import { CopyFixButton, ProblemList, ProblemText } from '../../ui/problems';
import { blockingProblem } from './environments';
import type { ClusterForm } from './form';
import { IgnoreProblem } from './problems';

/**
 * The environment that workers run in, and its problems.
 */
export function EnvironmentField(props: {
  form: ClusterForm;
  error: string | undefined;
}): JSX.Element {
  const { form, error } = props;
  const trans = useTrans();
  const { environment } = form;
  const { environments, gateway, supports } = form.choices;
  const label = trans.__('Kernel / Conda environment');
  const isUsed = supports.environment;
  const problems = (isUsed && environment?.problems) || [];
  if (environments === null) {
    return (
      <section className="jp-DaskNew-section jp-mod-wide">
        <h3>{label}</h3>
        <Loading text={trans.__('Loading environments…')} />
      </section>
    );
  }
  return (
    <section className="jp-DaskNew-section jp-mod-wide">
      <ChoiceField
        label={label}
        value={environment?.name ?? ''}
        choices={environments.map(one => {
          const { name, display_name } = one;
          const problem = blockingProblem(one);
          return {
            value: name,
            label:
              problem === null
                ? display_name
                : `${display_name} – ${problem.message}`,
            disabled: problem !== null
          };
        })}
        // A problem is shown below, with its fix.
        error={problems.some(({ message }) => message === error) ? null : error}
        hint={
          isUsed
            ? environment?.prefix
            : trans.__(
                '%1 does not let users choose an environment; its workers run in its own.',
                gateway?.label
              )
        }
        isDisabled={!isUsed}
        onChange={name => form.selectEnvironment(name)}
      />
      <ProblemList
        problems={problems}
        actions={problem => <IgnoreProblem problem={problem} form={form} />}
      />
      {isUsed && <UnusableEnvironments environments={environments} />}
    </section>
  );
}

/**
 * Why environments cannot be used: a drop-down list can neither show nor copy all of it.
 */
function UnusableEnvironments(props: {
  environments: readonly Environment[];
}): JSX.Element {
  const trans = useTrans();
  const unusable = props.environments.flatMap(({ display_name, ...one }) => {
    const problem = blockingProblem(one);
    return problem ? [{ key: one.name, about: display_name, problem }] : [];
  });
  if (unusable.length === 0) {
    return <></>;
  }
  return (
    <details className="jp-DaskUnusable">
      <summary>
        <span>
          {trans._n(
            '%1 environment cannot be used here',
            '%1 environments cannot be used here',
            unusable.length
          )}
        </span>
      </summary>
      <ul tabIndex={0}>
        {unusable.map(({ key, about, problem }) => (
          <li key={key} className="jp-DaskProblem">
            <ProblemText about={about} problem={problem} />
            <CopyFixButton problem={problem} />
          </li>
        ))}
      </ul>
    </details>
  );
}

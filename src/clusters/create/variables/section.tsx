import * as React from 'react';

import '../../../../style/variables.css';
import { useTrans } from '../../../ui/hooks';
import { PairRows } from '../../../ui/pairs';
import type { Problem, WorkerVariables } from '../../../api/models';
import { AllTheSame } from '../problems';
import type { NewClusterModel } from '../model';
import { ProblemList } from '../../../ui/problems';
import type { VariableChoices } from './model';
import { VariableTable } from './table';

/**
 * Which variables workers get, and what is changed of them for this cluster.
 */
export function VariablesSection(props: {
  model: NewClusterModel;
  editFile: () => void;
}): JSX.Element {
  const { model, editFile } = props;
  const trans = useTrans();
  const { variables: choices, errors, gateway, takes } = model;
  const { known } = choices;
  if (!takes.variables) {
    return (
      <p className="jp-DaskField-hint jp-DaskNew-section jp-mod-wide">
        {trans.__(
          '%1 passes no environment variables on to its workers.',
          gateway?.label
        )}
      </p>
    );
  }
  const general = errors.get('variables') ?? choices.error;
  const named = choices.added.filter(({ name }) => name !== '').length;
  const isEntered = ({ field }: Problem): boolean =>
    choices.added.some(({ name }) => field === `variables.${name.trim()}`);
  return (
    <section className="jp-DaskNew-section jp-DaskVariables">
      <ProblemList
        // What was entered here says beside itself why it cannot be.
        problems={choices.problems.filter(
          one => !one.blocks || !isEntered(one)
        )}
        wayOut={problem => (
          <>
            <LeaveOut problem={problem} choices={choices} />
            <AllTheSame problem={problem} model={model} />
          </>
        )}
      />
      <details open={model.isTakenUp}>
        <summary>
          <span>{trans.__('Environment variables')}</span>
          {named > 0 && (
            <span className="jp-DaskVariables-count">
              {trans.__('%1 for this cluster', named)}
            </span>
          )}
          {known !== null && known.held_back.length > 0 && (
            <span className="jp-DaskVariables-count">
              {trans.__('%1 held back', known.held_back.length)}
            </span>
          )}
        </summary>
        <h4>{trans.__('For this cluster')}</h4>
        <PairRows
          pairs={choices.added}
          addLabel={trans.__('Add a variable')}
          errorOf={name => errors.get(`variables.${name.trim()}`)}
          onChange={pairs => choices.setAdded(pairs)}
        />
        {general && (
          <p className="jp-DaskNotice jp-mod-error" role="alert">
            {general}
          </p>
        )}
        {known !== null && <HeldBack known={known} choices={choices} />}
        <h4>{trans.__('Set anyway')}</h4>
        {known === null ? (
          <p className="jp-DaskLoading" role="status">
            {choices.error === null && trans.__('Reading…')}
          </p>
        ) : (
          <VariableTable known={known} choices={choices} />
        )}
        <p className="jp-DaskField-hint">
          {known !== null &&
            trans.__(
              'Variables for every cluster stand in %1 and are read each time.',
              known.file
            )}{' '}
          <button type="button" className="jp-DaskLink" onClick={editFile}>
            {trans.__('Edit labextension.yaml')}
          </button>
        </p>
      </details>
    </section>
  );
}

/**
 * Leaves out a variable that is in the way.
 */
function LeaveOut(props: {
  problem: Problem;
  choices: VariableChoices;
}): JSX.Element {
  const { choices, problem } = props;
  const trans = useTrans();
  const name = problem.field?.replace(/^variables\./, '');
  const isThere = choices.known?.variables.some(
    one => one.name === name && !one.required
  );
  if (!name || !isThere) {
    return <></>;
  }
  return (
    <button
      type="button"
      className="jp-DaskLink"
      onClick={() => choices.drop(name, true)}
    >
      {trans.__('Leave %1 out', name)}
    </button>
  );
}

/**
 * What looks like a secret and stays here, unless the user wants it to travel.
 */
function HeldBack(props: {
  known: WorkerVariables;
  choices: VariableChoices;
}): JSX.Element {
  const { known, choices } = props;
  const trans = useTrans();
  const { letThrough } = choices;
  const names = [
    ...known.held_back.map(({ name }) => name),
    ...letThrough.filter(one =>
      known.held_back.every(({ name }) => name !== one)
    )
  ].sort();
  if (names.length === 0) {
    return <></>;
  }
  return (
    <fieldset className="jp-DaskHeldBack">
      <legend>{trans.__('Held back')}</legend>
      <p className="jp-DaskField-hint">
        {trans.__(
          'These look like secrets. Gateways keep what they are sent, and may show it: tick only what the workers need.'
        )}
      </p>
      <div className="jp-DaskHeldBack-names">
        {names.map(name => (
          <label key={name} className="jp-DaskHeldBack-name">
            <input
              type="checkbox"
              aria-label={trans.__('Let %1 through', name)}
              checked={letThrough.includes(name)}
              onChange={event => choices.let(name, event.target.checked)}
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

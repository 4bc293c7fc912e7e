import * as React from 'react';

import type { Problem, WorkerVariables } from '../../../api/models';
import { useTrans } from '../../../ui/hooks';
import { Loading } from '../../../ui/loading';
import { PairRows } from '../../../ui/pairs';
import { ProblemList } from '../../../ui/problems';
import type { VariablesModel } from './model';
import { VariableTable } from './table';

import '../../../../style/variables.css';

/**
 * The variables that workers get, and the changes for this cluster.
 */
export function VariablesSection(props: VariablesSection.IProps): JSX.Element {
  const { model, errors, isInitiallyOpen, editFile, ignoreProblem } = props;
  const trans = useTrans();
  const { known, changes } = model;
  const general = errors.get('variables') ?? model.error;
  const named = changes.added.filter(({ name }) => name !== '').length;
  const isAdded = ({ field }: Problem): boolean =>
    changes.added.some(({ name }) => field === `variables.${name.trim()}`);
  return (
    <section className="jp-DaskNew-section jp-DaskVariables">
      <ProblemList
        // The problem of an added variable is shown next to it.
        problems={model.problems.filter(one => !one.blocks || !isAdded(one))}
        actions={problem => (
          <>
            <DropButton problem={problem} model={model} />
            {ignoreProblem(problem)}
          </>
        )}
      />
      <details open={isInitiallyOpen}>
        <summary>
          <span>{trans.__('Environment variables')}</span>
          {named > 0 && (
            <span className="jp-DaskVariables-count">
              {trans.__('%1 for this cluster', named)}
            </span>
          )}
          {known !== null && known.variables.length > 0 && (
            <span className="jp-DaskVariables-count">
              {trans.__('%1 inherited', known.variables.length)}
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
          pairs={changes.added}
          addLabel={trans.__('Add a variable')}
          errorOf={name => errors.get(`variables.${name.trim()}`)}
          onChange={pairs => model.setAdded(pairs)}
        />
        {general && (
          <p className="jp-DaskNotice jp-mod-error" role="alert">
            {general}
          </p>
        )}
        {known !== null && <HeldBack known={known} model={model} />}
        <h4>{trans.__('Inherited')}</h4>
        {known !== null && <VariableTable known={known} model={model} />}
        {known === null && model.error === null && (
          <Loading text={trans.__('Loading variables…')} />
        )}
        <p className="jp-DaskField-hint">
          {known !== null &&
            trans.__(
              'Variables for all clusters are read from %1.',
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
 * A namespace for `VariablesSection` statics.
 */
export namespace VariablesSection {
  /**
   * The properties of the section.
   */
  export interface IProps {
    /**
     * The variables.
     */
    model: VariablesModel;

    /**
     * The errors by dotted paths.
     */
    errors: ReadonlyMap<string, string>;

    /**
     * Whether the section starts open.
     */
    isInitiallyOpen: boolean;

    /**
     * Opens the user's file of variables.
     */
    editFile: () => void;

    /**
     * Renders a control that ignores a problem.
     */
    ignoreProblem: (problem: Problem) => React.ReactNode;
  }
}

/**
 * Drops the inherited variable that causes a problem.
 */
function DropButton(props: {
  problem: Problem;
  model: VariablesModel;
}): JSX.Element {
  const { model, problem } = props;
  const trans = useTrans();
  const name = problem.field?.replace(/^variables\./, '');
  const isInherited = model.known?.variables.some(
    one => one.name === name && !one.required
  );
  if (!name || !isInherited) {
    return <></>;
  }
  return (
    <button
      type="button"
      className="jp-DaskLink"
      onClick={() => model.drop(name, true)}
    >
      {trans.__("Don't pass %1", name)}
    </button>
  );
}

/**
 * The variables that look like secrets and are passed only if the user selects them.
 */
function HeldBack(props: {
  known: WorkerVariables;
  model: VariablesModel;
}): JSX.Element {
  const { known, model } = props;
  const trans = useTrans();
  const { letThrough } = model.changes;
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
          'These look like secrets. The gateway stores what it receives: select only what workers need.'
        )}
      </p>
      <div className="jp-DaskHeldBack-names">
        {names.map(name => (
          <label key={name} className="jp-DaskHeldBack-name">
            <input
              type="checkbox"
              aria-label={trans.__('Pass %1', name)}
              checked={letThrough.includes(name)}
              onChange={event => model.letThrough(name, event.target.checked)}
            />
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

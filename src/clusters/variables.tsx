import * as React from 'react';

import { useTrans } from '../components/hooks';
import { PairRows } from '../components/pairs';
import type { NewClusterModel } from './newmodel';

/**
 * What stands for a value that stays on the server.
 */
const MASK = '••••••••';

/**
 * Which variables workers get, and more of them for this cluster.
 */
export function VariablesSection(props: {
  model: NewClusterModel;
}): JSX.Element {
  const { model } = props;
  const trans = useTrans();
  const { known, variables, errors } = model;
  const general = errors.get('variables');
  const named = variables.filter(({ name }) => name !== '').length;
  return (
    <details
      className="jp-DaskNew-section jp-DaskVariables"
      onToggle={event => {
        if (event.currentTarget.open) {
          void model.loadVariables();
        }
      }}
    >
      <summary>
        {trans.__('Environment variables')}
        {named > 0 && (
          <span className="jp-DaskVariables-count">
            {trans.__('%1 for this cluster', named)}
          </span>
        )}
      </summary>
      <h4>{trans.__('For this cluster')}</h4>
      <PairRows
        pairs={variables}
        addLabel={trans.__('Add a variable')}
        errorOf={name => errors.get(`variables.${name}`)}
        onChange={pairs => model.setVariables(pairs)}
      />
      {general !== undefined && (
        <p className="jp-DaskNotice jp-mod-error" role="alert">
          {general}
        </p>
      )}
      <h4>{trans.__('Set anyway')}</h4>
      {known === null ? (
        <p className="jp-DaskLoading" role="status">
          {trans.__('Reading…')}
        </p>
      ) : (
        <>
          {known.errors.map(error => (
            <p key={error} className="jp-DaskNotice jp-mod-warning">
              {error}
            </p>
          ))}
          <div className="jp-DaskVariables-scroll" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{trans.__('Name')}</th>
                  <th scope="col">{trans.__('Value')}</th>
                  <th scope="col">{trans.__('Comes from')}</th>
                </tr>
              </thead>
              <tbody>
                {known.variables.map(({ name, value, source, masked }) => (
                  <tr key={name}>
                    <td>{name}</td>
                    <td title={masked ? undefined : (value ?? undefined)}>
                      {masked ? (
                        <span aria-label={trans.__('not shown')}>{MASK}</span>
                      ) : (
                        value
                      )}
                    </td>
                    <td>{source}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="jp-DaskField-hint">
            {trans.__(
              'Variables for every cluster stand in %1 and are read each time.',
              known.file
            )}
          </p>
        </>
      )}
    </details>
  );
}

import { closeIcon, editIcon, undoIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Variable, WorkerVariables } from '../../../api/models';
import { useTrans } from '../../../ui/hooks';
import { IconButton } from '../../../ui/iconbutton';
import type { VariablesModel } from './model';

/**
 * The placeholder of a value that stays on the server.
 */
const MASK = '••••••••';

/**
 * The source of variables that the server merely has, in the server's word for it on the wire.
 */
const SERVER_SOURCE = 'Jupyter server';

/**
 * The inherited variables with their sources, and buttons to change or drop them.
 */
export function VariableTable(props: {
  known: WorkerVariables;
  model: VariablesModel;
}): JSX.Element {
  const { known, model } = props;
  const trans = useTrans();
  const { added, dropped } = model.changes;
  const sources: Partial<Record<string, string>> = {
    [SERVER_SOURCE]: trans.__('Jupyter server'),
    Kernel: trans.__('Kernel'),
    'This cluster': trans.__('This cluster'),
    "Dask's configuration": trans.__("Dask's configuration")
  };
  const isAdded = (name: string): boolean =>
    added.some(one => one.name.trim() === name);
  return (
    <>
      {known.errors.map(error => (
        <p key={error} className="jp-DaskNotice jp-mod-warning" role="status">
          {error}
        </p>
      ))}
      <div
        className="jp-DaskVariables-scroll"
        role="region"
        aria-label={trans.__('Inherited variables')}
        tabIndex={0}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{trans.__('Name')}</th>
              <th scope="col">{trans.__('Value')}</th>
              <th scope="col">{trans.__('Source')}</th>
              <th scope="col" className="jp-DaskVariables-actions">
                <span className="jp-DaskVisuallyHidden">
                  {trans.__('For this cluster')}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {known.variables
              .filter(({ name }) => !isAdded(name) && !dropped.includes(name))
              .sort(serverLast)
              .map(({ name, value, source, masked, required }) => (
                <tr key={name}>
                  <td>{name}</td>
                  <td title={masked ? undefined : (value ?? undefined)}>
                    {masked ? (
                      <>
                        <span className="jp-DaskVisuallyHidden">
                          {trans.__('not shown')}
                        </span>
                        <span aria-hidden="true">{MASK}</span>
                      </>
                    ) : (
                      value
                    )}
                  </td>
                  <td>{sources[source] ?? source}</td>
                  <td className="jp-DaskVariables-actions">
                    <IconButton
                      icon={editIcon}
                      label={trans.__('Change %1', name)}
                      onClick={() => model.override(name)}
                    />
                    {!required && (
                      <IconButton
                        icon={closeIcon}
                        label={trans.__("Don't pass %1", name)}
                        onClick={() => model.drop(name, true)}
                      />
                    )}
                  </td>
                </tr>
              ))}
            {dropped.map(name => (
              <tr key={name} className="jp-mod-dropped">
                <td>{name}</td>
                <td colSpan={2}>{trans.__('not passed')}</td>
                <td className="jp-DaskVariables-actions">
                  <IconButton
                    icon={undoIcon}
                    label={trans.__('Pass %1', name)}
                    onClick={() => model.drop(name, false)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/**
 * Sort what somebody wrote for workers before what the server merely has.
 */
function serverLast(one: Variable, other: Variable): number {
  return Number(isOfServer(one)) - Number(isOfServer(other));
}

function isOfServer({ source }: Variable): boolean {
  return source === SERVER_SOURCE;
}

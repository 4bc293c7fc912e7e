import { closeIcon, editIcon, undoIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useTrans } from '../../../ui/hooks';
import { IconButton } from '../../../ui/iconbutton';
import type { Variable, WorkerVariables } from '../../../api/models';
import type { VariableChoices } from './model';

/**
 * What stands for a value that stays on the server.
 */
const MASK = '••••••••';

/**
 * The variables that workers get, where each comes from, and ways to change or drop it.
 */
export function VariableTable(props: {
  known: WorkerVariables;
  choices: VariableChoices;
}): JSX.Element {
  const { known, choices } = props;
  const trans = useTrans();
  const { added, dropped } = choices;
  const isAdded = (name: string): boolean =>
    added.some(one => one.name.trim() === name);
  return (
    <>
      {known.errors.map(error => (
        <p key={error} className="jp-DaskNotice jp-mod-warning" role="status">
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
              <th scope="col" className="jp-DaskVariables-ways">
                <span className="jp-DaskHeard">
                  {trans.__('For this cluster')}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {known.variables
              .filter(({ name }) => !isAdded(name) && !dropped.includes(name))
              .sort(notOfServerFirst)
              .map(({ name, value, source, masked, required }) => (
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
                  <td className="jp-DaskVariables-ways">
                    <IconButton
                      icon={editIcon}
                      label={trans.__('Change %1', name)}
                      onClick={() => choices.change(name)}
                    />
                    {!required && (
                      <IconButton
                        icon={closeIcon}
                        label={trans.__('Leave %1 out', name)}
                        onClick={() => choices.drop(name, true)}
                      />
                    )}
                  </td>
                </tr>
              ))}
            {dropped.map(name => (
              <tr key={name} className="jp-mod-dropped">
                <td>{name}</td>
                <td colSpan={2}>{trans.__('left out')}</td>
                <td className="jp-DaskVariables-ways">
                  <IconButton
                    icon={undoIcon}
                    label={trans.__('Take %1 back in', name)}
                    onClick={() => choices.drop(name, false)}
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
 * What somebody wrote for workers comes before what is there by itself.
 */
function notOfServerFirst(one: Variable, other: Variable): number {
  return Number(isOfServer(one)) - Number(isOfServer(other));
}

function isOfServer({ source }: Variable): boolean {
  return source === 'Jupyter server';
}

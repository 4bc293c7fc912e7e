import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { CopyButton } from '../../ui/copybutton';
import { useTrans } from '../../ui/hooks';
import type { JobGroup, JobRole, Jobs } from '../../api/models';

/**
 * The batch system's word for a job that does what it should.
 */
const RUNNING = 'RUNNING';

/**
 * A cluster's jobs in the batch system: at a glance those that do not run, and all on demand.
 */
export function JobsView(props: { jobs: Jobs }): JSX.Element {
  const { groups, command } = props.jobs;
  const trans = useTrans();
  const isWaiting = groups.some(({ state }) => state !== RUNNING);
  const lines = linesOf(groups, trans).map(line => <p key={line}>{line}</p>);
  return (
    <div className="jp-DaskJobs">
      {isWaiting && lines}
      {(command !== '' || (!isWaiting && lines.length > 0)) && (
        <details>
          <summary>
            {isWaiting
              ? trans.__('More in a terminal')
              : trans.__('Batch jobs')}
          </summary>
          {!isWaiting && lines}
          {command !== '' && (
            <div className="jp-DaskJobs-command">
              <code>{command}</code>
              <CopyButton text={command} label={trans.__('Copy the command')} />
            </div>
          )}
        </details>
      )}
    </div>
  );
}

/**
 * One line for each role: `Workers: 2 running, 3 pending: Priority`.
 */
export function linesOf(
  groups: readonly JobGroup[],
  trans: TranslationBundle
): string[] {
  const roles: [JobRole, string][] = [
    ['scheduler', trans.__('Scheduler')],
    ['worker', trans.__('Workers')]
  ];
  return roles.flatMap(([role, name]) => {
    const words = groups
      .filter(group => group.role === role)
      .map(group => wordsOf(group, trans));
    return words.length > 0 ? [`${name}: ${words.join(', ')}`] : [];
  });
}

/**
 * What some jobs do; there is only one of the scheduler, so it is not counted.
 */
function wordsOf(group: JobGroup, trans: TranslationBundle): string {
  const { role, count, reason } = group;
  const state = stateOf(group.state, trans);
  const words =
    role === 'scheduler' && count === 1
      ? state
      : `${count} ${state.toLowerCase()}`;
  return reason ? `${words}: ${reason}` : words;
}

/**
 * The batch system's word, as a word of the user's language where that is known.
 */
function stateOf(state: string, trans: TranslationBundle): string {
  switch (state) {
    case 'PENDING':
      return trans.__('Pending');
    case RUNNING:
      return trans.__('Running');
    case 'CONFIGURING':
      return trans.__('Configuring');
    case 'COMPLETING':
      return trans.__('Completing');
    case 'SUSPENDED':
      return trans.__('Suspended');
    case 'REQUEUED':
      return trans.__('Requeued');
    default:
      return state.charAt(0) + state.slice(1).toLowerCase();
  }
}

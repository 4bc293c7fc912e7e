import * as React from 'react';

import type { Jobs } from '../../api/models';
import { CopyButton } from '../../ui/copybutton';
import { useTrans } from '../../ui/hooks';
import { JOB_RUNNING, describeJobs } from '../jobs';

/**
 * A cluster's batch jobs: those that do not run at a glance, all of them on demand.
 */
export function JobsView(props: { jobs: Jobs }): JSX.Element {
  const { groups, command } = props.jobs;
  const trans = useTrans();
  const isWaiting = groups.some(({ state }) => state !== JOB_RUNNING);
  const lines = describeJobs(groups, trans).map(line => (
    <p key={line}>{line}</p>
  ));
  return (
    <div className="jp-DaskJobs">
      {isWaiting && lines}
      {(command !== '' || (!isWaiting && lines.length > 0)) && (
        <details>
          <summary>
            {isWaiting
              ? trans.__('More in a terminal')
              : command.startsWith('kubectl ')
                ? trans.__('Pods')
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

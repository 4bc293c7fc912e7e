import type { TranslationBundle } from '@jupyterlab/translation';

import type { JobGroup, JobRole, Jobs } from '../api/models';

/**
 * The batch system's state of a job that needs no attention.
 */
export const JOB_RUNNING = 'RUNNING';

/**
 * Describe batch jobs, one line for each role: `Workers: 2 running, 3 pending: Priority`.
 */
export function describeJobs(
  groups: readonly JobGroup[],
  trans: TranslationBundle
): string[] {
  const roles: [JobRole, string][] = [
    ['scheduler', trans.__('Scheduler')],
    ['worker', trans.__('Workers')]
  ];
  return roles.flatMap(([role, name]) => {
    const parts = groups
      .filter(group => group.role === role)
      .map(group => describeGroup(group, trans));
    return parts.length > 0 ? [`${name}: ${parts.join(', ')}`] : [];
  });
}

/**
 * Describe why worker jobs do not run, such as `Pending: Priority`; empty where that is not known.
 */
export function waitingReasons(
  jobs: Jobs | null,
  trans: TranslationBundle
): string {
  const waiting = (jobs?.groups ?? []).filter(
    ({ role, state }) => role === 'worker' && state !== JOB_RUNNING
  );
  const reasons = waiting.map(({ state, reason }) => {
    const name = formatState(state, trans);
    return reason ? `${name}: ${reason}` : name;
  });
  return [...new Set(reasons)].join(', ');
}

/**
 * Describe one group; there is only one scheduler, so it is not counted.
 */
function describeGroup(group: JobGroup, trans: TranslationBundle): string {
  const { role, count, reason } = group;
  const state = formatState(group.state, trans);
  const text =
    role === 'scheduler' && count === 1
      ? state
      : `${count} ${state.toLowerCase()}`;
  return reason ? `${text}: ${reason}` : text;
}

/**
 * Translate the batch system's state where it is known.
 */
function formatState(state: string, trans: TranslationBundle): string {
  switch (state) {
    case 'PENDING':
      return trans._p('job', 'Pending');
    case JOB_RUNNING:
      return trans._p('job', 'Running');
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

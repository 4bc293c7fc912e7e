import type { Environment, Problem } from '../../api/models';

/**
 * Choose an environment to begin with: the preferred one if it has no error, else the default one, else any that may work.
 */
export function preferredEnvironment(
  environments: readonly Environment[],
  preferred: string | null
): Environment | null {
  const isPreferred = ({ name }: Environment): boolean => name === preferred;
  const good = environments.filter(({ problems }) =>
    problems.every(({ severity }) => severity !== 'error')
  );
  const usable = environments.filter(one => blockingProblem(one) === null);
  return (
    good.find(isPreferred) ??
    good.find(({ is_default }) => is_default) ??
    good[0] ??
    usable.find(isPreferred) ??
    usable[0] ??
    environments[0] ??
    null
  );
}

/**
 * Return the problem that certainly keeps workers from an environment; null if there is none.
 */
export function blockingProblem(
  environment: Pick<Environment, 'problems'>
): Problem | null {
  return environment.problems.find(({ blocks }) => blocks) ?? null;
}

/**
 * Whether a cluster with a problem will fail, unless the checks did not see everything.
 */
export function isLikelyToFail({ severity, blocks }: Problem): boolean {
  return severity === 'error' && !blocks;
}

import type { RunOrigin, Surroundings } from '../../core/host.ts';

/** The job and who started its pipeline. */
export function readRun({ env }: Surroundings): RunOrigin {
  return { system: 'GitLab CI/CD', actor: env['GITLAB_USER_LOGIN'], url: env['CI_JOB_URL'] };
}

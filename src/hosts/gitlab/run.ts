import type { RunOrigin, HostEnvironment } from '../../core/host.ts';

/** The job and who started its pipeline. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  return { system: 'GitLab CI/CD', actor: env['GITLAB_USER_LOGIN'], url: env['CI_JOB_URL'] };
}

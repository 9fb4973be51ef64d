import type { RunOrigin, HostEnvironment } from '../../core/host.ts';

/** The run of the workflow and who started it. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  const [server = '', repository = '', id = ''] = [
    'GITHUB_SERVER_URL',
    'GITHUB_REPOSITORY',
    'GITHUB_RUN_ID',
  ].map((name) => env[name] ?? '');
  const url = id === '' ? undefined : `${server}/${repository}/actions/runs/${id}`;
  return { system: 'GitHub Actions', actor: env['GITHUB_ACTOR'], url };
}

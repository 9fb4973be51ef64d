import { commandHost, type CommandHost } from '../core/command-flags.ts';
import type { HostEnvironment } from '../core/host.ts';
import { gitlabHost } from './gitlab-host.ts';
import type { Host } from './host.ts';
import { jenkinsHost } from './jenkins-host.ts';
import { shellHost } from './shell-host.ts';
import { tektonHost } from './tekton-host.ts';

const HOSTS: Readonly<Record<CommandHost, Host>> = {
  shell: shellHost,
  gitlab: gitlabHost,
  jenkins: jenkinsHost,
  tekton: tektonHost,
};

/** The host that `--host` names, or the one whose variables are there: a job of GitLab, a build of Jenkins, else a shell. */
export function chooseHost({ argv, env }: Pick<HostEnvironment, 'argv' | 'env'>): Host {
  const named = commandHost(argv);
  if (named !== undefined) return HOSTS[named];
  if ((env['GITLAB_CI'] ?? '') !== '') return gitlabHost;
  return (env['JENKINS_URL'] ?? '') !== '' ? jenkinsHost : shellHost;
}

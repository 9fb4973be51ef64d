import { commandHost, type CommandHost } from '../core/command-flags.ts';
import type { HostEnvironment, RunResult, HostReporter, ReporterSettings, RunOrigin } from '../core/host.ts';
import * as gitlab from '../hosts/gitlab/host.ts';
import * as jenkins from '../hosts/jenkins/host.ts';
import * as shell from '../hosts/shell/host.ts';
import * as tekton from '../hosts/tekton/host.ts';
import type { PostStepState } from '../core/post-step-state.ts';
import type { HostInputs, InputShape } from '../core/ports/inputs.ts';
import type { Secret } from '../core/text/secret-forms.ts';

/** The hosts of the shell command, by their `--host` names. */
export const HOSTS: Readonly<Record<CommandHost, Host>> = { shell, gitlab, jenkins, tekton };

/** The host named by `--host`, or the one detected from environment variables: GitLab, Jenkins, otherwise a shell. */
export function chooseHost({ argv, env }: Pick<HostEnvironment, 'argv' | 'env'>): Host {
  const named = commandHost(argv);
  if (named !== undefined) return HOSTS[named];
  if ((env['GITLAB_CI'] ?? '') !== '') return HOSTS.gitlab;
  return (env['JENKINS_URL'] ?? '') !== '' ? HOSTS.jenkins : HOSTS.shell;
}

/** The exports of `host.ts` in each folder of hosts/. */
export interface Host {
  readRaw(hostEnvironment: HostEnvironment, shapes: readonly InputShape[]): HostInputs;
  /** absent if the host cannot mask values while a job runs; output is redacted in any case */
  addMasks?(secrets: readonly Secret[], hostEnvironment: HostEnvironment): void;
  createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter;
  writeOutputs(result: RunResult, hostEnvironment: HostEnvironment): Promise<void>;
  writeSummary(
    result: RunResult,
    hostEnvironment: HostEnvironment,
    redact: (text: string) => string,
  ): Promise<void>;
  readRun(hostEnvironment: HostEnvironment): RunOrigin;
  /** only for hosts in which a later step can clean up after a killed one */
  saveForPostStep?(postStepState: PostStepState, hostEnvironment: HostEnvironment): void;
}

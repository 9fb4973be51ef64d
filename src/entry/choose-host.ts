import { commandHost, type CommandHost } from '../core/command-flags.ts';
import type { HostEnvironment, RunResult, HostReporter, ReporterSettings, RunOrigin } from '../core/host.ts';
import * as gitlab from '../hosts/gitlab/host.ts';
import * as jenkins from '../hosts/jenkins/host.ts';
import * as shell from '../hosts/shell/host.ts';
import * as tekton from '../hosts/tekton/host.ts';
import type { PostStepState } from '../core/post-step-state.ts';
import type { HostInputs, InputShape } from '../core/ports/inputs.ts';
import type { Secret } from '../core/text/secret-forms.ts';

/** The hosts of the command, by the names that `--host` takes. */
export const HOSTS: Readonly<Record<CommandHost, Host>> = { shell, gitlab, jenkins, tekton };

/** The host that `--host` names, or the one whose variables are set: a job of GitLab, a build of Jenkins, else a shell. */
export function chooseHost({ argv, env }: Pick<HostEnvironment, 'argv' | 'env'>): Host {
  const named = commandHost(argv);
  if (named !== undefined) return HOSTS[named];
  if ((env['GITLAB_CI'] ?? '') !== '') return HOSTS.gitlab;
  return (env['JENKINS_URL'] ?? '') !== '' ? HOSTS.jenkins : HOSTS.shell;
}

/** What `host.ts` of every folder under hosts/ exports, by the same names. */
export interface Host {
  readRaw(hostEnvironment: HostEnvironment, shapes: readonly InputShape[]): HostInputs;
  /** left out where the host can mask nothing once a job runs: everything written is redacted before */
  addMasks?(secrets: readonly Secret[], hostEnvironment: HostEnvironment): void;
  createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter;
  writeOutputs(ending: RunResult, hostEnvironment: HostEnvironment): Promise<void>;
  writeSummary(
    ending: RunResult,
    hostEnvironment: HostEnvironment,
    redact: (text: string) => string,
  ): Promise<void>;
  readRun(hostEnvironment: HostEnvironment): RunOrigin;
  /** where a later step can tidy up after one that was killed */
  saveForPostStep?(postStepState: PostStepState, hostEnvironment: HostEnvironment): void;
}

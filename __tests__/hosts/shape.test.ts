import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type {
  RunResult,
  HostReporter,
  ProgressDisplay,
  ReporterSettings,
  RunOrigin,
  HostEnvironment,
} from '../../src/core/host.ts';
import type { HostInputs, InputShape } from '../../src/core/ports/inputs.ts';
import type { Secret } from '../../src/core/text/secret-forms.ts';

/** What every host has, in files of the same names. */
interface Host {
  readonly inputs: { readRaw(around: HostEnvironment, shapes: readonly InputShape[]): HostInputs };
  readonly masks: { addMasks(secrets: readonly Secret[], around: HostEnvironment): void };
  readonly outputs: { writeOutputs(ending: RunResult, around: HostEnvironment): Promise<void> };
  readonly progress: { createProgress(around: HostEnvironment, settings: ReporterSettings): ProgressDisplay };
  readonly reporter: { createReporter(around: HostEnvironment, settings: ReporterSettings): HostReporter };
  readonly run: { readRun(around: HostEnvironment): RunOrigin };
  readonly summary: {
    writeSummary(ending: RunResult, around: HostEnvironment, redact: (text: string) => string): Promise<void>;
  };
}

// the assignment is the check: the types of all hosts are those of the interface
const HOSTS: Readonly<Record<string, Host>> = {
  github: {
    inputs: await import('../../src/hosts/github/inputs.ts'),
    masks: await import('../../src/hosts/github/masks.ts'),
    outputs: await import('../../src/hosts/github/outputs.ts'),
    progress: await import('../../src/hosts/github/progress.ts'),
    reporter: await import('../../src/hosts/github/reporter.ts'),
    run: await import('../../src/hosts/github/run.ts'),
    summary: await import('../../src/hosts/github/summary.ts'),
  },
  gitlab: {
    inputs: await import('../../src/hosts/gitlab/inputs.ts'),
    masks: await import('../../src/hosts/gitlab/masks.ts'),
    outputs: await import('../../src/hosts/gitlab/outputs.ts'),
    progress: await import('../../src/hosts/gitlab/progress.ts'),
    reporter: await import('../../src/hosts/gitlab/reporter.ts'),
    run: await import('../../src/hosts/gitlab/run.ts'),
    summary: await import('../../src/hosts/gitlab/summary.ts'),
  },
  jenkins: {
    inputs: await import('../../src/hosts/jenkins/inputs.ts'),
    masks: await import('../../src/hosts/jenkins/masks.ts'),
    outputs: await import('../../src/hosts/jenkins/outputs.ts'),
    progress: await import('../../src/hosts/jenkins/progress.ts'),
    reporter: await import('../../src/hosts/jenkins/reporter.ts'),
    run: await import('../../src/hosts/jenkins/run.ts'),
    summary: await import('../../src/hosts/jenkins/summary.ts'),
  },
  shell: {
    inputs: await import('../../src/hosts/shell/inputs.ts'),
    masks: await import('../../src/hosts/shell/masks.ts'),
    outputs: await import('../../src/hosts/shell/outputs.ts'),
    progress: await import('../../src/hosts/shell/progress.ts'),
    reporter: await import('../../src/hosts/shell/reporter.ts'),
    run: await import('../../src/hosts/shell/run.ts'),
    summary: await import('../../src/hosts/shell/summary.ts'),
  },
  tekton: {
    inputs: await import('../../src/hosts/tekton/inputs.ts'),
    masks: await import('../../src/hosts/tekton/masks.ts'),
    outputs: await import('../../src/hosts/tekton/outputs.ts'),
    progress: await import('../../src/hosts/tekton/progress.ts'),
    reporter: await import('../../src/hosts/tekton/reporter.ts'),
    run: await import('../../src/hosts/tekton/run.ts'),
    summary: await import('../../src/hosts/tekton/summary.ts'),
  },
};

describe('hosts', () => {
  it('are all checked here', () => {
    expect(readdirSync(new URL('../../src/hosts', import.meta.url)).sort()).toEqual(
      Object.keys(HOSTS).sort(),
    );
  });

  it.each(Object.entries(HOSTS))('%s has the files and functions of a host', (name, host) => {
    const files = readdirSync(new URL(`../../src/hosts/${name}`, import.meta.url));

    expect(files).toEqual(expect.arrayContaining(Object.keys(host).map((file) => `${file}.ts`)));
  });
});

import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type {
  Ending,
  HostReporter,
  Progress,
  ReporterSettings,
  RunOrigin,
  Surroundings,
} from '../../src/core/host.ts';
import type { HostInputs, InputShape } from '../../src/core/ports/inputs.ts';
import type { Secret } from '../../src/core/text/secret-forms.ts';

/** What every host has, in files of the same names. */
interface Host {
  readonly inputs: { readRaw(around: Surroundings, shapes: readonly InputShape[]): HostInputs };
  readonly masks: { addMasks(secrets: readonly Secret[], around: Surroundings): void };
  readonly outputs: { writeOutputs(ending: Ending, around: Surroundings): Promise<void> };
  readonly progress: { createProgress(around: Surroundings, settings: ReporterSettings): Progress };
  readonly reporter: { createReporter(around: Surroundings, settings: ReporterSettings): HostReporter };
  readonly run: { readRun(around: Surroundings): RunOrigin };
  readonly summary: {
    writeSummary(ending: Ending, around: Surroundings, redact: (text: string) => string): Promise<void>;
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

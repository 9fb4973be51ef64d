import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DIGEST, resultOf, IMAGE, SUCCESS } from '../../support/sample-report.ts';
import type { HostEnvironment } from '../../../src/core/host.ts';
import { hostEnvironment } from '../host-environment.ts';
import { writeOutputs, writeSummary } from '../../../src/hosts/github/host.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'promote-runner-'));
  file = join(folder, 'file');
  writeFileSync(file, '');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** @actions/core reads the variables of the process. */
function onRunner(env: Readonly<Record<string, string>>): HostEnvironment {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return hostEnvironment({ env });
}

/** As the runner reads the file: `name<<delimiter`, lines, `delimiter`. */
function readOutputs(): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  while (lines.length > 1) {
    const [name = '', delimiter = ''] = (lines.shift() ?? '').split('<<');
    const end = lines.indexOf(delimiter);
    outputs[name] = lines.splice(0, end).join('\n');
    lines.shift();
  }
  return outputs;
}

describe('outputs of a workflow step', () => {
  it('are written to the file of the runner, without the empty ones', async () => {
    await writeOutputs(SUCCESS, onRunner({ GITHUB_OUTPUT: file }));

    const outputs = readOutputs();
    expect(outputs).toMatchObject({ digest: DIGEST, changed: 'true', 'rollout-revision': '42' });
    expect(Object.keys(outputs)).not.toContain('error-code');
    expect(JSON.parse(outputs['results'] ?? '')).toEqual([IMAGE]);
  });

  it('cannot be forged by a value of several lines', async () => {
    const images = [{ ...IMAGE, image: 'x\nghadelimiter\ndigest<<EOF\nforged\nEOF' }];

    await writeOutputs(resultOf({ images }), onRunner({ GITHUB_OUTPUT: file }));

    expect(readOutputs()).toMatchObject({ digest: DIGEST, image: images[0]?.image });
  });
});

describe('the summary of a workflow step', () => {
  const asIs = (text: string): string => text;

  it('is added to what other steps wrote', async () => {
    writeFileSync(file, 'before\n');

    await writeSummary(SUCCESS, onRunner({ GITHUB_STEP_SUMMARY: file }), asIs);

    expect(readFileSync(file, 'utf8')).toMatch(/^before\n## Promoted prod/);
  });

  it('is left out where the server has none', async () => {
    await expect(writeSummary(SUCCESS, hostEnvironment(), asIs)).resolves.toBeUndefined();
  });

  it('fails nothing when it cannot be written', async () => {
    const env = { GITHUB_STEP_SUMMARY: join(folder, 'nowhere', 'file') };

    await expect(writeSummary(SUCCESS, onRunner(env), asIs)).resolves.toBeUndefined();
  });
});

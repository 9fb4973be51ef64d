import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIGEST, SUCCESS } from '../../support/sample-report.ts';
import { hostEnvironment } from '../host-environment.ts';
import { writeOutputs } from '../../../src/hosts/tekton/host.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tekton-outputs-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const textOf = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

describe('results of a Task', () => {
  it('are files of their names; one that is not set is empty', async () => {
    const env = {
      PROMOTE_RESULTS: path.join(folder, 'digest'),
      PROMOTE_RESULT_NAMES: 'digest changed error-code',
    };
    await writeOutputs(SUCCESS, hostEnvironment({ env }));

    expect(textOf('digest')).toBe(DIGEST);
    expect(textOf('changed')).toMatch(/^(?:true|false)$/);
    expect(textOf('error-code')).toBe('');
  });

  it('that would not fit into the message of a pod are left empty with a warning', async () => {
    const env = { PROMOTE_RESULTS: path.join(folder, 'digest'), PROMOTE_RESULT_NAMES: 'record digest' };
    const environment = hostEnvironment({ env });
    await writeOutputs({ ...SUCCESS, record: 'r'.repeat(4000) }, environment);

    expect(textOf('record')).toBe('');
    expect(textOf('digest')).toBe(DIGEST);
    expect(environment.stderr.text()).toContain('the result record is left empty');
  });

  it('that cannot be written are a warning', async () => {
    const env = { PROMOTE_RESULTS: path.join(folder, 'nowhere/digest'), PROMOTE_RESULT_NAMES: 'digest' };
    const environment = hostEnvironment({ env });
    await writeOutputs(SUCCESS, environment);

    expect(environment.stderr.text()).toContain('warning: the results could not be written: ENOENT');
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/core/host.ts';
import { DIGEST, IMAGE, SUCCESS, resultOf } from '../../support/sample-report.ts';
import { hostEnvironment } from '../host-environment.ts';
import { writeOutputs } from '../../../src/hosts/gitlab/host.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gitlab-outputs-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function reportOf(result: RunResult): Promise<string> {
  const file = path.join(folder, 'report.env');
  await writeOutputs(result, hostEnvironment({ env: { PROMOTE_DOTENV: file } }));
  expect(statSync(file).size).toBeLessThanOrEqual(5 * 1024);
  return readFileSync(file, 'utf8');
}

describe('outputs of a job of GitLab', () => {
  it('are a dotenv report whose names are no inputs', async () => {
    const lines = (await reportOf(SUCCESS)).trimEnd().split('\n');

    expect(lines).toContain(`PROMOTED_DIGEST=${DIGEST}`);
    expect(lines).toContain('PROMOTED_ROLLOUT_STATUS=complete');
    expect(lines.every((line) => /^PROMOTED_[A-Z_]+=[^\s"']+$/.test(line))).toBe(true);
    // GitLab allows 50 variables on its smallest plan
    expect(lines.length).toBeLessThan(20);
  });

  it('leave out what a report cannot hold', async () => {
    const result = resultOf({ images: [{ ...IMAGE, sourceImage: 'a\nPATH=b', imageStreamTag: '$(id)' }] });
    const report = await reportOf({ ...result, record: 'x'.repeat(6000) });

    expect(report).not.toMatch(/PATH|SOURCE_IMAGE|IMAGE_STREAM_TAG|RECORD/);
    expect(report).toContain(`PROMOTED_DIGEST=${DIGEST}`);
  });

  it('tell a program on standard output too when one asks', async () => {
    const environment = hostEnvironment({
      argv: ['--output', 'plain'],
      env: { PROMOTE_DOTENV: path.join(folder, 'x') },
    });
    await writeOutputs(SUCCESS, environment);

    expect(environment.stdout.lines()).toContain(`digest=${DIGEST}`);
  });

  it('that cannot be written are a warning: the promotion is done', async () => {
    const environment = hostEnvironment({ env: { PROMOTE_DOTENV: path.join(folder, 'nowhere/report.env') } });
    await writeOutputs(SUCCESS, environment);

    expect(environment.stderr.text()).toContain('warning: the dotenv report could not be written: ENOENT');
  });
});

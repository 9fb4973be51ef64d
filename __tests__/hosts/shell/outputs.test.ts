import { describe, expect, it } from 'vitest';
import { writeSummary } from '../../../src/hosts/shell/host.ts';
import { DIGEST, IMAGE, PLAN, SUCCESS } from '../../support/sample-report.ts';
import { hostEnvironment, type WrittenSurroundings } from '../host-environment.ts';
import { writeOutputs } from '../../../src/hosts/shell/host.ts';

async function written(argv: readonly string[]): Promise<WrittenSurroundings> {
  const environment = hostEnvironment({ argv });
  await writeSummary(SUCCESS, environment, (text) => text.replaceAll('stable', '***'));
  await writeOutputs(SUCCESS, environment);
  return environment;
}

describe('results in a shell', () => {
  it('are a table for people on standard output', async () => {
    const { stdout, stderr } = await written([]);

    expect(stdout.lines()[0]).toBe('Promoted prod/app:1.4.2 (12.3 s)');
    expect(stdout.text()).toContain('1.4.2, ***');
    expect(stderr.text()).toBe('');
  });

  it('are one JSON object for programs, and the table is elsewhere', async () => {
    const { stdout, stderr } = await written(['--output=json']);

    expect(JSON.parse(stdout.text())).toMatchObject({ digest: DIGEST, results: [IMAGE], plan: PLAN });
    expect(stderr.lines()[0]).toBe('Promoted prod/app:1.4.2 (12.3 s)');
  });

  it('are one line each for scripts', async () => {
    const { stdout } = await written(['--output', 'plain']);

    expect(stdout.lines()).toContain(`digest=${DIGEST}`);
    expect(stdout.lines()).toContain('changed=true');
    expect(stdout.lines().every((line) => /^[a-z-]+=./.test(line))).toBe(true);
  });
});

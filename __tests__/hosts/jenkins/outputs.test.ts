import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIGEST, IMAGE, PLAN, SUCCESS } from '../../support/sample-report.ts';
import { hostEnvironment } from '../host-environment.ts';
import { writeOutputs } from '../../../src/hosts/jenkins/host.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'jenkins-outputs-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('outputs of a build of Jenkins', () => {
  it('are a properties file and a JSON file', async () => {
    const env = {
      PROMOTE_PROPERTIES: path.join(folder, 'p.properties'),
      PROMOTE_OUTPUTS: path.join(folder, 'o.json'),
    };
    await writeOutputs({ ...SUCCESS, record: 'C:\\record.json' }, hostEnvironment({ env }));

    const lines = readFileSync(env.PROMOTE_PROPERTIES, 'utf8').split('\n');
    expect(lines).toContain(`digest=${DIGEST}`);
    expect(lines).toContain('record=C:\\\\record.json');
    expect(JSON.parse(readFileSync(env.PROMOTE_OUTPUTS, 'utf8'))).toMatchObject({
      digest: DIGEST,
      results: [IMAGE],
      plan: PLAN,
    });
  });

  it('that cannot be written are a warning', async () => {
    const environment = hostEnvironment({ env: { PROMOTE_PROPERTIES: path.join(folder, 'nowhere/p') } });
    await writeOutputs(SUCCESS, environment);

    expect(environment.stderr.text()).toContain('WARNING: the outputs could not be written: ENOENT');
  });
});

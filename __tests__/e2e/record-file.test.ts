import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import type { PromotionRecord } from '../../src/report/record.ts';
import { playgroundInputs } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';

const schema = path.resolve(import.meta.dirname, '../../docs/record.schema.json');
const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(schema, 'utf8')) as object);
let playground: Playground;
let folder: string;

beforeAll(async () => {
  playground = await startPlayground();
  folder = mkdtempSync(path.join(tmpdir(), 'record-'));
});
afterAll(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
  rmSync(folder, { recursive: true });
});

const promote = (
  inputs: Record<string, string>,
  environment: Record<string, string> = {},
): Promise<StepResult> => {
  return runAction(
    { ...playgroundInputs(playground), 'destination-image': 'prod/app:live', ...inputs },
    environment,
  );
};

const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
function recordOf(name: string): PromotionRecord {
  const record = JSON.parse(read(name)) as PromotionRecord;
  validate(record);
  expect(validate.errors ?? []).toEqual([]);
  return record;
}

describe('the record of a real promotion', () => {
  it('is what its schema says, and tells which version came for which', async () => {
    const run = await promote({ record: path.join(folder, 'promotion.html'), rollout: 'dc/api' });

    expect(run.status, run.log).toBe(0);
    const { succeeded, images = [] } = recordOf('promotion.json');
    expect(succeeded).toBe(true);
    expect(images[0]?.change?.labels['org.opencontainers.image.version']).toEqual({
      before: '1.4.1',
      after: '1.4.2',
    });
    expect(images[0]?.change?.environment).toEqual({ added: [], removed: [] });
    expect(read('promotion.html')).toContain('<h3>What is different</h3>');
    for (const { token } of [playground.source, playground.destination]) {
      expect(read('promotion.html') + read('promotion.json')).not.toContain(token);
    }
  });

  it('is what its schema says when the promotion fails, and when an input is wrong', async () => {
    await promote({ record: path.join(folder, 'failed.json'), 'source-image': 'dev/app:9.9' });
    await promote({ record: path.join(folder, 'plan.json'), 'dry-run': 'true' });

    expect(recordOf('failed.json').error?.code).toBe('IMAGE_NOT_FOUND');
    expect(recordOf('plan.json')).toMatchObject({ succeeded: true, dryRun: true });
  });

  it('that cannot be written is a warning', async () => {
    const run = await promote({ record: path.join(folder, 'nowhere', 'promotion.json') });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toMatch(/^::warning::the record .* could not be written/m);
    expect(run.outputs['record']).toBeUndefined();
  });

  it('is there, as the summary is, when the outputs cannot be written', async () => {
    const nowhere = path.join(folder, 'nowhere', 'output');
    const run = await promote({ record: path.join(folder, 'unwritten.json') }, { GITHUB_OUTPUT: nowhere });

    expect(run.status, run.log).toBe(7);
    expect(run.log).toContain('::error title=OUTPUT_FAILED::the outputs cannot be written');
    expect(run.log).not.toMatch(/^\s+at /m);
    expect(run.summary).toContain('## ');
    expect(recordOf('unwritten.json').images?.[0]?.digest).toMatch(/^sha256:/);
  });

  it('and the summary hide credentials in what labels and environments say', async () => {
    const run = await promote(
      {
        record: path.join(folder, 'hidden.html'),
        webhook: 'https://127.0.0.1:9/hook?private_token=Tr0ub4dor',
      },
      {
        GITHUB_SERVER_URL: 'https://bob:Tr0ub4dor@github.example.com',
        GITHUB_REPOSITORY: 'a/b',
        GITHUB_RUN_ID: '1',
      },
    );

    const all = [run.log, run.summary, JSON.stringify(run.outputs), read('hidden.html'), read('hidden.json')];
    expect(all.join('\n')).not.toContain('Tr0ub4dor');
    expect(run.outputs['plan']).toContain('private_token=***');
  });
});

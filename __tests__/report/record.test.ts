import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../src/core/text/errors.ts';
import type { RunResult } from '../../src/core/host.ts';
import { recordText } from '../../src/report/record.ts';
import { FULL_RESULT } from '../support/sample-record.ts';
import { resultOf, SUCCESS } from '../support/sample-report.ts';

const schema = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../docs/record.schema.json'), 'utf8'),
) as object;
const validate = new Ajv({ allErrors: true }).compile(schema);

const recordOf = (result: RunResult): unknown =>
  JSON.parse(recordText(result, (text) => text.replaceAll('hush', '***')));

/** What the published schema has against a record. */
function problemsOf(record: unknown): readonly string[] {
  validate(record);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
}

describe('the record as data', () => {
  it.each<[string, RunResult]>([
    ['a promotion', SUCCESS],
    ['a promotion of which everything is known', FULL_RESULT],
    ['a dry run', resultOf({ dryRun: true, images: [] })],
    [
      'a failure',
      {
        ...SUCCESS,
        failure: { error: new PromoteError({ code: 'TAG_EXISTS', message: 'prod/app:1 exists', hint: 'h' }) },
      },
    ],
    [
      'inputs that are wrong',
      { report: undefined, plan: undefined, failure: { error: new Error('x') }, record: undefined },
    ],
  ])('of %s is what the schema says', (_, result) => {
    expect(problemsOf(recordOf(result))).toEqual([]);
  });

  it.each([
    ['version', 2],
    ['succeeded', 'yes'],
    ['images', [{ digest: 5 }]],
    ['rolloutStatus', 'done'],
  ])('is something else with another %s', (name, value) => {
    const record = { ...(recordOf(FULL_RESULT) as object), [name]: value };

    expect(problemsOf(record).join('\n')).toContain(`/${name}`);
  });

  it('holds no secret', () => {
    const error = new PromoteError({ code: 'LOGIN_FAILED', message: 'refused hush', hint: 'not hush' });

    expect(JSON.stringify(recordOf({ ...SUCCESS, failure: { error } }))).not.toContain('hush');
  });
});

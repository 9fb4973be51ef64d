import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { recordText } from '../../src/report/record.ts';
import { describeWith } from '../support/peers.ts';
import { FULL_RESULT } from '../support/sample-record.ts';
import { DIGEST, SUCCESS } from '../support/sample-report.ts';
import { blocksOf } from './documents.ts';

const FILTERS = blocksOf('docs/record.md').filter(({ language }) => language === 'jq');
const FROZEN = { reason: 'end of the year', until: '2027-01-05 00:00 UTC', override: 'INC-4711' };
const RESULTS = {
  promoted: {
    ...FULL_RESULT,
    environment: { name: 'prod', from: 'test', applications: ['app'], soakMs: 0, frozen: FROZEN },
  },
  failed: { ...SUCCESS, failure: { error: new Error('broken') } },
};

const SIGNERS = `ci https://slsa.dev/provenance/v1 ${DIGEST} https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main
release signature ${DIGEST} by key
`;

describeWith(['jq'], 'questions to the record in the documentation', () => {
  const ask = (filter: string, result: keyof typeof RESULTS): string => {
    const input = recordText(RESULTS[result], (text) => text);
    const { status, stdout, stderr } = spawnSync('jq', ['-r', filter], { input, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return stdout;
  };

  it.each([
    [
      'promoted',
      [
        `prod/app:1.4.2 ${DIGEST}\n`,
        'true\n',
        '',
        SIGNERS,
        `registry.prod.example.com/prod/app@sha256:${'9'.repeat(64)}\n`,
        'end of the year: INC-4711\n',
        /^7900 ms move\n3300 ms roll out\n/,
      ],
    ],
    [
      'failed',
      [`prod/app:1.4.2 ${DIGEST}\n`, 'false\n', /^INTERNAL_ERROR: .*\n.+\n$/, '', '', '', /^9000 ms move\n/],
    ],
  ] as const)('are answered for one that %s', (result, answers) => {
    expect(FILTERS).toHaveLength(answers.length);
    answers.forEach((answer, index) => {
      expect(ask(FILTERS[index]?.text ?? '', result)).toEqual(
        typeof answer === 'string' ? answer : expect.stringMatching(answer),
      );
    });
  });
});

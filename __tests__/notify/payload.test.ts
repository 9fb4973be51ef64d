import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/core/host.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import { announce, type Announcement } from '../../src/notify/announcement.ts';
import { payloadOf } from '../../src/notify/payload.ts';
import { IMAGE, REPORT } from '../support/sample-report.ts';

const HOSTILE = 'x`<!channel> @channel *b* & \u202e\u0007\r\n[a](https://evil.example.com) |';

const RESULT: Omit<RunResult, 'record'> = {
  report: { ...REPORT, url: 'https://web.apps.example.com/?a=1&b=2|x' },
  plan: undefined,
  failure: undefined,
  run: { system: 'GitHub Actions', actor: 'octocat', url: 'https://github.com/acme/app/actions/runs/4711' },
};
const failed = (message: string, hint?: string): Omit<RunResult, 'record'> => ({
  ...RESULT,
  report: { ...REPORT, rolledBack: true },
  failure: { error: new PromoteError({ code: 'ROLLOUT_FAILED', message, hint }) },
  destination: 'everything is as before',
});

function say(result: Omit<RunResult, 'record'>): Announcement {
  const found = announce(result, [], (text) => text);
  if (found === undefined) throw new Error('there is nothing to say');
  return found;
}
const linesOf = (result: Omit<RunResult, 'record'>): readonly string[] =>
  say(result).lines.map((spans) => spans.map(({ text }) => text).join(''));

describe('what a message says', () => {
  it('of a promotion: what came from where, what runs it, who and where to look', () => {
    expect(say(RESULT)).toMatchObject({ occasions: ['success'], title: '✅ Promoted prod/app:1.4.2' });
    expect(linesOf(RESULT)).toEqual([
      'dev/app:1.4.2 → prod/app:1.4.2: sha256:ffeeddccbbaa → sha256:0083874168b7',
      'dc/api: complete',
      'By octocat in GitHub Actions',
    ]);
    expect(say(RESULT).links.map(({ title }) => title)).toEqual(['Open the run', 'Open the application']);
  });

  it('of a failure that was rolled back: code, message, hint and what is there now', () => {
    expect(say(failed('it crashes', 'read its log'))).toMatchObject({ occasions: ['failure', 'rollback'] });
    expect(linesOf(failed('it crashes', 'read its log')).slice(0, 3)).toEqual([
      'ROLLOUT_FAILED: it crashes',
      'What to do: read its log',
      'Destination: everything is as before',
    ]);
  });

  it('of a rollback that was asked for: the digests, not a source', () => {
    const result = { ...RESULT, report: { ...REPORT, isRollback: true } };

    expect(say(result)).toMatchObject({ occasions: ['rollback'], title: '↩ Rolled back prod/app:1.4.2' });
    expect(linesOf(result)[0]).toBe('prod/app:1.4.2: sha256:ffeeddccbbaa → sha256:0083874168b7');
  });

  it('is nothing if nothing changed', () => {
    const images = [{ ...IMAGE, changed: false, rollouts: [] }];

    expect(announce({ ...RESULT, report: { ...REPORT, images } }, [], (text) => text)).toBeUndefined();
  });

  it('has no link to anything but a web page', () => {
    const report = { ...REPORT, url: 'javascript:alert(1)' };

    expect(say({ ...RESULT, report }).links.map(({ title }) => title)).toEqual(['Open the run']);
  });
});

describe('hostile text', () => {
  it('is inert in Slack and in chats that read its messages', () => {
    for (const format of ['slack', 'text'] as const) {
      const text = JSON.stringify(payloadOf(format, say(failed(HOSTILE, HOSTILE))));

      expect(text).not.toMatch(/<!|\\u202e|\\u0007|\\r/);
      expect(text).toContain(
        "`ROLLOUT_FAILED: x'&lt;!channel&gt; @channel *b* &amp; [a](https://evil.example.com) |`",
      );
    }
  });

  it('is inert in Teams, where nothing of it is Markdown', () => {
    const text = JSON.stringify(payloadOf('teams', say(failed(HOSTILE))));

    expect(text).not.toMatch(/"TextBlock"|FactSet|\\u202e|\\r/);
    expect(text).toContain('{"type":"TextRun","text":"ROLLOUT_FAILED: x`<!channel>');
  });

  it('cannot end the address of a link', () => {
    const text = JSON.stringify(payloadOf('slack', say(RESULT)));

    expect(text).toContain('<https://web.apps.example.com/?a=1&amp;b=2%7Cx|Open the application>');
  });
});

describe('long text', () => {
  const images = Array.from({ length: 100 }, (_, index) => ({
    ...IMAGE,
    source: `dev/${'&'.repeat(300)}${index}`,
    destination: `prod/${'\u00fc'.repeat(300)}${index}`,
  }));
  const long = { ...failed('&'.repeat(10_000), '<'.repeat(10_000)), report: { ...REPORT, images } };

  it('is within the limits of Slack', () => {
    const { blocks } = payloadOf('slack', say(long)) as {
      blocks: { type: string; text: { text: string } }[];
    };

    expect(blocks.length).toBeGreaterThan(2);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const { type, text } of blocks)
      expect(text.text.length).toBeLessThanOrEqual(type === 'header' ? 150 : 3000);
  });

  it.each([
    ['teams', 24_000],
    ['text', 4000],
  ] as const)('is within the limit of %s', (format, limit) => {
    const text = JSON.stringify(payloadOf(format, say(long)));

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    expect(text).toContain('ROLLOUT_FAILED');
  });
});

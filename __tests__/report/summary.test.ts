import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../src/core/text/errors.ts';
import { summaryMarkdown } from '../../src/report/summary.ts';
import { summaryLines } from '../../src/report/summary-text.ts';
import { closingLine } from '../../src/report/summary-headline.ts';
import { DOCUMENTATION } from '../../src/core/version.ts';
import { DIGEST, resultOf, IMAGE, PREVIOUS, REPORT, SUCCESS } from '../support/sample-report.ts';

const asIs = (text: string): string => text;

/** What a reader sees of escaped text. */
function decode(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
}

describe('the summary of a promotion', () => {
  it('shows what was moved, what runs it, and between which clusters', () => {
    const text = decode(summaryMarkdown(SUCCESS, asIs));

    expect(text).toContain('## Promoted prod/app:1.4.2\n');
    expect(text).toContain(
      '| <code>dev/app:1.4.2</code> | <code>prod/app:1.4.2</code>, <code>stable</code> | <code>sha256:0083874168b7</code> | moved, was <code>sha256:ffeeddccbbaa</code> | 8 blobs copied (200 MB), 2 already there (1.5 MB) | linux/amd64, linux/arm64 |',
    );
    expect(text).toContain('| <code>dc/api</code> | <code>prod</code> | 41 → 42 | complete |');
    expect(text).toContain('| Destination cluster | https://api.prod.example.com:6443 |');
    expect(text).toContain('| Duration | 12.3 s |');
    expect(text).toContain('| Phase move | 9.0 s |');
    expect(text).toContain(DIGEST);
  });

  it('says what an earlier run had left half done', () => {
    const takenBack = {
      run: 'https://ci.example.com/7 (since 2026)',
      tags: ['prod/app:live', 'prod/web:live'],
    };
    const text = decode(summaryMarkdown(resultOf({ takenBack }), asIs));

    expect(text).toContain(
      '**Taken back** Before this run, <code>prod/app:live</code>, <code>prod/web:live</code> returned to what they were: https://ci.example.com/7 (since 2026) ended in the middle of its set',
    );
  });

  it('says in words that there was nothing to copy', () => {
    const image = {
      ...IMAGE,
      changed: false,
      blobsCopied: 0,
      bytesCopied: 0,
      blobsSkipped: 0,
      bytesSkipped: 0,
    };

    expect(decode(summaryMarkdown(resultOf({ images: [image] }), asIs))).toContain('| nothing to copy |');
  });

  it('draws the way of the image', () => {
    const text = summaryMarkdown(SUCCESS, asIs);

    expect(text).toContain(
      [
        '```mermaid',
        'flowchart LR',
        '  source0["dev/app:1.4.2"] -->|"sha256:0083874168b7"| destination0["prod/app:1.4.2"]',
        '  destination0 --> rollout0_0["dc/api<br/>revision 42"]',
        '```',
      ].join('\n'),
    );
  });

  it('says of each tag what became of it, when that is not the same for all', () => {
    const movedTags = [{ tag: 'stable', previousDigest: undefined }];
    const text = decode(summaryMarkdown(resultOf({ images: [{ ...IMAGE, movedTags }] }), asIs));

    expect(text).toContain('| <code>1.4.2</code> unchanged, <code>stable</code> new |');
  });

  it('names the attestation of each image, and how to verify it', () => {
    const attestation = { manifest: PREVIOUS, outcome: 'attached' } as const;
    const text = decode(summaryMarkdown(resultOf({ images: [{ ...IMAGE, attestation }] }), asIs));

    expect(text).toContain(
      `| <code>prod/app:1.4.2</code> | <code>${PREVIOUS}</code> | signed by this run | <code>openshift-promote verify prod/app:1.4.2</code> |`,
    );
  });

  it('shows a plan instead, when nothing was to be changed', () => {
    const text = decode(summaryMarkdown(resultOf({ dryRun: true, rolloutStatus: 'skipped' }), asIs));

    expect(text).toContain('## Plan for prod/app:1.4.2: nothing was changed');
    expect(text).toContain('| will move from <code>sha256:ffeeddccbbaa</code> | 10 blobs, at most 202 MB |');
    expect(text).toContain(
      '| <code>dc/api</code> | <code>prod</code> | 41 | by its image trigger, when the tag moves |',
    );
    expect(text).not.toContain('mermaid');
    expect(text).not.toContain('blobs copied');
  });

  it('shows what was prepared and applied', () => {
    const prepared = [
      { kind: 'project', project: 'prod', displayName: undefined, action: 'create' },
    ] as const;
    const object = { apiVersion: 'v1', kind: 'Secret', project: 'prod', name: 'db', action: 'keep' } as const;

    const text = decode(summaryMarkdown(resultOf({ prepared, applied: [object] }), asIs));

    expect(text).toContain('| Project prod | <code>prod</code> | created |');
    expect(text).toContain('| Secret db | <code>prod</code> | kept, with its generated values |');
  });

  it('shows the error with its hint, and how far it came', () => {
    const error = new PromoteError({
      code: 'ROLLOUT_FAILED',
      message: 'dc/api failed with hush',
      hint: 'oc logs dc/api -n prod',
    });

    const text = summaryMarkdown(resultOf({ rolloutStatus: 'failed' }, { failure: { error } }), (line) =>
      line.replaceAll('hush', '***'),
    );

    expect(text).toContain('## Promotion failed&#58; ROLLOUT&#95;FAILED');
    expect(text).toContain('```\nROLLOUT_FAILED: dc/api failed with ***\n  hint: oc logs dc/api -n prod\n');
    expect(text).toContain('8 blobs copied');
  });

  it('shows the error alone, when an input was wrong', () => {
    const error = new PromoteError({ code: 'INPUT_INVALID', message: 'wrong' });

    const text = summaryMarkdown(
      { report: undefined, plan: undefined, failure: { error }, record: undefined },
      asIs,
    );

    expect(text.trim().split('\n').at(-1)).toBe('The destination: nothing was changed');
    expect(text).not.toContain('|');
  });

  it('says when nothing had to be done', () => {
    const images = [{ ...IMAGE, changed: false, previousDigest: DIGEST, rollouts: [] }];

    expect(decode(summaryMarkdown(resultOf({ images }), asIs))).toContain(
      '## Nothing to promote: prod/app:1.4.2 unchanged',
    );
  });

  it('says what was done besides when no tag moved', () => {
    const images = [{ ...IMAGE, changed: false, previousDigest: DIGEST, rollouts: [] }];
    const applied = [
      { apiVersion: 'v1', kind: 'Service', name: 'web', project: 'prod', action: 'create' },
    ] as const;

    expect(decode(summaryMarkdown(resultOf({ images, applied }), asIs))).toContain(
      '## Applied 1 object; prod/app:1.4.2 was in place',
    );
  });

  it('obeys nothing that a server sent', () => {
    const evil = '"]|<img src=x>\n```\n## [x](https://evil.example)';
    const workload = { kind: 'deployment', project: 'prod', name: 'web' } as const;
    const images = [
      {
        ...IMAGE,
        platforms: [evil],
        rollouts: [{ workload, status: 'complete', revisionBefore: evil, revision: evil } as const],
      },
    ];

    const text = summaryMarkdown(resultOf({ images }), asIs);

    expect(text).not.toMatch(/<img|\]\(|\n## (?!Promoted)/);
    // in the diagram an address is only a text
    expect(text.replace(/```mermaid.*?```/s, '')).not.toContain('https:');
    expect(text.match(/^```/gm)).toHaveLength(2);
    for (const row of text.split('\n').filter((line) => line.startsWith('| <code>'))) {
      expect([4, 6]).toContain(row.split('|').length - 2);
    }
  });

  it('stays below the megabyte that GitHub takes, with thousands of images', () => {
    const images = Array.from({ length: 5000 }, (_, index) => ({ ...IMAGE, source: `dev/app-${index}:1` }));

    const text = summaryMarkdown(resultOf({ images }), asIs);

    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toContain('and 4800 more');
    expect(text).toContain('## Promoted 5000 images');
  });
});

describe('the summary without Markdown', () => {
  it('has the same facts', () => {
    expect(summaryLines(SUCCESS)).toEqual([
      'Promoted prod/app:1.4.2 (12.3 s)',
      '  dev/app:1.4.2 → prod/app:1.4.2',
      `    digest   ${DIGEST}`,
      `    was      ${PREVIOUS}`,
      `    image    registry.prod.example.com/prod/app@${DIGEST}`,
      '    tags     1.4.2, stable',
      '    content  200 MB copied, 1.5 MB already there',
      '    rollout  dc/api in prod: complete, revision 41 → 42',
    ]);
  });

  it('is one line when nothing was tried', () => {
    const failure = { error: new PromoteError({ code: 'INPUT_INVALID', message: 'wrong' }) };

    expect(summaryLines({ report: undefined, plan: undefined, failure, record: undefined })).toEqual([
      'Promotion failed: INPUT_INVALID; nothing was changed',
    ]);
    expect(summaryLines(resultOf({ images: [], durationMs: REPORT.durationMs }, { failure }))).toEqual([
      'Promotion failed: INPUT_INVALID (12.3 s); nothing was changed',
    ]);
  });
});

describe('the last line of a log', () => {
  const failed = new PromoteError({ code: 'ROLLOUT_FAILED', message: 'it failed', hint: 'look at oc logs' });

  it('says what was promoted', () => {
    expect(closingLine(SUCCESS, asIs)).toBe(`Promoted prod/app:1.4.2: 1.4.2, stable → ${DIGEST}`);
  });

  it('calls a rollback one, whether it succeeds, changes nothing or fails', () => {
    const unchanged = { isRollback: true, images: [{ ...IMAGE, changed: false, rollouts: [] }] };

    expect(closingLine(resultOf({ isRollback: true }), asIs)).toBe(
      `Rolled back prod/app:1.4.2: 1.4.2, stable → ${DIGEST}`,
    );
    expect(closingLine(resultOf(unchanged), asIs)).toMatch(
      /^Nothing to roll back: prod\/app:1\.4\.2 unchanged/,
    );
    expect(closingLine(resultOf({ isRollback: true }, { failure: { error: failed } }), asIs)).toMatch(
      /^Rollback failed: ROLLOUT_FAILED; /,
    );
  });

  it('says what a failure has left at the destination, and what to do', () => {
    const destination = 'prod/app:1.4.2 moved; not complete: dc/api in prod';
    const result = resultOf({ rolloutStatus: 'failed' }, { failure: { error: failed }, destination });

    expect(closingLine(result, asIs)).toBe(
      `Promotion failed: ROLLOUT_FAILED; ${destination}; what to do: look at oc logs`,
    );
  });

  it('says that nothing was changed, and where to read on, when there is no hint', () => {
    const failure = { error: new PromoteError({ code: 'INPUT_INVALID', message: 'wrong' }) };

    expect(closingLine({ report: undefined, plan: undefined, failure, record: undefined }, asIs)).toBe(
      `Promotion failed: INPUT_INVALID; nothing was changed; what to do: see ${DOCUMENTATION}/errors.md#input_invalid`,
    );
  });
});

it('a plan lists everything a promotion would do', () => {
  const text = summaryLines(resultOf({ dryRun: true, rolloutStatus: 'skipped' })).join('\n');

  expect(text).toContain('10 blobs, at most 202 MB');
  expect(text).toContain('move 1.4.2 from');
  expect(text).toContain('roll out dc/api in prod');
});

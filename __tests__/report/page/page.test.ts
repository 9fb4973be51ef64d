import { describe, expect, it } from 'vitest';
import { html } from '../../../src/report/page/html.ts';
import { recordPage } from '../../../src/report/page/page.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { ImageReport } from '../../../src/core/report.ts';
import { resultOf, IMAGE, SUCCESS } from '../../support/sample-report.ts';
import { FULL_RESULT, FULL_IMAGE } from '../../support/sample-record.ts';

const asIs = (text: string): string => text;

describe('markup', () => {
  it('escapes whatever is put into it, unless it is markup', () => {
    const inner = html`<b title="${'"\'&'}">${'<script>'}</b>`;

    expect(html`<p>${inner}${[inner]}${undefined}${3}</p>`.markup).toBe(
      '<p><b title="&quot;&#39;&amp;">&lt;script&gt;</b><b title="&quot;&#39;&amp;">&lt;script&gt;</b>3</p>',
    );
  });

  it('takes away what reorders or hides text', () => {
    expect(html`${'a\u202eb\u0007c\u200bd\ne'}`.markup).toBe('abcd\ne');
  });
});

describe('the page of a record', () => {
  it('tells what, who, when, where, and the way of the digest', () => {
    const page = recordPage(FULL_RESULT, 'promotion.json', asIs);

    for (const text of [
      'Promoted prod/app:1.4.2',
      'octo-releaser',
      'href="https://ci.example.com/runs/17"',
      '2026-01-02 03:04:05 UTC',
      'registry.dev.example.com/dev/app',
      'Running: 2 pods',
      '41 → 42',
      'Signatures and attestations',
      `Attested by</dt>\n<dd><code>sha256:${'9'.repeat(64)}`,
      '3 moved (199 MB), 1 already there (1.5 MB)',
      'promotion.json',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).not.toMatch(/<script|<img|<iframe|url\(|@import|src=/);
  });

  it('tells what is different in the image, the version first', () => {
    const page = recordPage(FULL_RESULT, 'r.json', asIs);
    const rows = [...page.matchAll(/<td data-name="[^"]*"><div>([^<]*)<\/div><\/td>/g)].map(
      ([, cell]) => cell,
    );
    const from = rows.indexOf('Built');

    expect(rows.slice(from, from + 15)).toEqual([
      ...['Built', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
      ...['org.opencontainers.image.version', '1.4.1', '1.4.2'],
      ...['maintainer', '–', 'the team'],
      ...['Environment', '–', 'FEATURE_X'],
      ...['Ports', '8080/tcp', '8443/tcp'],
    ]);
  });

  it('tells what was prepared and applied, escaped', () => {
    const object = {
      apiVersion: 'v1',
      kind: 'Secret',
      project: 'prod',
      name: '<b>',
      action: 'create',
    } as const;
    const { report } = FULL_RESULT;
    if (report === undefined) throw new TypeError('no report');
    const result = { ...FULL_RESULT, report: { ...report, applied: [object] } };

    const page = recordPage(result, 'r.json', asIs);

    expect(page).toContain('Prepared and applied');
    expect(page).toContain('Secret &lt;b&gt;');
  });

  it('shows the error and its hint, and no chain that was not made', () => {
    const error = new PromoteError({
      code: 'ROLLOUT_FAILED',
      message: 'dc/api failed with hush',
      hint: 'oc logs <pod>',
    });
    const page = recordPage({ ...FULL_RESULT, failure: { error } }, 'r.json', (text) =>
      text.replaceAll('hush', '***'),
    );

    expect(page).toContain('dc/api failed with ***');
    expect(page).toContain('<b>What to do:</b> oc logs &lt;pod&gt;');
    expect(page).not.toContain('class="chain"');
  });

  it('shows the plan of a dry run, and what ended before there was a report', () => {
    const plan = recordPage(resultOf({ dryRun: true }), 'r.json', asIs);
    const wrong = recordPage(
      {
        report: undefined,
        plan: undefined,
        record: undefined,
        failure: { error: new PromoteError({ code: 'INPUT_INVALID', message: 'source-image: is missing' }) },
      },
      'r.json',
      asIs,
    );

    expect(plan).toContain('What would be done');
    expect(wrong).toContain('source-image: is missing');
  });

  it('is inert, whatever the names are', () => {
    const evil = `"><script>alert(1)</script>`;
    const image: ImageReport = {
      ...FULL_IMAGE,
      source: evil,
      tags: [evil],
      platforms: [evil],
      attachments: [{ subject: IMAGE.digest, name: evil, type: evil, outcome: 'failed', reason: evil }],
    };
    const page = recordPage(
      { ...resultOf({ images: [image] }), run: { system: evil, actor: evil, url: `javascript:alert(1)` } },
      evil,
      asIs,
    );

    expect(page).not.toContain('<script');
    expect(page).not.toContain('href="javascript');
  });

  it('stays below 200 KB with more images, layers and pods than anybody has', () => {
    const blob = FULL_IMAGE.blobs?.[0];
    const pod = FULL_IMAGE.pods?.[0];
    if (blob === undefined || pod === undefined) throw new Error('the sample has no layer or pod');
    const image = {
      ...FULL_IMAGE,
      blobs: Array.from({ length: 300 }, () => blob),
      pods: Array.from({ length: 300 }, () => pod),
      attachments: Array.from({ length: 300 }, () => FULL_IMAGE.attachments[0]).filter(
        (attachment) => attachment !== undefined,
      ),
    };
    const page = recordPage(resultOf({ images: Array.from({ length: 500 }, () => image) }), 'r.json', asIs);

    expect(Buffer.byteLength(page)).toBeLessThan(200_000);
    expect(page).toContain('and 396 more');
  });

  it('is complete without details', () => {
    expect(recordPage(SUCCESS, 'r.json', asIs)).toContain('</html>');
  });
});

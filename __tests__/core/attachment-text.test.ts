import { describe, expect, it } from 'vitest';
import { countCarried, describeAttachments } from '../../src/core/attachment-text.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import type { AttachmentReport } from '../../src/core/report.ts';
import { summaryLines } from '../../src/report/summary-text.ts';
import { summaryMarkdown, attachmentTable } from '../../src/report/summary.ts';
import { DIGEST, resultOf, IMAGE } from '../support/sample-report.ts';

const attached = (outcome: AttachmentReport['outcome'], fields: Partial<AttachmentReport> = {}) => ({
  subject: DIGEST,
  name: `${DIGEST.replace(':', '-')}.sig`,
  type: 'signature',
  outcome,
  ...fields,
});
const all = [
  attached('copied'),
  attached('copied', { type: 'application/vnd.example+json', name: DIGEST }),
  attached('merged'),
  attached('present'),
  attached('failed', { reason: 'denied | by a <quota>' }),
];
const result = resultOf({ images: [{ ...IMAGE, attachments: all }, IMAGE] });

describe('what is attached to an image', () => {
  it('counts when it was carried in this run', () => {
    expect(countCarried(all)).toBe(3);
    expect(outputsOf(result)['signatures-copied']).toBe('3');
  });

  it('is reported in a line of the log, and not at all when there is nothing', () => {
    expect(describeAttachments(all)).toBe(
      '2 copied, 1 merged with those of the destination, 1 there already, 1 not carried',
    );
    expect(describeAttachments([])).toBeUndefined();
    const lines = summaryLines(result).filter((line) => line.includes('attached'));
    expect(lines).toEqual([`    attached ${describeAttachments(all)}`]);
  });

  it('is listed in the job summary, one line each', () => {
    const summary = summaryMarkdown(result, (text) => text);

    expect(summary.match(/<code>.*signature.*\.sig/g)).toHaveLength(4);
    expect(summary).toContain('| application/vnd.example&#43;json |');
    expect(summary).toContain('not carried: denied &#124; by a &#60;quota&#62;');
    expect(summaryMarkdown(resultOf({}), (text) => text)).not.toContain('Attached to');
  });

  it('is not listed without end', () => {
    const table = attachmentTable([{ ...IMAGE, attachments: all }], 2);

    expect(table?.split('\n').filter((line) => line.startsWith('| <code>'))).toHaveLength(2);
    expect(table).toContain('and 3 more');
  });
});

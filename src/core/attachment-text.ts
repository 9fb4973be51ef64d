import { shortDigest } from './digest.ts';
import { code, escapeMarkdown, table } from './markdown.ts';
import type { AttachmentReport, ImageReport } from './report.ts';

const OUTCOMES: Readonly<Record<AttachmentReport['outcome'], string>> = {
  copied: 'copied',
  merged: 'added to those of the destination',
  present: 'there already',
  dropped: 'left out',
  failed: 'not carried',
};

/** How many were carried along in this run. */
export function countCarried(attachments: readonly AttachmentReport[]): number {
  return attachments.filter(({ outcome }) => outcome === 'copied' || outcome === 'merged').length;
}

/** Such as `2 copied, 1 there already`; undefined when nothing is attached. */
export function describeAttachments(attachments: readonly AttachmentReport[]): string | undefined {
  const outcomes = Object.keys(OUTCOMES) as AttachmentReport['outcome'][];
  const parts = outcomes.flatMap((outcome) => {
    const count = attachments.filter((attachment) => attachment.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${OUTCOMES[outcome]}`];
  });
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** Everything that is attached to the images, as a Markdown table; undefined when nothing is. */
export function attachmentTable(images: readonly ImageReport[], maxRows: number): string | undefined {
  const rows = images.flatMap((image) =>
    image.attachments.map(({ subject, name, type, outcome, reason }) => [
      code(image.destination),
      code(shortDigest(subject)),
      escapeMarkdown(type),
      code(name),
      reason === undefined ? OUTCOMES[outcome] : `${OUTCOMES[outcome]}: ${escapeMarkdown(reason)}`,
    ]),
  );
  if (rows.length === 0) return undefined;
  const shown = table(['Image', 'Attached to', 'Type', 'Name', 'Outcome'], rows.slice(0, maxRows));
  return rows.length <= maxRows ? shown : `${shown}\n\nand ${rows.length - maxRows} more`;
}

import type { AttachmentReport } from './report.ts';

/** The result for an attachment, in words. */
export const ATTACHMENT_OUTCOMES: Readonly<Record<AttachmentReport['outcome'], string>> = {
  copied: 'copied',
  merged: 'merged with those of the destination',
  present: 'there already',
  dropped: 'left out',
  failed: 'not carried',
};

/** Number of attachments copied in this run. */
export function countCarried(attachments: readonly AttachmentReport[]): number {
  return attachments.filter(({ outcome }) => outcome === 'copied' || outcome === 'merged').length;
}

/** Such as `2 copied, 1 there already`; undefined when nothing is attached. */
export function describeAttachments(attachments: readonly AttachmentReport[]): string | undefined {
  const outcomes = Object.keys(ATTACHMENT_OUTCOMES) as AttachmentReport['outcome'][];
  const parts = outcomes.flatMap((outcome) => {
    const count = attachments.filter((attachment) => attachment.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${ATTACHMENT_OUTCOMES[outcome]}`];
  });
  return parts.length === 0 ? undefined : parts.join(', ');
}

import type { Digest } from '../../../core/image/digest.ts';
import { PromoteError } from '../../../core/text/errors.ts';
import type { AttachmentReport } from '../../../core/report.ts';
import { cleanServerText } from '../../../core/text/server-text.ts';
import type { Carried } from '../../run/run-state.ts';

/** The display name of an attachment; `type` may come from a server. */
export interface AttachmentName {
  readonly subject: Digest;
  readonly name: string;
  readonly type: string;
}

const MAX_TYPE_LENGTH = 200;

export function reportOn(
  { subject, name, type }: AttachmentName,
  outcome: AttachmentReport['outcome'],
  reason?: string,
): AttachmentReport {
  const report = { subject, name, type: cleanServerText(type, MAX_TYPE_LENGTH), outcome };
  return reason === undefined ? report : { ...report, reason };
}

/** Copies an attachment. A failure becomes its report, so that the others are still copied. */
export async function orFailed(
  attachment: AttachmentName,
  run: () => Promise<Carried>,
  signal: AbortSignal,
): Promise<Carried> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return { reports: [reportOn(attachment, 'failed', failureText(error))], moved: [] };
  }
}

export function failureText(error: PromoteError): string {
  return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
}

export function together(parts: readonly Carried[]): Carried {
  return {
    reports: parts.flatMap(({ reports }) => reports),
    moved: parts.flatMap(({ moved }) => moved),
  };
}

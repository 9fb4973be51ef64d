import { errorCodeOf } from './error-text.ts';
import { countCarried } from '../core/attachment-text.ts';
import type { RunResult } from '../core/host.ts';
import type { PolicyReport } from '../core/ports/policy-report.ts';

/**
 * The outputs of a run, by name; unknown ones are empty. If there are several images, outputs of a single image are those of the
 * first one, and `results` has all of them.
 */
export function outputsOf(result: RunResult): Readonly<Record<string, string>> {
  const { report, plan, failure, record } = result;
  const images = report?.images ?? [];
  const [first] = images;
  const rollout = images.flatMap((image) => image.rollouts)[0];
  return {
    digest: first?.digest ?? '',
    image: first?.image ?? '',
    'image-stream-tag': first?.imageStreamTag ?? '',
    'source-image': first?.sourceImage ?? '',
    'previous-digest': first?.previousDigest ?? '',
    // a dry run moves no tags, so its plan says which would move
    changed: report === undefined ? '' : String(!report.dryRun && images.some((image) => image.changed)),
    'rollout-status': report?.rolloutStatus ?? '',
    'rollout-revision': rollout?.revision ?? '',
    url: report?.url ?? '',
    'policy-outcome': worstOutcome(report?.policy ?? []) ?? '',
    'rolled-back': report === undefined ? '' : String(report.rolledBack ?? false),
    'signatures-copied':
      report === undefined ? '' : sum(images.map((image) => countCarried(image.attachments))),
    'gitops-commit': report?.commit?.sha ?? '',
    'gitops-branch': report?.commit?.branch ?? '',
    'bytes-copied': report === undefined ? '' : sum(images.map((image) => image.bytesCopied)),
    'bytes-skipped': report === undefined ? '' : sum(images.map((image) => image.bytesSkipped)),
    'duration-ms': report === undefined ? '' : String(report.durationMs),
    // layers and labels are only in the record, because outputs are limited in size
    results: JSON.stringify(images.map((image) => ({ ...image, blobs: undefined, change: undefined }))),
    plan: plan === undefined ? '' : JSON.stringify(plan),
    record: record ?? '',
    'source-kubeconfig': result.kubeconfigs?.source ?? '',
    'destination-kubeconfig': result.kubeconfigs?.destination ?? '',
    'error-code': failure === undefined ? '' : errorCodeOf(failure.error),
  };
}

const OUTCOMES = ['refused', 'overridden', 'warned', 'passed'] as const;

function worstOutcome(reports: readonly PolicyReport[]): PolicyReport['outcome'] | undefined {
  return OUTCOMES.find((outcome) => reports.some((report) => report.outcome === outcome));
}

function sum(counts: readonly number[]): string {
  return String(counts.reduce((total, count) => total + count, 0));
}

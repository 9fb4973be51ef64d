import type { ObjectPlan } from '../core/ports/apply.ts';
import type { PromoteOptions } from '../core/options.ts';
import type { CommitReport } from '../core/ports/gitops.ts';
import type { PolicyReport } from '../core/ports/policy-report.ts';
import type { Preparation } from '../core/preparation.ts';
import type { ImageChange, PodReport } from '../core/report-details.ts';
import type {
  AttestationReport,
  ImageReport,
  PromotionReport,
  RolloutStatus,
  TakenBack,
} from '../core/report.ts';
import { formatReference } from '../core/image/reference.ts';
import { actionFor, platformsOf } from './check/plan.ts';
import { sourceImageOf, type ResolvedImage } from './run/resolved-image.ts';
import type { MovedImage, CarriedAttachments, DoneRollout, TagBefore } from './run/run-state.ts';

/** The results of the phases. */
export interface FinishedRun {
  readonly images: readonly ResolvedImage[];
  readonly policy: readonly PolicyReport[] | undefined;
  readonly prepared: readonly Preparation[];
  readonly applied: readonly { readonly object: ObjectPlan }[];
  readonly moved: readonly MovedImage[];
  readonly attachments: readonly CarriedAttachments[];
  /** images whose tags all point to the promoted digest now */
  readonly tagged: readonly ResolvedImage[];
  /** every tag that moved, including those of images with tags that did not */
  readonly movedTags: readonly TagBefore[];
  readonly commit?: CommitReport | undefined;
  readonly rollouts: readonly DoneRollout[];
  readonly url?: string | undefined;
  readonly takenBack?: TakenBack | undefined;
  readonly changes: ReadonlyMap<ResolvedImage, ImageChange>;
  readonly attestations?: ReadonlyMap<ResolvedImage, AttestationReport> | undefined;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly phases: readonly { readonly phase: string; readonly durationMs: number }[];
}

/** Builds the report of a run from the results of its phases. */
export function buildReport(outcome: FinishedRun, options: PromoteOptions): PromotionReport {
  return {
    images: outcome.images.map((image) => imageReport(image, outcome, options)),
    prepared: outcome.prepared,
    applied: outcome.applied.map(({ object }) => object),
    policy: outcome.policy,
    ...(outcome.commit === undefined ? {} : { commit: outcome.commit }),
    rolloutStatus: rolloutStatus(outcome, options),
    ...(outcome.url === undefined ? {} : { url: outcome.url }),
    ...(outcome.takenBack === undefined ? {} : { takenBack: outcome.takenBack }),
    dryRun: options.dryRun,
    sourceServer: options.source.server,
    destinationServer: options.destination.server,
    startedAt: outcome.startedAt.toISOString(),
    durationMs: Math.round(outcome.durationMs),
    phases: outcome.phases,
  };
}

function imageReport(image: ResolvedImage, outcome: FinishedRun, options: PromoteOptions): ImageReport {
  const moved = outcome.moved.find((candidate) => candidate.image === image);
  const attached = outcome.attachments.find((candidate) => candidate.image === image);
  const stays = actionFor(image, options.onExistingTag) === 'skip';
  const isInPlace = image.previousDigest === image.root.digest;
  // a dry run reports what it would promote, any other run the present state of the destination
  const isPromoted = !stays && (options.dryRun || isInPlace || outcome.tagged.includes(image));
  const digest = isPromoted ? image.root.digest : (image.previousDigest ?? image.root.digest);
  const { destination, extraTags } = image.request;
  return {
    source: formatReference(image.request.source),
    sourceImage: sourceImageOf(image),
    destination: formatReference(destination),
    image: `${image.destination.host}/${image.destination.name}@${digest}`,
    imageStreamTag:
      destination.kind === 'stream' ? formatReference({ ...destination, digest: undefined }) : undefined,
    digest,
    ...(image.strategy === 'build' ? { sourceDigest: image.sourceDigest } : {}),
    previousDigest: image.previousDigest,
    mediaType: image.root.mediaType,
    strategy: image.strategy,
    platforms: platformsOf(image.root),
    changed: outcome.movedTags.some((moved) => moved.image === image),
    movedTags: outcome.movedTags
      .filter((each) => each.image === image)
      .map(({ tag, digest: previousDigest }) => ({ tag, previousDigest })),
    tags: [destination.tag, ...extraTags],
    ...sumOf([...(moved === undefined ? [] : [moved]), ...(attached?.moved ?? [])]),
    attachments: attached?.reports ?? [],
    attestation: outcome.attestations?.get(image),
    rollouts: outcome.rollouts
      .filter(({ images }) => images.includes(image))
      .map((rollout) => rollout.result),
    blobs: moved?.blobs,
    change: outcome.changes.get(image),
    pods: podReports(outcome.rollouts.filter(({ images }) => images.includes(image))),
  };
}

function podReports(rollouts: readonly DoneRollout[]): readonly PodReport[] | undefined {
  if (rollouts.every(({ pods }) => pods === undefined)) return undefined;
  return rollouts.flatMap(({ result, pods = [] }) =>
    pods.map((pod) => ({ ...pod, workload: result.workload })),
  );
}

/** Of an image and its attachments. */
function sumOf(parts: readonly MovedImage[]): Omit<MovedImage, 'image' | 'blobs'> {
  const blobsMounted = parts.reduce((total, part) => total + (part.blobsMounted ?? 0), 0);
  const bytesMounted = parts.reduce((total, part) => total + (part.bytesMounted ?? 0), 0);
  const sum = (count: (part: MovedImage) => number): number =>
    parts.reduce((total, part) => total + count(part), 0);
  return {
    blobsCopied: sum((part) => part.blobsCopied),
    blobsSkipped: sum((part) => part.blobsSkipped),
    bytesCopied: sum((part) => part.bytesCopied),
    bytesSkipped: sum((part) => part.bytesSkipped),
    ...(blobsMounted === 0 ? {} : { blobsMounted, bytesMounted }),
  };
}

function rolloutStatus(outcome: FinishedRun, options: PromoteOptions): RolloutStatus {
  if (options.dryRun || outcome.rollouts.length === 0) return 'skipped';
  return outcome.rollouts.every(({ result }) => result.status === 'unchanged') ? 'unchanged' : 'complete';
}

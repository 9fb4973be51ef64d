import { shortDigest, type Digest } from '../../../core/image/digest.ts';
import { PromoteError, type Problem } from '../../../core/text/errors.ts';
import type { SignatureMode } from '../../../core/options.ts';
import type { AttachmentReport } from '../../../core/report.ts';
import type { AttachedTo } from './search.ts';
import { together, orFailed, reportOn } from './carried.ts';
import { carryReferrers } from './carry-referrers.ts';
import { allOrFirstError, workers } from '../../run/concurrency.ts';
import type { FoundAttachments } from './find.ts';
import { pushManifest } from '../../run/push-manifest.ts';
import type { CopiedImage } from '../../run/resolved-image.ts';
import type { Ports } from '../../run/ports.ts';
import type { Carried, CarriedAttachments, MovedImage } from '../../run/run-state.ts';
import { planCosignTag } from '../../../core/image/cosign-manifest.ts';
import type { Descriptor, ContentGraph } from '../../../core/image/descriptor.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import { moveArtifact, moveGraph } from './artifact.ts';
import { type AttachedTag, updateTag } from './look.ts';

// OpenShift writes every tag of a stream into one object and gives up after ten conflicts (openshift-api.md §10.3).
const SUBJECTS_IN_FLIGHT = 4;
const MAX_WARNINGS = 20;

/**
 * Copies the attachments to the destination, which must already have the images: those of an image before those of its attachments.
 * A failure is recorded as a problem and does not stop the rest.
 */
export async function carryAttachments(
  found: readonly FoundAttachments[],
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly CarriedAttachments[]> {
  const carried = new Map<AttachedTo, Carried>();
  const roots = found.filter(needsRoot).map(({ image }) => image);
  await allOrFirstError(
    roots.map((image) => (inner: AbortSignal) => pushRoot(image, ports, inner)),
    signal,
  );
  const depths = new Set(found.flatMap((each) => each.found.map(({ depth }) => depth)));
  for (const depth of [...depths].sort((one, other) => one - other)) {
    const tasks = found.flatMap((each) =>
      each.found
        .filter((attached) => attached.depth === depth)
        .map((attached) => async (inner: AbortSignal) => {
          carried.set(attached, await carryAll(attached, each.image, ports, inner));
        }),
    );
    await allOrFirstError(workers(SUBJECTS_IN_FLIGHT, [tasks]), signal);
  }
  return found.map((each) => {
    const all = together(each.found.flatMap((attached) => carried.get(attached) ?? []));
    return { image: each.image, ...all, problems: [...each.problems, ...all.reports.flatMap(problemsOf)] };
  });
}

/** @throws PromoteError SIGNATURES_REQUIRED with all problems if every attachment is required; otherwise they are warnings */
export function requireCarried(
  carried: readonly CarriedAttachments[],
  mode: SignatureMode,
  ports: Ports,
): void {
  const dropped = carried.flatMap(({ reports }) => reports.filter(({ outcome }) => outcome === 'dropped'));
  const problems = carried.flatMap((each) => each.problems);
  if (mode === 'always' && problems.length > 0) throw required(problems);
  const lines = [
    ...dropped.map(({ name, reason }) => `${name} was left out: ${reason ?? ''}`),
    ...problems.map(({ message }) => message),
  ];
  for (const line of lines.slice(0, MAX_WARNINGS)) ports.reporter.warning(line);
  const more = lines.length - MAX_WARNINGS;
  if (more > 0) ports.reporter.warning(`and ${more} more about signatures and attestations`);
}

function required(problems: readonly Problem[]): PromoteError {
  const [first, ...others] = problems;
  return new PromoteError({
    code: 'SIGNATURES_REQUIRED',
    message:
      first !== undefined && others.length === 0
        ? first.message
        : `${problems.length} things that are attached to the image cannot be carried`,
    hint: 'remove what is in the way, or set "signatures" to "auto" to promote without them',
    problems,
  });
}

/** Some registries refuse what refers to a digest they do not have; a push by digest changes nothing that can be pulled by tag. */
function needsRoot({ image, found }: FoundAttachments): boolean {
  return image.graph !== undefined && found.some(({ referrers }) => referrers.length > 0);
}

async function pushRoot(image: CopiedImage, ports: Ports, signal: AbortSignal): Promise<void> {
  try {
    await pushManifest(image.root, image.root.digest, image, ports, signal);
  } catch (error) {
    // OpenShift before 4.13 rejects pushes by digest; any other problem will show in the push by tag
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    ports.reporter.info(`${image.root.digest} is not taken without a tag: ${error.message}`);
  }
}

async function carryAll(
  attached: AttachedTo,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<Carried> {
  const parts = await allOrFirstError(
    [
      (inner) => carryReferrers(attached, image, ports, inner),
      (inner) => carryTags(attached, image, ports, inner),
    ],
    signal,
  );
  return together(parts);
}

async function carryTags(
  { subject, tags }: AttachedTo,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<Carried> {
  const parts: Carried[] = [];
  for (const tag of tags) parts.push(await carryTag(tag, subject, image, ports, signal));
  return together(parts);
}

function problemsOf({ outcome, type, name, subject, reason }: AttachmentReport): readonly Problem[] {
  if (outcome !== 'failed') return [];
  const message = `the ${type} ${name} of ${shortDigest(subject)} is not carried: ${reason ?? 'for no reason'}`;
  return [{ code: 'SIGNATURES_REQUIRED', message }];
}

/**
 * Carries what cosign keeps under a tag: byte for byte where the destination has nothing that would be lost, else added to
 * what it has (registry.md §6 case 106).
 */
async function carryTag(
  { kind, tag, manifest }: AttachedTag,
  subject: Digest,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<Carried> {
  const attachment = { subject, name: tag, type: kind };
  const moved: MovedImage[] = [];
  let outcome: AttachmentReport['outcome'] = 'present';

  const change = async (existing: Manifest | undefined): Promise<Manifest | undefined> => {
    const plan = planCosignTag(manifest, existing);
    switch (plan.kind) {
      case 'keep':
        return undefined;
      case 'copy':
        moved.push(await moveArtifact(manifest, tag, image, ports, signal));
        outcome = 'copied';
        return manifest;
      case 'merge':
        moved.push(await moveGraph(mergedGraph(manifest, plan), tag, image, ports, signal));
        outcome = 'merged';
        return plan.manifest;
    }
  };
  const push = (wanted: Manifest): Promise<void> =>
    pushManifest(wanted, tag, moved.at(-1)?.image ?? image, ports, signal);
  const run = async (): Promise<Carried> => {
    await updateTag(image.destination, tag, change, push, ports.clock, signal);
    return { reports: [reportOn(attachment, outcome)], moved };
  };
  return orFailed(attachment, run, signal);
}

/** Of a merged manifest the destination lacks at most the layers of the source, and the config, which comes along. */
function mergedGraph(
  source: Manifest,
  merged: { readonly manifest: Manifest; readonly config: Descriptor },
): ContentGraph {
  const layers = source.content.kind === 'image' ? source.content.layers : [];
  const blobs = new Map([merged.config, ...layers].map((blob) => [blob.digest, blob]));
  return {
    root: merged.manifest,
    manifests: [merged.manifest],
    blobs: [...blobs.values()],
    skippedLayers: [],
  };
}

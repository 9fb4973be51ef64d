import type { Finding } from '../../core/finding.ts';
import type { ProjectLimits, QuotaLimit, RangeLimit, StreamUsage } from '../../core/ports/inspection.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { isChanging } from '../run/resolved-image.ts';
import type { Inspected } from '../run/run.ts';

const STREAMS: ReadonlySet<string> = new Set([
  'openshift.io/imagestreams',
  'count/imagestreams.image.openshift.io',
]);

/** A stream that images are promoted to, with all of them. */
interface Target {
  readonly project: string;
  readonly stream: string;
  readonly usage: StreamUsage | 'absent' | undefined;
  readonly images: readonly ResolvedImage[];
}

/**
 * Quotas and limit ranges about images (openshift-api.md §3.11). The registry says no more than "denied" when one of them is
 * exceeded, and says it after everything was uploaded (captures 56f, 56m, 56v).
 */
export async function inspectLimits(
  { images, cluster }: Pick<Inspected, 'images' | 'cluster'>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [project, streams] of groupByStream(images.filter(isChanging))) {
    const [limits, ...targets] = await Promise.all([
      cluster.inspection.limits(project, signal),
      ...[...streams].map(async ([stream, own]): Promise<Target> => {
        const usage = await cluster.inspection.streamUsage({ project, stream }, signal);
        return { project, stream, usage, images: own };
      }),
    ]);
    findings.push(...streamQuotas(limits, project, targets));
    for (const target of targets) {
      findings.push(...rangesOfStream(limits, target), ...rangesOfImages(limits, target));
    }
  }
  return findings;
}

function groupByStream(
  images: readonly ResolvedImage[],
): ReadonlyMap<string, ReadonlyMap<string, readonly ResolvedImage[]>> {
  const projects = new Map<string, Map<string, ResolvedImage[]>>();
  for (const image of images) {
    const { destination } = image.request;
    if (destination.kind !== 'stream') continue;
    const streams = projects.get(destination.project) ?? new Map<string, ResolvedImage[]>();
    streams.set(destination.stream, [...(streams.get(destination.stream) ?? []), image]);
    projects.set(destination.project, streams);
  }
  return projects;
}

function streamQuotas(
  { quotas }: ProjectLimits,
  project: string,
  targets: readonly Target[],
): readonly Finding[] {
  const added = targets.filter(({ usage }) => usage === 'absent').map(({ stream }) => stream);
  if (added.length === 0) return [];
  return quotas
    .filter(({ resource, used, hard }) => STREAMS.has(resource) && used + added.length > hard)
    .map((quota) =>
      exceeded(
        `${quotaText(quota)} of project ${project} allows ${quota.hardText} ${quota.resource} and ${quota.usedText} are there, so ${added.join(', ')} cannot be created`,
        `${lookAt(quota, project)}; delete an image stream that is not needed (oc delete imagestream NAME -n ${project}) or ask the cluster administrator for more`,
      ),
    );
}

/** `images` counts distinct images, `image-tags` distinct references of spec tags, which a push does not write (captures 56y). */
function rangesOfStream({ ranges }: ProjectLimits, target: Target): readonly Finding[] {
  const { project, stream, usage, images } = target;
  if (usage === undefined) return [];
  const before = usage === 'absent' ? EMPTY : usage;
  const after = new Set([...before.images, ...images.map(({ root }) => root.digest)]);
  const tags = new Map([...before.specTags, ...images.flatMap(writtenTags)]);
  const counts: Readonly<Record<string, readonly [before: number, after: number]>> = {
    'openshift.io/images': [before.images.size, after.size],
    'openshift.io/image-tags': [new Set(before.specTags.values()).size, new Set(tags.values()).size],
  };
  return ranges
    .filter(({ type }) => type === 'openshift.io/ImageStream')
    .flatMap((range) => {
      const [now = 0, next = 0] = counts[range.resource] ?? [];
      if (next <= range.max || next === now) return [];
      return [
        exceeded(
          `limit range ${range.name} of project ${project} allows ${range.maxText} ${range.resource} for an image stream, and ${stream} would have ${next}`,
          `${lookAtRange(range, project)}; delete tags that are not needed (oc tag -d ${project}/${stream}:TAG) or ask the administrator of the project for more`,
        ),
      ];
    });
}

const EMPTY: StreamUsage = { images: new Set(), specTags: new Map() };

/** The tags of an image that are written through the API; the first tag of a copy is pushed. */
function writtenTags({ strategy, request, root, ...image }: ResolvedImage): readonly [string, string][] {
  const { destination, extraTags } = request;
  if (destination.kind !== 'stream') return [];
  const from = 'from' in image ? image.from : { project: destination.project, stream: destination.stream };
  const reference = `ImageStreamImage ${from.project}/${from.stream}@${root.digest}`;
  const tags = strategy === 'tag' ? [destination.tag, ...extraTags] : extraTags;
  return tags.map((tag) => [tag, reference]);
}

/** Of an index nothing is known: its entries are images of their own, which no tag names. */
function rangesOfImages({ ranges }: ProjectLimits, { project, images }: Target): readonly Finding[] {
  return images.flatMap((image) => {
    if (image.strategy !== 'copy' || image.graph === undefined || image.root.content.kind !== 'image')
      return [];
    const sizeBytes = image.graph.blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0);
    return ranges
      .filter(
        ({ type, resource, max }) =>
          type === 'openshift.io/Image' && resource === 'storage' && sizeBytes > max,
      )
      .map((range) =>
        exceeded(
          `limit range ${range.name} of project ${project} allows ${range.maxText} for an image, and ${image.root.digest} has ${sizeBytes} bytes`,
          `${lookAtRange(range, project)}; make the image smaller or ask the administrator of the project for more`,
        ),
      );
  });
}

function exceeded(message: string, hint: string): Finding {
  return { topic: 'limits', level: 'problem', code: 'QUOTA_EXCEEDED', message, hint };
}

export function quotaText({ kind, name }: QuotaLimit): string {
  return kind === 'cluster' ? `cluster quota ${name}` : `quota ${name}`;
}

export function lookAt({ kind, name }: QuotaLimit, project: string): string {
  return kind === 'cluster'
    ? `look at it: oc describe appliedclusterresourcequota ${name} -n ${project}`
    : `look at it: oc describe quota ${name} -n ${project}`;
}

function lookAtRange({ name }: RangeLimit, project: string): string {
  return `look at it: oc describe limitrange ${name} -n ${project}`;
}

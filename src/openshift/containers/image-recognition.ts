import type { RolloutTarget, WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { type Api, requireOk } from '../api/api.ts';
import { textAt, objectsAt, valueAt } from '../api/json-fields.ts';
import {
  canonicalRepository,
  digestOfImage,
  podTemplateOf,
  repositoriesOf,
  repositoryOfImage,
  tagOfImage,
  templateContainers,
  type TemplateContainer,
} from '../workloads/pod-template.ts';
import { namespacedPath } from '../api/api-path.ts';

/** Recognizes promoted images by the image that a container runs now. */
export interface Recogniser {
  /** the target whose tag or digest the container runs */
  readonly certain: (container: TemplateContainer) => RolloutTarget | undefined;
  /** true: it runs an image of the target's repository that is not known to belong to another tag */
  readonly isLikely: (container: TemplateContainer, target: RolloutTarget) => boolean;
  readonly repositoryOwners: (container: TemplateContainer) => readonly RolloutTarget[];
}

const RESOLVE_NAMES = 'alpha.image.policy.openshift.io/resolve-names';

/** Streams are read only if a container references an image by digest alone or by the short name of a stream. */
export async function recogniser(
  api: Api,
  workload: WorkloadName,
  object: JsonObject,
  targets: readonly RolloutTarget[],
  signal: AbortSignal,
): Promise<Recogniser> {
  const containers = templateContainers(object);
  const isShort = ({ image }: TemplateContainer, { project, stream }: RolloutTarget): boolean =>
    workload.project === project && repositoryOfImage(image) === stream;
  const isNamed = ({ image }: TemplateContainer, target: RolloutTarget): boolean =>
    repositoriesOf(target).has(canonicalRepository(repositoryOfImage(image)));
  const evidence = new Map<RolloutTarget, StreamEvidence>();
  for (const target of targets) {
    const isAsked = containers.some(
      (container) =>
        isShort(container, target) ||
        (isNamed(container, target) && tagOfImage(container.image) === undefined),
    );
    if (isAsked) evidence.set(target, await readStreamEvidence(api, target, signal));
  }
  const resolvesNames = [object, podTemplateOf(object)].some(
    (each) => textAt(each, 'metadata', 'annotations', RESOLVE_NAMES) === '*',
  );
  const isOfRepository = (container: TemplateContainer, target: RolloutTarget): boolean =>
    isNamed(container, target) ||
    (isShort(container, target) && (resolvesNames || evidence.get(target)?.isLookedUpLocally === true));
  /** the tags a container is known to run; undefined: unknown */
  const tagsOf = ({ image }: TemplateContainer, target: RolloutTarget): readonly string[] | undefined => {
    const tag = tagOfImage(image);
    if (tag !== undefined) return [tag];
    const held = evidence.get(target)?.holders.get(digestOfImage(image) ?? '');
    return held === undefined ? undefined : [...held];
  };
  return {
    certain(container) {
      const digest = digestOfImage(container.image);
      const byTag = targets.filter(
        (target) =>
          isOfRepository(container, target) &&
          tagsOf(container, target)?.some((tag) => target.tags.includes(tag)) === true,
      );
      if (byTag.length === 1 || (tagOfImage(container.image) !== undefined && byTag.length > 0))
        return byTag[0];
      // several tags that move had this image: use the tag that has it now
      const now = byTag.filter((target) =>
        target.tags.some((tag) => evidence.get(target)?.current.get(tag) === digest),
      );
      if (now.length === 1) return now[0];
      return byTag.length > 1 ? undefined : targets.find((target) => target.digest === digest);
    },
    isLikely: (container, target) =>
      isOfRepository(container, target) &&
      (tagsOf(container, target)?.some((tag) => target.tags.some((each) => isSameLine(tag, each))) ?? true),
    repositoryOwners: (container) => targets.filter((target) => isOfRepository(container, target)),
  };
}

/** `1.4.1` and `1.4.2`, `web-12` and `web-13`, `main-3f2a9c1` and `main-b07d44e` are releases of one image; `web` and `worker` are not. */
function isSameLine(one: string, other: string): boolean {
  const shape = (tag: string): string =>
    tag.replace(/(?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{7,64}(?![0-9a-z])/g, '#').replace(/\d+(?:\.\d+)*/g, '#');
  return one === other || shape(one) === shape(other);
}

/** What a stream says about images that containers reference by digest or by a short name. */
interface StreamEvidence {
  /** by digest: the tags whose history contains it */
  readonly holders: ReadonlyMap<string, ReadonlySet<string>>;
  /** by tag: its current digest */
  readonly current: ReadonlyMap<string, string>;
  /** pods of its project may write `app:live` (`lookupPolicy.local`, `oc set image-lookup`) */
  readonly isLookedUpLocally: boolean;
}

const NOTHING: StreamEvidence = { holders: new Map(), current: new Map(), isLookedUpLocally: false };

/** Reads the stream of a target; one that is missing or may not be read yields nothing. */
async function readStreamEvidence(
  api: Api,
  { project, stream }: RolloutTarget,
  signal: AbortSignal,
): Promise<StreamEvidence> {
  if (stream === undefined) return NOTHING;
  const path = namespacedPath('image.openshift.io/v1', project, 'imagestreams', stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && [403, 404].includes(reply.failure.status)) return NOTHING;
  const object = requireOk(reply);
  const holders = new Map<string, Set<string>>();
  const current = new Map<string, string>();
  for (const entry of objectsAt(object, 'status', 'tags')) {
    const tag = textAt(entry, 'tag') ?? '';
    for (const digest of objectsAt(entry, 'items').map((item) => textAt(item, 'image') ?? '')) {
      holders.set(digest, (holders.get(digest) ?? new Set()).add(tag));
      if (!current.has(tag)) current.set(tag, digest);
    }
  }
  return {
    holders,
    current,
    isLookedUpLocally: valueAt(object, 'spec', 'lookupPolicy', 'local') === true,
  };
}

import type { Digest } from '../../core/image/digest.ts';
import type { RolloutTarget } from '../../core/ports/rollouts.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { objectAt, objectsAt, textAt, valueAt } from '../api/json-fields.ts';

/** A container of a pod template. */
export interface TemplateContainer {
  readonly name: string;
  readonly image: string;
  readonly list: 'containers' | 'initContainers';
}

/**
 * The pod template of a workload, a ReplicaSet or a ReplicationController; for a CronJob that of its jobs
 * (openshift-api.md §4.5).
 */
export function podTemplateOf(object: JsonObject): JsonObject {
  return isJsonObject(valueAt(object, 'spec', 'jobTemplate'))
    ? objectAt(object, 'spec', 'jobTemplate', 'spec', 'template')
    : objectAt(object, 'spec', 'template');
}

/** The same object with another pod template. */
export function withPodTemplate(object: JsonObject, template: JsonObject): JsonObject {
  const spec = objectAt(object, 'spec');
  const job = valueAt(spec, 'jobTemplate');
  if (!isJsonObject(job)) return { ...object, spec: { ...spec, template } };
  const jobTemplate = { ...job, spec: { ...objectAt(job, 'spec'), template } };
  return { ...object, spec: { ...spec, jobTemplate } };
}

/** The containers of the pod template. */
export function templateContainers(workload: JsonObject): readonly TemplateContainer[] {
  const read = (list: TemplateContainer['list']): readonly TemplateContainer[] =>
    objectsAt(podTemplateOf(workload), 'spec', list).map((container) => ({
      name: textAt(container, 'name') ?? '',
      image: textAt(container, 'image') ?? '',
      list,
    }));
  return [...read('containers'), ...read('initContainers')];
}

/** The images of the named containers, in the order of `names`; an empty string for a missing container. */
export function imagesOf(workload: JsonObject, names: readonly string[]): readonly string[] {
  const containers = templateContainers(workload);
  return names.map((name) => containers.find((container) => container.name === name)?.image ?? '');
}

/** Images for a message: anyone who may write a workload controls their text, so it is untrusted. */
export function imagesText(images: readonly string[]): string {
  return cleanServerText(images.map((image) => image.trim() || 'nothing').join(', '), 600);
}

/** By container: the image it should run. */
export type WantedImages<Image extends { readonly digest: Digest } = RolloutTarget> = ReadonlyMap<
  string,
  Image
>;

/** True if all of the containers are pinned to the digests they should run. */
export function templateRuns(
  workload: JsonObject,
  wanted: WantedImages<{ readonly digest: Digest }>,
): boolean {
  const containers = templateContainers(workload);
  return (
    wanted.size > 0 &&
    [...wanted].every(([name, { digest }]) =>
      containers.some((container) => container.name === name && digestOfImage(container.image) === digest),
    )
  );
}

/**
 * The same for a template that someone else writes, and that may name the image by a tag alone: then its pods tell which digest
 * they run.
 */
export function templateNames(workload: JsonObject, wanted: WantedImages): boolean {
  const containers = templateContainers(workload);
  return (
    wanted.size > 0 &&
    [...wanted].every(([name, target]) =>
      containers.some(({ name: own, image }) => {
        if (own !== name) return false;
        const digest = digestOfImage(image);
        if (digest !== undefined) return digest === target.digest;
        const isTarget = repositoriesOf(target).has(canonicalRepository(repositoryOfImage(image)));
        return isTarget && target.tags.includes(tagOfImage(image) ?? '');
      }),
    )
  );
}

/** `host/path@sha256:…` → `sha256:…`; undefined for an image by tag. */
export function digestOfImage(image: string): string | undefined {
  const at = image.indexOf('@');
  return at < 0 ? undefined : image.slice(at + 1);
}

/** `host:5000/path:tag` and `host:5000/path@sha256:…` → `host:5000/path`. */
export function repositoryOfImage(image: string): string {
  const at = image.indexOf('@');
  const named = at < 0 ? image : image.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon < 0 ? named : named.slice(0, colon);
}

/** `host/path:tag` and `host/path:tag@sha256:…` → `tag`; without one it is `latest`, by digest alone undefined. */
export function tagOfImage(image: string): string | undefined {
  const [named = ''] = image.split('@');
  const tag = named.slice(repositoryOfImage(image).length + 1);
  if (tag !== '') return tag;
  return named === image ? 'latest' : undefined;
}

const DOCKER_HUB = /^(?:index\.docker\.io|registry-1\.docker\.io|docker\.io)\//;

/** The canonical spelling of a repository: Docker Hub has several hosts, may be omitted, and has `library/` for official images. */
export function canonicalRepository(repository: string): string {
  const [first = ''] = repository.split('/');
  const isHost = repository.includes('/') && /[.:]|^localhost$/.test(first);
  if (isHost && !DOCKER_HUB.test(repository)) return repository;
  const path = repository.replace(DOCKER_HUB, '');
  return `docker.io/${path.includes('/') ? path : `library/${path}`}`;
}

/** The names of the integrated registry inside its cluster: 4.x, its full name, 3.11 (openshift-api.md §2.2). */
const INTERNAL_HOSTS = [
  'image-registry.openshift-image-registry.svc:5000',
  'image-registry.openshift-image-registry.svc.cluster.local:5000',
  'docker-registry.default.svc:5000',
] as const;

/** Every repository under which a container can name the promoted image, in its canonical spelling. */
export function repositoriesOf(target: RolloutTarget): ReadonlySet<string> {
  const { stream, project } = target;
  const internal = stream === undefined ? [] : INTERNAL_HOSTS.map((host) => `${host}/${project}/${stream}`);
  const known = [...target.repositories, repositoryOfImage(target.pullSpec), ...internal];
  return new Set(known.map(canonicalRepository));
}

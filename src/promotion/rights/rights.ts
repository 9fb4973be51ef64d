import type { AccessQuestion } from '../../core/ports/account.ts';
import type { Problem } from '../../core/text/errors.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { workloadRow, type WorkloadRight } from '../../core/ports/workload-kinds.ts';
import type { BuiltImage, CopiedImage, ImportedImage, TaggedImage } from '../run/resolved-image.ts';

const IMAGES = 'image.openshift.io';

/** The properties that decide which permissions an image needs at its destination. */
export type Destined =
  | Pick<CopiedImage, 'strategy' | 'request' | 'previousDigest'>
  | Pick<TaggedImage, 'strategy' | 'request' | 'previousDigest' | 'from'>
  | Pick<ImportedImage, 'strategy' | 'request' | 'previousDigest' | 'secret'>
  | Pick<BuiltImage, 'strategy' | 'request' | 'previousDigest' | 'isBuilt' | 'hasCredentials'>;

/** The permissions to bring an image into an ImageStream, by strategy. */
export function destinationRights(image: Destined): readonly AccessQuestion[] {
  const { destination } = image.request;
  if (destination.kind !== 'stream') return [];
  const { project, stream } = destination;
  const problem = (what: string) => ({
    code: 'ACCESS_DENIED' as const,
    message: `the destination account may not ${what} in project ${project} (or the project does not exist)`,
    hint: `grant it: oc policy add-role-to-user registry-editor USER -n ${project} (service account: -z NAME)`,
  });
  switch (image.strategy) {
    case 'tag':
      return tagRights(image, project, stream, problem);
    case 'import':
      return importRights(image.secret !== undefined, project, problem);
    case 'build':
      return buildRights(image, project, problem);
    case 'copy':
      return copyRights(image, project, stream, problem);
  }
}

/** What stops an account that may not create the ImageStream which a copy goes into; undefined: the stream exists for sure. */
export function streamCreation(image: Destined): Problem | undefined {
  return destinationRights(image).find(
    ({ verb, resource, subresource }) =>
      verb === 'create' && resource === 'imagestreams' && subresource === undefined,
  )?.problem;
}

/** What a copy into an ImageStream needs (openshift-api.md §7.3, "two clusters, registry copy"). */
function copyRights(
  image: Destined,
  project: string,
  stream: string,
  problem: (what: string) => Problem,
): readonly AccessQuestion[] {
  const push = { group: IMAGES, resource: 'imagestreams', subresource: 'layers', project, name: stream };
  const questions: AccessQuestion[] = [
    { ...push, verb: 'update', problem: problem(`push to image stream ${stream}`) },
    { ...push, verb: 'get', problem: problem(`pull from image stream ${stream}`) },
  ];
  if (image.previousDigest === undefined) {
    questions.push({
      verb: 'create',
      group: IMAGES,
      resource: 'imagestreams',
      project,
      problem: problem(`create image stream ${stream}`),
    });
  }
  if (image.request.extraTags.length > 0) {
    for (const verb of ['create', 'update']) {
      const what = `${verb} tags of image stream ${stream}`;
      questions.push({ verb, group: IMAGES, resource: 'imagestreamtags', project, problem: problem(what) });
    }
  }
  return questions;
}

/** What an attestation needs besides: it is pushed to the registry, also where the image itself arrives without a push. */
export function attestationRights(image: Destined): readonly AccessQuestion[] {
  const { destination } = image.request;
  if (destination.kind !== 'stream' || image.strategy === 'copy') return [];
  const { project, stream } = destination;
  return (['update', 'get'] as const).map((verb) => ({
    ...{ verb, group: IMAGES, resource: 'imagestreams', subresource: 'layers', project, name: stream },
    problem: {
      code: 'ACCESS_DENIED',
      message: `the destination account may not ${verb === 'get' ? 'pull from' : 'push to'} image stream ${stream} in project ${project}, which "attest" needs`,
      hint: `grant it: oc policy add-role-to-user registry-editor USER -n ${project} (service account: -z NAME)`,
    },
  }));
}

/** What a tag inside a cluster needs (openshift-api.md §7.3, "same cluster, tag to tag"). */
function tagRights(
  { from }: Pick<TaggedImage, 'from'>,
  project: string,
  stream: string,
  problem: (what: string) => Problem,
): readonly AccessQuestion[] {
  const tags = ['get', 'create', 'update'].map((verb) => ({
    verb,
    group: IMAGES,
    resource: 'imagestreamtags',
    project,
    problem: problem(`${verb} tags of image stream ${stream}`),
  }));
  // the API requires it of the account that writes the tag, not of the pods (capture 15d)
  const pull: AccessQuestion = {
    verb: 'get',
    group: IMAGES,
    resource: 'imagestreams',
    subresource: 'layers',
    project: from.project,
    name: from.stream,
    problem: {
      code: 'ACCESS_DENIED',
      message: `the destination account may not pull ${from.project}/${from.stream}, so it cannot be tagged from there`,
      hint: `grant it: oc policy add-role-to-user system:image-puller USER -n ${from.project} (service account: -z NAME)`,
    },
  };
  return [pull, ...tags];
}

/** What rolling a workload out and watching it needs (openshift-api.md §7.3, "deploy"). */
export function rolloutRights(workload: WorkloadName): readonly AccessQuestion[] {
  return workloadRow(workload.kind).rollOut.map((right) => workloadQuestion(workload, right));
}

/** The permissions to wait for a rollout that Argo CD or Flux makes. */
export function watchingRights(workload: WorkloadName): readonly AccessQuestion[] {
  return rolloutRights(workload).filter(({ verb }) => verb === 'get' || verb === 'list');
}

/** The additional permissions to roll a workload back. */
export function workloadRollBackRights(workload: WorkloadName): readonly AccessQuestion[] {
  return workloadRow(workload.kind).rollBack.map((right) =>
    workloadQuestion(workload, right, ', which a roll back needs'),
  );
}

function workloadQuestion(
  { kind, project, name }: WorkloadName,
  { verb, subresource, resource: other }: WorkloadRight,
  why = '',
): AccessQuestion {
  const own = workloadRow(kind);
  const { group, resource, object } =
    other === undefined
      ? { group: own.group, resource: own.resource, object: name }
      : { group: other.group, resource: other.name, object: undefined };
  const path = subresource === undefined ? resource : `${resource}/${subresource}`;
  const what = object === undefined ? path : `${path} ${object}`;
  return {
    ...{ verb, group, resource, subresource, project, name: object },
    problem: {
      code: 'ACCESS_DENIED',
      message: `the destination account may not ${verb} ${what} in project ${project}${why}`,
      hint: `grant it: oc policy add-role-to-user edit USER -n ${project} (service account: -z NAME)`,
    },
  };
}

type Describe = (what: string) => Problem;
type Ask = (verbs: readonly string[], group: string, resource: string) => readonly AccessQuestion[];
const BUILDS = 'build.openshift.io';

/**
 * What an import needs (openshift-api.md §7.3, "prod imports from dev registry"). Tags and streams also to put a tag back whose
 * import failed, and to see whether a pull secret is needed any more.
 */
function importRights(needsSecret: boolean, project: string, problem: Describe): readonly AccessQuestion[] {
  const ask = asker(project, problem);
  return [
    ...ask(['create'], IMAGES, 'imagestreamimports'),
    ...ask(['get', 'create', 'update', 'delete'], IMAGES, 'imagestreamtags'),
    ...ask(needsSecret ? ['get', 'list'] : ['get'], IMAGES, 'imagestreams'),
    ...(needsSecret ? ask(['get', 'create', 'update', 'delete'], '', 'secrets') : []),
  ];
}

/** What a Build that moves an image needs, and what removes it afterwards (openshift-api.md §7.3, "Build mover"). */
function buildRights(
  {
    isBuilt,
    previousDigest,
    hasCredentials,
  }: Pick<BuiltImage, 'isBuilt' | 'previousDigest' | 'hasCredentials'>,
  project: string,
  problem: Describe,
): readonly AccessQuestion[] {
  const ask = asker(project, problem);
  const tags = ask(['get', 'create', 'update', 'delete'], IMAGES, 'imagestreamtags');
  if (isBuilt) return tags;
  return [
    ...ask(['create', 'get', 'delete'], BUILDS, 'builds'),
    ...ask(['create'], BUILDS, 'builds/docker'),
    ...ask(['get'], BUILDS, 'builds/log'),
    ...tags,
    ...ask(previousDigest === undefined ? ['get', 'create', 'delete'] : ['get'], IMAGES, 'imagestreams'),
    ...(hasCredentials ? ask(['get', 'create', 'delete'], '', 'secrets') : []),
  ];
}

function asker(project: string, problem: Describe): Ask {
  return (verbs, group, path) => {
    const [resource = '', subresource] = path.split('/');
    return verbs.map((verb) => ({
      ...{ verb, group, resource, subresource, project },
      problem: problem(`${verb} ${path}`),
    }));
  };
}

import type { Problem } from '../../core/text/errors.ts';
import type { AccessQuestion } from '../../core/ports/cluster.ts';
import type { BuiltImage } from '../run/resolved-image.ts';

type Describe = (what: string) => Problem;
type Ask = (verbs: readonly string[], group: string, resource: string) => readonly AccessQuestion[];

const IMAGES = 'image.openshift.io';
const BUILDS = 'build.openshift.io';

/**
 * What an import needs (openshift-api.md §7.3, "prod imports from dev registry"). Tags and streams also to put a tag back whose
 * import failed, and to see whether a pull secret is needed any more.
 */
export function importRights(
  needsSecret: boolean,
  project: string,
  problem: Describe,
): readonly AccessQuestion[] {
  const ask = asker(project, problem);
  return [
    ...ask(['create'], IMAGES, 'imagestreamimports'),
    ...ask(['get', 'create', 'update', 'delete'], IMAGES, 'imagestreamtags'),
    ...ask(needsSecret ? ['get', 'list'] : ['get'], IMAGES, 'imagestreams'),
    ...(needsSecret ? ask(['get', 'create', 'update', 'delete'], '', 'secrets') : []),
  ];
}

/** What a Build that moves an image needs, and what removes it afterwards (openshift-api.md §7.3, "Build mover"). */
export function buildRights(
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

/** What a request is about. Names are not checked for the form `namespace/name` yet: that comes after authentication. */
export type Route =
  | { readonly kind: 'health' }
  | { readonly kind: 'token' }
  | { readonly kind: 'base' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'tags'; readonly repository: string }
  | { readonly kind: 'manifest'; readonly repository: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly repository: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly repository: string }
  | { readonly kind: 'upload'; readonly repository: string; readonly uuid: string }
  | { readonly kind: 'signatures'; readonly repository: string; readonly digest: string }
  | { readonly kind: 'unknown' };

const UNKNOWN: Route = { kind: 'unknown' };

// the grammar of distribution's routes (`reference.NameRegexp`): the first of several segments may be a host,
// which is why `Promo-src/app` gets as far as authorization (capture 09k)
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST =
  /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;
const UUID = /^[a-zA-Z0-9-_.=]+$/;

/** @param path of the URL, without its query, still percent-encoded */
export function parseRoute(path: string): Route {
  if (path === '/healthz') return { kind: 'health' };
  if (path.startsWith('/openshift/token')) return { kind: 'token' };
  if (path === '/v2/') return { kind: 'base' };
  if (path === '/v2/_catalog') return { kind: 'catalog' };
  let segments: string[];
  try {
    segments = decodeURIComponent(path).split('/');
  } catch {
    return UNKNOWN;
  }
  if (segments[1] === 'v2') return distributionRoute(segments.slice(2));
  if (segments[1] === 'extensions' && segments[2] === 'v2') return extensionRoute(segments.slice(3));
  return UNKNOWN;
}

function distributionRoute(segments: readonly string[]): Route {
  const last = segments.at(-1) ?? '';
  const collection = segments.at(-2);
  const repository = nameOf(segments.slice(0, -2));
  if (repository !== undefined) {
    if (collection === 'tags' && last === 'list') return { kind: 'tags', repository };
    if (collection === 'manifests' && (TAG.test(last) || DIGEST.test(last)))
      return { kind: 'manifest', repository, reference: last };
    if (collection === 'blobs' && DIGEST.test(last)) return { kind: 'blob', repository, digest: last };
  }
  const uploading = nameOf(segments.slice(0, -3));
  if (uploading === undefined || segments.at(-3) !== 'blobs' || collection !== 'uploads') return UNKNOWN;
  if (last === '') return { kind: 'uploads', repository: uploading };
  return UUID.test(last) ? { kind: 'upload', repository: uploading, uuid: last } : UNKNOWN;
}

function extensionRoute(segments: readonly string[]): Route {
  const repository = nameOf(segments.slice(0, -2));
  const digest = segments.at(-1) ?? '';
  if (repository === undefined || segments.at(-2) !== 'signatures' || !DIGEST.test(digest)) return UNKNOWN;
  return { kind: 'signatures', repository, digest };
}

function nameOf(segments: readonly string[]): string | undefined {
  const [first, ...others] = segments;
  if (first === undefined || !others.every((segment) => COMPONENT.test(segment))) return undefined;
  const valid = COMPONENT.test(first) || (others.length > 0 && HOST.test(first));
  return valid ? segments.join('/') : undefined;
}

/** A reference as containers/image reads it: `host/path[:tag][@digest]`. */
export interface DockerName {
  /** `host/path` */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const HOST =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::\d+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const MAX_NAME = 255;

/** undefined: it is none. A name without host is one of docker.io, as everywhere in Docker's world. */
export function parseDockerName(text: string): DockerName | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  const name = withHost(colon < 0 ? rest : rest.slice(0, colon));
  const [host = '', ...path] = name.split('/');
  const isName = HOST.test(host) && path.length > 0 && path.every((part) => PATH.test(part));
  if (!isName || name.length > MAX_NAME) return undefined;
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  return digest === undefined || DIGEST.test(digest) ? { name, tag, digest } : undefined;
}

function withHost(name: string): string {
  const [first = '', ...others] = name.split('/');
  const isHost =
    others.length > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  if (isHost) return first === 'index.docker.io' ? ['docker.io', ...others].join('/') : name;
  return others.length === 0 ? `docker.io/library/${name}` : `docker.io/${name}`;
}

export function dockerNameText({ name, tag, digest }: DockerName): string {
  return `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/**
 * Scopes of a policy that an image may be in, the narrowest first: the image, its repository, the namespaces above it, the host, and
 * wildcards for its domains (containers-policy.json(5), "docker:").
 */
export function scopesOf(image: DockerName): readonly string[] {
  const scopes = [dockerNameText(image)];
  for (let name = image.name; ; name = name.slice(0, name.lastIndexOf('/'))) {
    scopes.push(name);
    if (!name.includes('/')) break;
  }
  const [host = ''] = image.name.split('/', 1);
  const labels = (host.split(':', 1)[0] ?? '').split('.');
  for (let first = 1; first < labels.length; first += 1) scopes.push(`*.${labels.slice(first).join('.')}`);
  return scopes;
}

import { isDigest, type Digest } from './digest.ts';
import { quoteGiven } from '../text/given-text.ts';

/** `project/stream:tag` or `project/stream@digest`: an image known to an OpenShift cluster. */
export interface StreamReference {
  readonly kind: 'stream';
  readonly project: string;
  readonly stream: string;
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}

/** `host/path:tag` or `host/path@digest`: an image in any other registry. */
export interface RegistryReference {
  readonly kind: 'registry';
  readonly host: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}

export type ImageReference = StreamReference | RegistryReference;

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
// a DNS name, an IPv4 address or a bracketed IPv6 address, with an optional port
const HOST =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d{1,5})?$/;
const PROJECT = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** distribution-spec, "Pulling manifests": grammar of `<name>`. */
export function isRepository(text: string): boolean {
  return text.length <= 255 && REPOSITORY.test(text);
}

export function isRegistryHost(text: string): boolean {
  return HOST.test(text);
}

const DOCKER_HUB_NAMES = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** The canonical name of a registry: lower case, without the port of https, Docker Hub as `docker.io`. */
export function canonicalRegistryHost(host: string): string {
  const name = host.toLowerCase().replace(/:443$/, '');
  return DOCKER_HUB_NAMES.has(name) ? 'docker.io' : name;
}

export type ParsedReference = { readonly reference: ImageReference } | { readonly problem: string };

/**
 * Reads a reference as users write it. A first segment with a dot, a colon or `localhost` is a registry host (the rule of
 * docker and oc); without one it must be `project/stream`. Returns the problem as a sentence instead of throwing,
 * so that all problems of all inputs can be reported together.
 */
export function parseReference(text: string): ParsedReference {
  const problem = problemOf(text);
  if (problem !== undefined) return { problem };
  const { path, tag, digestText } = split(text);
  if (digestText !== undefined && !isDigest(digestText)) {
    return {
      problem: `${quoteGiven(text)} has a malformed digest: expected sha256: and 64 lower-case hexadecimal digits`,
    };
  }
  if (tag !== undefined && !isTag(tag)) return { problem: `${quoteGiven(text)} ${tagProblem(tag)}` };
  const digest = digestText;
  const slash = path.indexOf('/');
  const first = slash < 0 ? path : path.slice(0, slash);
  const rest = slash < 0 ? '' : path.slice(slash + 1);
  if (rest !== '' && looksLikeHost(first)) {
    if (!isRegistryHost(first))
      return { problem: `${quoteGiven(text)} has a malformed registry host ${quoteGiven(first)}` };
    if (!isRepository(rest))
      return {
        problem: `${quoteGiven(text)} has a malformed repository ${quoteGiven(rest)}: ${wrongLetter(rest) ?? 'lower-case segments separated by "/"'}`,
      };
    return { reference: { kind: 'registry', host: first.toLowerCase(), repository: rest, tag, digest } };
  }
  if (rest === '' || rest.includes('/') || !PROJECT.test(first) || !isRepository(rest)) {
    const detail = /^[^/]+\/[^/]+$/.test(path) ? wrongLetter(path) : undefined;
    return {
      problem: `${quoteGiven(text)} is neither project/stream:tag nor host/path:tag${detail === undefined ? '' : `: ${detail}`}`,
    };
  }
  return { reference: { kind: 'stream', project: first, stream: rest, tag, digest } };
}

function tagProblem(tag: string): string {
  if (tag === '') return 'has an empty tag: is a variable in it empty?';
  if (tag.length > 128) return `has a tag of ${tag.length} characters; at most 128 are allowed`;
  const [first = ''] = tag;
  if (first === '.' || first === '-') return `has a tag that starts with "${first}"`;
  const wrong = [...tag].find((letter) => !/^[a-zA-Z0-9._-]$/.test(letter));
  return `has a malformed tag: ${quoteGiven(wrong ?? tag)} is not allowed; use letters, digits, "_", "." and "-"`;
}

/** The first letter that no repository may have; undefined: all letters are allowed, in another order. */
function wrongLetter(path: string): string | undefined {
  const wrong = [...path].find((letter) => !/^[a-z0-9._/-]$/.test(letter));
  if (wrong === undefined) return undefined;
  return /^[A-Z]$/.test(wrong)
    ? `"${wrong}" is an upper-case letter; write "${wrong.toLowerCase()}"`
    : `${quoteGiven(wrong)} is not allowed`;
}

function problemOf(text: string): string | undefined {
  if (text === '') return 'the reference is empty';
  if (/\s/.test(text)) return `${quoteGiven(text)} contains white space`;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (scheme?.[0] !== undefined) return `${quoteGiven(text)} must be written without "${scheme[0]}"`;
  return undefined;
}

function split(text: string): { path: string; tag: string | undefined; digestText: string | undefined } {
  const at = text.indexOf('@');
  const digestText = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  if (colon < 0 || named.lastIndexOf('/') < 0) return { path: named, tag: undefined, digestText };
  return { path: named.slice(0, colon), tag: named.slice(colon + 1), digestText };
}

function looksLikeHost(segment: string): boolean {
  return segment.includes('.') || segment.includes(':') || segment === 'localhost';
}

/** The inverse of parsing: `project/stream:tag`, `host/path@sha256:…`. */
export function formatReference(reference: ImageReference): string {
  const name =
    reference.kind === 'stream'
      ? `${reference.project}/${reference.stream}`
      : `${reference.host}/${reference.repository}`;
  if (reference.digest !== undefined) return `${name}@${reference.digest}`;
  return reference.tag === undefined ? name : `${name}:${reference.tag}`;
}

const REGISTRY_SERVICE = /^image-registry\.openshift-image-registry\.svc(?:\.cluster\.local)?(?::\d+)?$/;
const REGISTRY_ROUTE = /^default-route-openshift-image-registry\.apps\.(.+)$/;

/**
 * The image stream that a name in the registry of a cluster stands for. The internal service name is always that of the cluster;
 * the default route is, if it has the same domain as the API: `apps.DOMAIN` beside `api.DOMAIN`. All else is returned as it is.
 * @param server URL of the API; undefined: the cluster is named in another way, such as by a kubeconfig
 */
export function inClusterRegistry(reference: ImageReference, server: string | undefined): ImageReference {
  if (reference.kind !== 'registry') return reference;
  const [project = '', stream, ...more] = reference.repository.split('/');
  if (stream === undefined || more.length > 0 || !PROJECT.test(project)) return reference;
  const host = canonicalRegistryHost(reference.host);
  const domain = REGISTRY_ROUTE.exec(host)?.[1];
  const api = server !== undefined && URL.canParse(server) ? new URL(server).hostname : undefined;
  const isOwn = REGISTRY_SERVICE.test(host) || (domain !== undefined && api === `api.${domain}`);
  const { tag, digest } = reference;
  return isOwn ? { kind: 'stream', project, stream, tag, digest } : reference;
}

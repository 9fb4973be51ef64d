import { canonicalRegistryHost } from '../../../core/image/reference.ts';
import { registryOrigin } from '../../replies/origin.ts';

/** What docker calls its own registry in files and towards credential helpers. */
const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

/**
 * The keys under which an account for a repository may stand, the most specific first: `host/ns/app`, `host/ns`, `host`
 * (containers-auth.json(5)).
 * @param host as the user writes it
 */
export function keysOf(host: string, repository: string): readonly string[] {
  const segments = repository.split('/');
  const registry = canonicalRegistryHost(host);
  const paths = segments.map((_, index) => segments.slice(0, segments.length - index).join('/'));
  return [...paths.map((path) => `${registry}/${path}`), registry];
}

/** The same text for every way of writing a key: a URL stands for its host alone, as docker has always written them. */
export function canonicalKey(key: string): string {
  const plain = key.replace(/^https?:\/\//i, '');
  const [host = '', ...path] = plain.replace(/\/+$/, '').split('/');
  const registry = canonicalRegistryHost(host);
  return plain === key && path.length > 0 ? `${registry}/${path.join('/')}` : registry;
}

/** What a credential helper is asked for: the registry, never a path. */
export function helperQuestion(host: string): string {
  const registry = canonicalRegistryHost(host);
  return registry === 'docker.io' ? DOCKER_HUB_KEY : registryOrigin(registry, false).host;
}

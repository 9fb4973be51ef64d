import { isJsonObject } from '../../core/text/strict-json.ts';
import type { AccountName, PullSecretKeys } from '../../core/ports/inspection.ts';
import type { Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { parseObject } from '../api/failure.ts';
import { objectAt, objectsAt, textAt } from '../api/json-fields.ts';
import { lookUp, lookUpObject } from '../api/look-up.ts';

/**
 * The images for which pods have credentials: from the pull secrets of the account and of the pods (openshift-api.md §8).
 * Of the secrets, only the keys are kept.
 * @returns undefined if the account or one of the secrets may not be read
 */
export async function readPullSecrets(
  api: Api,
  { project, name }: AccountName,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<PullSecretKeys | undefined> {
  const account = await lookUpObject(api, namespacedPath('v1', project, 'serviceaccounts', name), signal);
  if (account === undefined) return undefined;
  const ofAccount = objectsAt(account, 'imagePullSecrets').flatMap((secret) => textAt(secret, 'name') ?? []);
  const keys: string[] = [];
  const missing: string[] = [];
  for (const secret of new Set([...ofAccount, ...secrets])) {
    const path = namespacedPath('v1', project, 'secrets', secret);
    const found = await lookUp(api, { method: 'GET', path }, signal);
    if (found === undefined) return undefined;
    if (found === 'missing') missing.push(secret);
    else keys.push(...keysOf(objectAt(found.object, 'data')));
  }
  return { missing, has: (image) => keys.some((key) => isKeyFor(key, image)) };
}

function keysOf(data: Readonly<Record<string, unknown>>): readonly string[] {
  const read = (key: string): Readonly<Record<string, unknown>> => {
    const value = data[key];
    if (typeof value !== 'string') return {};
    return parseObject(Buffer.from(value, 'base64').toString('utf8').trim()) ?? {};
  };
  const modern = read('.dockerconfigjson')['auths'];
  return Object.keys({ ...read('.dockercfg'), ...(isJsonObject(modern) ? modern : {}) });
}

/** How `docker login` writes Docker Hub, and how images name it. */
const DOCKER_HUB_KEY = 'index.docker.io';
const DOCKER_HUB_IMAGE = /^(?:index\.)?docker\.io\//;

/**
 * Whether the kubelet uses the credentials under a key for an image (kubernetes pkg/credentialprovider/keyring.go): the host label
 * by label, where `*` stands for any letters; the same port; and the beginning of the path.
 * @param key of a pull secret, such as `quay.io/team`, `*.example.com:5000` or `https://index.docker.io/v1/`
 * @param image with host, such as `quay.io/team/app`
 */
export function isKeyFor(key: string, image: string): boolean {
  const { authority, path } = partsOf(key.replace(/^https?:\/\//, ''));
  const place = path.replace(/^\/v[12]\//, '/');
  if (authority === DOCKER_HUB_KEY && place.length <= 1 && DOCKER_HUB_IMAGE.test(image)) return true;
  const wanted = partsOf(image);
  return isSameAuthority(authority, wanted.authority) && wanted.path.startsWith(place === '/' ? '' : place);
}

function partsOf(name: string): { readonly authority: string; readonly path: string } {
  const slash = name.indexOf('/');
  return slash < 0
    ? { authority: name, path: '' }
    : { authority: name.slice(0, slash), path: name.slice(slash) };
}

function isSameAuthority(pattern: string, authority: string): boolean {
  const [[patternHost = '', patternPort], [host = '', port]] = [
    pattern.split(':', 2),
    authority.split(':', 2),
  ];
  const [patternLabels, labels] = [patternHost.split('.'), host.split('.')];
  if (patternPort !== port || patternLabels.length !== labels.length) return false;
  return patternLabels.every((label, index) => isMatch(label, labels[index] ?? ''));
}

/** `*` in one label; no regular expression, as the key is somebody else's text. */
function isMatch(pattern: string, label: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === label;
  if (!label.startsWith(first) || !label.endsWith(last) || label.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const part of rest) {
    const at = label.indexOf(part, from);
    if (at < 0 || at + part.length > label.length - last.length) return false;
    from = at + part.length;
  }
  return true;
}

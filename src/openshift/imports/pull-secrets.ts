import { PromoteError } from '../../core/text/errors.ts';
import type { PullSecret, PullSecretState, WrittenPullSecret } from '../../core/ports/pull-secrets.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { parseObject } from '../api/failure.ts';
import { objectAt, objectsAt, textAt } from '../api/json-fields.ts';

const TYPE = 'kubernetes.io/dockerconfigjson';
const KEY = '.dockerconfigjson';
const OWNER_LABEL = 'app.kubernetes.io/managed-by';
const OWNER = 'openshift-promote';

/** The object that currently has the name of a pull secret. */
export async function lookAtPullSecret(
  api: Api,
  secret: PullSecret,
  signal: AbortSignal,
): Promise<PullSecretState> {
  const found = await read(api, secret, signal);
  if (found === 'forbidden') return 'unknown';
  return found === undefined ? 'absent' : stateOf(found, secret);
}

function stateOf(found: JsonObject, secret: PullSecret): 'current' | 'outdated' | 'foreign' {
  if (textAt(found, 'metadata', 'labels', OWNER_LABEL) !== OWNER) return 'foreign';
  return textAt(found, 'data', KEY) === encode(secret) ? 'current' : 'outdated';
}

/** Creates a pull secret or updates one that this action manages (openshift-api.md §8). The change can be undone. */
export async function writePullSecret(
  api: Api,
  secret: PullSecret,
  signal: AbortSignal,
): Promise<WrittenPullSecret> {
  const { project, name } = secret;
  const found = await read(api, secret, signal);
  if (found === undefined || found === 'forbidden') {
    const path = namespacedPath('v1', project, 'secrets');
    requireOk(await api.send({ method: 'POST', path, body: bodyOf(secret) }, signal));
    return { undo: (later) => removeSecret(api, project, name, later) };
  }
  const state = stateOf(found, secret);
  if (state === 'current') return { undo: () => Promise.resolve() };
  if (state === 'foreign') {
    throw new PromoteError({
      code: 'TAG_CONFLICT',
      message: `secret ${name} of project ${project} is not one of ours and stays as it is`,
      hint: `label it ${OWNER_LABEL}=${OWNER} to hand it over, or rename it`,
      where: { side: api.side, host: api.host },
    });
  }
  const path = namespacedPath('v1', project, 'secrets', name);
  const body = { ...found, data: { [KEY]: encode(secret) } };
  requireOk(await api.send({ method: 'PUT', path, body }, signal));
  return { undo: (later) => putBack(api, path, found, later) };
}

/** Without its resourceVersion: restores the secret whatever its current state. */
async function putBack(api: Api, path: string, old: JsonObject, signal: AbortSignal): Promise<void> {
  const metadata = { ...objectAt(old, 'metadata'), resourceVersion: '' };
  const reply = await api.send({ method: 'PUT', path, body: { ...old, metadata } }, signal);
  if (reply.ok || reply.failure.status === 404) return;
  requireOk(reply);
}

export async function removeSecret(
  api: Api,
  project: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const path = namespacedPath('v1', project, 'secrets', name);
  const reply = await api.send({ method: 'DELETE', path }, signal);
  if (reply.ok || reply.failure.status === 404) return;
  requireOk(reply);
}

/** A new pull secret. OpenShift registries accept any user name with a token, except one with a colon (openshift-api.md §10.1). */
export function bodyOf(secret: PullSecret): JsonObject {
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { name: secret.name, namespace: secret.project, labels: { [OWNER_LABEL]: OWNER } },
    type: TYPE,
    data: { [KEY]: encode(secret) },
  };
}

function encode({ host, username, password }: PullSecret): string {
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  const config = { auths: { [host]: { username, password, auth } } };
  return Buffer.from(JSON.stringify(config)).toString('base64');
}

/** The registries in the pull secrets of a project; undefined: they may not be listed. */
export async function listPullHosts(
  api: Api,
  project: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const path = namespacedPath('v1', project, 'secrets');
  const reply = await api.send({ method: 'GET', path, query: { fieldSelector: `type=${TYPE}` } }, signal);
  if (!reply.ok) return undefined;
  const hosts = objectsAt(reply.body, 'items').flatMap((secret) => {
    const text = Buffer.from(textAt(secret, 'data', KEY) ?? '', 'base64').toString('utf8');
    const auths = parseObject(text)?.['auths'];
    return isJsonObject(auths) ? Object.keys(auths) : [];
  });
  return [...new Set(hosts)].sort();
}

/** Whether a tag of the project references the registry, so that the cluster keeps pulling from it. */
export async function isPulledFrom(
  api: Api,
  project: string,
  host: string,
  signal: AbortSignal,
): Promise<boolean> {
  const path = namespacedPath('image.openshift.io/v1', project, 'imagestreams');
  const streams = objectsAt(requireOk(await api.send({ method: 'GET', path }, signal)), 'items');
  const references = streams.flatMap((stream) => [
    ...objectsAt(stream, 'spec', 'tags').map((tag) => textAt(tag, 'from', 'name')),
    ...objectsAt(stream, 'status', 'tags').flatMap((tag) =>
      objectsAt(tag, 'items').map((item) => textAt(item, 'dockerImageReference')),
    ),
  ]);
  return references.some((reference) => reference?.startsWith(`${host}/`));
}

async function read(
  api: Api,
  { project, name }: PullSecret,
  signal: AbortSignal,
): Promise<JsonObject | 'forbidden' | undefined> {
  const path = namespacedPath('v1', project, 'secrets', name);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404) return undefined;
  if (!reply.ok && reply.failure.status === 403) return 'forbidden';
  return requireOk(reply);
}

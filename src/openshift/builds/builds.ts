import { randomBytes } from 'node:crypto';
import { PromoteError, throwIfCancelled } from '../../core/text/errors.ts';
import type { BuildRequest, BuildResult } from '../../core/ports/builds.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { awaitBuild } from './build-phase.ts';
import { alongside } from '../api/deadline.ts';
import { deleteStreamTag } from '../streams/image-stream-tags.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';
import type { ClusterContext } from '../api/watch-objects.ts';
import { removeSecret, writePullSecret } from '../imports/pull-secrets.ts';
import { getStreamImage } from '../streams/stream-images.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { readTextLines } from '../../core/text/text-lines.ts';
import { SOURCE_DIGEST_LABEL } from '../../core/image/image-config.ts';

const BUILDS = 'build.openshift.io/v1';
const IMAGES = 'image.openshift.io/v1';
const LABELS = { 'app.kubernetes.io/managed-by': 'openshift-promote' };

// A cancelled job is killed seconds later: the objects of the build must be deleted by then.
const CLEANUP_MS = 5_000;
const LOG_END_MS = 2_000;

/**
 * Runs a Build without a BuildConfig that builds `FROM` the source and pushes to a temporary tag (openshift-api.md §9.1).
 * Creates the objects that the Build needs and deletes them afterwards, whatever the outcome.
 */
export async function runBuild(
  context: ClusterContext,
  request: BuildRequest,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<BuildResult> {
  const { api } = context;
  const { project, stream } = request;
  // several runs may build into one stream at once
  const name = `promote-${stream.slice(0, 40).replace(/[^a-z0-9-]+/g, '-')}-${randomBytes(4).toString('hex')}`;
  const undo: ((signal: AbortSignal) => Promise<unknown>)[] = [];
  let isDone = false;
  try {
    const isNew = await requireStream(api, project, stream, signal);
    if (isNew) undo.push(async (later) => isDone || removeEmptyStream(api, project, stream, later));
    if (request.credentials !== undefined) {
      undo.push((later) => removeSecret(api, project, name, later));
      await writePullSecret(api, { project, name, ...request.credentials }, signal);
    }
    undo.push(async (later) => isDone || deleteStreamTag(api, { project, stream, tag: name }, later));
    undo.push((later) => remove(api, BUILDS, project, 'builds', name, later));
    const path = namespacedPath(BUILDS, project, 'builds');
    requireOk(await api.send({ method: 'POST', path, body: bodyOf(name, request) }, signal));
    onLine(`build ${name} in project ${project}`);
    const result = await awaitWithLog(context, request, name, onLine, signal);
    const built = await readBuilt(api, request, name, result, signal);
    isDone = true;
    return built;
  } finally {
    const later = signal.aborted || !isDone ? AbortSignal.timeout(CLEANUP_MS) : signal;
    for (const step of undo.reverse()) {
      // a failed cleanup is reported, but does not hide the outcome of the build
      await step(later).catch((error: unknown) => {
        if (!(error instanceof PromoteError)) throw error;
        context.log(`the build ${name} left something behind: ${error.message}`);
      });
    }
  }
}

/** Follows the log while the Build runs and a little longer: the last lines say why a Build failed. */
async function awaitWithLog(
  context: ClusterContext,
  { project, timeoutMs }: BuildRequest,
  name: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<JsonObject> {
  let endLog = (): void => undefined;
  const logEnded = new Promise<void>((resolve) => {
    endLog = resolve;
  });
  return alongside(
    signal,
    async () => {
      try {
        return await awaitBuild(context, project, name, timeoutMs, signal);
      } finally {
        if (!signal.aborted) await Promise.race([logEnded, context.clock.sleep(LOG_END_MS, signal)]);
      }
    },
    (inner) => followBuildLog(context, project, name, onLine, inner).finally(endLog),
  );
}

/** A Build that pushes to a missing stream stays New forever. @returns true when the stream was created */
async function requireStream(
  api: Api,
  project: string,
  stream: string,
  signal: AbortSignal,
): Promise<boolean> {
  const path = namespacedPath(IMAGES, project, 'imagestreams');
  const found = await api.send(
    { method: 'GET', path: namespacedPath(IMAGES, project, 'imagestreams', stream) },
    signal,
  );
  if (found.ok) return false;
  if (found.failure.status !== 404 && found.failure.status !== 403) requireOk(found);
  const body = {
    kind: 'ImageStream',
    apiVersion: IMAGES,
    metadata: { name: stream },
    spec: { lookupPolicy: { local: false } },
  };
  const made = await api.send({ method: 'POST', path, body }, signal);
  if (!made.ok && made.failure.status === 409) return false;
  requireOk(made);
  return true;
}

/** True if nothing else has been added to the stream meanwhile. */
async function removeEmptyStream(
  api: Api,
  project: string,
  stream: string,
  signal: AbortSignal,
): Promise<void> {
  const path = namespacedPath(IMAGES, project, 'imagestreams', stream);
  const found = await api.send({ method: 'GET', path }, signal);
  if (!found.ok || objectsAt(found.body, 'status', 'tags').length > 0) return;
  if (objectsAt(found.body, 'spec', 'tags').length > 0) return;
  await remove(api, IMAGES, project, 'imagestreams', stream, signal);
}

function bodyOf(name: string, request: BuildRequest): JsonObject {
  const { from, stream, sourceDigest, credentials, timeoutMs } = request;
  const pullSecret = credentials === undefined ? {} : { pullSecret: { name } };
  return {
    kind: 'Build',
    apiVersion: BUILDS,
    metadata: { name, labels: LABELS },
    spec: {
      serviceAccount: 'builder',
      completionDeadlineSeconds: Math.ceil(timeoutMs / 1000),
      source: { type: 'Dockerfile', dockerfile: `FROM ${from}\n` },
      strategy: { type: 'Docker', dockerStrategy: { ...pullSecret, forcePull: true } },
      output: {
        to: { kind: 'ImageStreamTag', name: `${stream}:${name}` },
        imageLabels: [{ name: SOURCE_DIGEST_LABEL, value: sourceDigest }],
      },
    },
  };
}

/** The digest comes from the tag. The Build may not report one (openshift-api.md §9.1), but if it does they must match. */
async function readBuilt(
  api: Api,
  { project, stream }: BuildRequest,
  name: string,
  build: JsonObject,
  signal: AbortSignal,
): Promise<BuildResult> {
  const image = await getStreamImage(api, { project, stream, reference: name }, signal);
  const pushed = textAt(build, 'status', 'output', 'to', 'imageDigest');
  if (image === undefined || (pushed !== undefined && pushed !== image.digest)) {
    throw new PromoteError({
      code: 'BUILD_FAILED',
      message: `build ${name} in project ${project} is complete and has pushed ${pushed ?? 'an image'}, but its tag ${stream}:${name} is ${image?.digest ?? 'not there'}`,
      hint: `look at the stream: oc describe imagestream ${stream} -n ${project}`,
      where: { side: api.side, host: api.host },
    });
  }
  const { digest, mediaType, pullSpec } = image;
  return { name, digest, mediaType, pullSpec, temporaryTag: name };
}

async function remove(
  api: Api,
  groupVersion: string,
  project: string,
  resource: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const path = namespacedPath(groupVersion, project, resource, name);
  const reply = await api.send({ method: 'DELETE', path }, signal);
  if (!reply.ok && reply.failure.status !== 404) requireOk(reply);
}

const MAX_LINES = 500;
const MAX_BYTES = 512 * 1024;
const MAX_LINE_LENGTH = 400;
// limits the input, because sanitizing reads more than it prints
const MAX_KEPT_LENGTH = 64 * 1024;
// The server waits 30 s for a build to start, then answers 504 (openshift-api.md §9.2).
const AGAIN_MS = 2_000;

/**
 * Streams the log of a running Build line by line, without control sequences that a terminal or CI system would interpret.
 * Output beyond the limit is dropped. Ends with the log; a log that cannot be read does not fail the build.
 */
async function followBuildLog(
  { api, clock, log }: ClusterContext,
  project: string,
  name: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = namespacedPath('build.openshift.io/v1', project, 'builds', name, 'log');
  for (;;) {
    throwIfCancelled(signal);
    const opened = await api.open(
      { method: 'GET', path, query: { follow: true, limitBytes: MAX_BYTES } },
      signal,
    );
    if (opened.ok) {
      try {
        await handOver(opened.reply.chunks(), onLine);
      } finally {
        opened.reply.discard();
      }
      return;
    }
    const { status, message } = opened.failure;
    if (status !== 504 && status !== 503 && status !== 429) {
      log(`the log of build ${name} cannot be read: ${message || `status ${status}`}`);
      return;
    }
    await clock.sleep(AGAIN_MS, signal);
  }
}

async function handOver(chunks: AsyncIterable<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  let lines = 0;
  let size = 0;
  for await (const { text } of readTextLines(chunks, MAX_KEPT_LENGTH)) {
    lines += 1;
    size += text.length;
    if (lines > MAX_LINES || size > MAX_BYTES) {
      onLine('… the rest of the log is left out');
      return;
    }
    onLine(cleanServerText(text, MAX_LINE_LENGTH));
  }
}

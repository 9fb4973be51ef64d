import { isDeepStrictEqual } from 'node:util';
import { type ObjectPlan, objectText } from '../../core/ports/apply.ts';
import { workloadKindOf, workloadRow } from '../../core/ports/workload-kinds.ts';
import { type JsonObject, isJsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api, type ApiReply } from '../api/api.ts';
import { explain } from '../api/explain.ts';
import { objectAt, textAt, withoutKeys, objectsAt, valueAt } from '../api/json-fields.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Failure } from '../api/failure.ts';
import {
  deploymentConfigTriggers,
  annotationTriggers,
  type ImageTrigger,
} from '../workloads/image-triggers.ts';
import { podTemplateOf, templateContainers, withPodTemplate } from '../workloads/pod-template.ts';

const FIELD_MANAGER = 'openshift-promote';
const MAX_TRIES = 4;

/** An object to apply. */
export interface Application {
  readonly path: string;
  readonly wanted: JsonObject;
  readonly named: Omit<ObjectPlan, 'action'>;
  readonly force: boolean;
}

/** The result of applying an object. `before`: undefined if the object did not exist. */
export interface Outcome {
  readonly action: 'create' | 'change' | 'unchanged';
  readonly before: JsonObject | undefined;
}

/**
 * Server-side apply of one object (openshift-api.md §6.3).
 * @param dryRun validate only: the API performs all checks and stores nothing
 * @throws PromoteError APPLY_CONFLICT, INPUT_INVALID, ACCESS_DENIED, QUOTA_EXCEEDED, …
 */
export async function applyObject(
  api: Api,
  application: Application,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Outcome> {
  const { path, named, force } = application;
  for (let tries = 1; ; tries += 1) {
    const before = await readObject(api, path, signal);
    const wanted = before === undefined ? application.wanted : withFollowedImages(application.wanted, before);
    const query = {
      fieldManager: FIELD_MANAGER,
      ...(force ? { force } : {}),
      ...(dryRun ? { dryRun: 'All' } : {}),
    };
    const contentType = 'application/apply-patch+yaml';
    const reply = await api.send({ method: 'PATCH', path, query, body: wanted, contentType }, signal);
    // an image trigger may have fired since the object was read
    if (isContended(reply, wanted !== application.wanted) && tries < MAX_TRIES) continue;
    // some admission webhooks do not support dry run: their verdict is only known on the real request
    if (!reply.ok && dryRun && reply.failure.message.includes('does not support dry run')) {
      return { action: before === undefined ? 'create' : 'change', before };
    }
    if (!reply.ok) throw explainApply(reply.failure, named);
    if (before === undefined) return { action: 'create', before };
    return { action: isSame(before, reply.body) ? 'unchanged' : 'change', before };
  }
}

function isContended(reply: ApiReply, followsImages: boolean): boolean {
  return !reply.ok && followsImages && isManagerConflict(reply.failure);
}

/** undefined: the object does not exist. */
export async function readObject(
  api: Api,
  path: string,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404) return undefined;
  return requireOk(reply);
}

/** Compares without the fields that change on every write. */
function isSame(before: JsonObject, after: JsonObject): boolean {
  return isDeepStrictEqual(withoutBookkeeping(before), withoutBookkeeping(after));
}

function withoutBookkeeping(object: JsonObject): JsonObject {
  const metadata = withoutKeys(
    objectAt(object, 'metadata'),
    'managedFields',
    'resourceVersion',
    'generation',
  );
  return { ...withoutKeys(object, 'status'), metadata };
}

/** Undoes an application: deletes the objects it created and restores those it changed. */
export async function undoApplication(
  api: Api,
  path: string,
  { action, before }: Outcome,
  signal: AbortSignal,
): Promise<void> {
  if (action === 'unchanged') return;
  if (before === undefined) {
    const reply = await api.send({ method: 'DELETE', path }, signal);
    if (!reply.ok && reply.failure.status !== 404) throw explain(reply.failure);
    return;
  }
  const current = await readObject(api, path, signal);
  if (current === undefined) return;
  const metadata = {
    ...objectAt(before, 'metadata'),
    resourceVersion: textAt(current, 'metadata', 'resourceVersion'),
  };
  requireOk(await api.send({ method: 'PUT', path, body: { ...before, metadata } }, signal));
}

const MAX_CAUSES = 5;

type Named = Pick<ObjectPlan, 'kind' | 'name' | 'project'>;

/** Translates a rejected application (openshift-api.md §6.3, captures 44c, 44i, 44n, 44z). */
function explainApply(failure: Failure, object: Named): PromoteError {
  const what = objectText(object);
  const where = { side: failure.side, host: failure.host, request: failure.request, status: failure.status };
  if (isManagerConflict(failure)) {
    return new PromoteError({
      code: 'APPLY_CONFLICT',
      message: `${what} has fields that something else manages: ${conflictsText(failure)}`,
      hint: conflictHint(failure, object),
      where,
    });
  }
  if (failure.status === 415) {
    return new PromoteError({
      code: 'NOT_OPENSHIFT',
      message: `${failure.host} cannot apply ${what}: it is too old for server-side apply (OpenShift 4.3 or later)`,
      hint: 'apply the manifests with oc in a separate step, or use a newer cluster',
      where,
    });
  }
  const schema = /failed to create typed patch object \([^)]*\): (.*)/s.exec(failure.message)?.[1];
  if (schema !== undefined) {
    return new PromoteError({
      code: 'INPUT_INVALID',
      message: `${what} does not fit its schema: ${schema}`,
      hint: `see its fields: oc explain ${object.kind.toLowerCase()} --recursive`,
      where,
    });
  }
  const { code, message, hint, where: place } = explain(failure);
  return new PromoteError({
    code,
    message: `${what}: ${message}`,
    hint: immutableHint(failure, object) ?? hint,
    where: place,
  });
}

function isManagerConflict(failure: Failure): boolean {
  return failure.status === 409 && failure.causes.some(({ reason }) => reason === 'FieldManagerConflict');
}

function conflictsText({ causes }: Failure): string {
  const shown = causes.slice(0, MAX_CAUSES).map(({ field, message }) => `${field} (${managerOf(message)})`);
  const more = causes.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** `conflict with "kubectl-client-side-apply" using apps/v1` */
function managerOf(message: string): string {
  return /^conflict with "([^"]+)"/.exec(message)?.[1] ?? message;
}

function conflictHint({ causes }: Failure, { kind, name, project }: Named): string {
  const managers = new Set(causes.map(({ message }) => managerOf(message)));
  const look = `see who has what: oc get ${kind.toLowerCase()}/${name} -n ${project} -o yaml --show-managed-fields`;
  if (managers.has('openshift-promote')) {
    return 'an earlier promotion set it without the manifest: write ${PROMOTE_IMAGE} as the image, or set "force-conflicts" to true once';
  }
  return `take these fields out of the manifest, or take them over by setting "force-conflicts" to true; ${look}`;
}

function immutableHint({ message }: Failure, { kind, name, project }: Named): string | undefined {
  if (!/field is immutable|may not change once set|cannot change roleRef/.test(message)) return undefined;
  return `this cannot be changed in place: oc delete ${kind.toLowerCase()}/${name} -n ${project}, then run the promotion again`;
}

/**
 * Removes the fields that image triggers own: containers that follow a tag keep their image, and triggers their last
 * triggered image. Otherwise each application would conflict with the controller, which owns these fields after its first
 * write (openshift-api.md §6.3), and would start a rollout of its own.
 */
export function withFollowedImages(wanted: JsonObject, live: JsonObject): JsonObject {
  const images = (triggers: readonly ImageTrigger[]): JsonObject =>
    withLiveImages(wanted, live, new Set(triggers.map(({ container }) => container)));
  const kind = workloadKindOf(textAt(wanted, 'kind') ?? '');
  if (kind === undefined) return wanted;
  switch (workloadRow(kind).triggers) {
    case 'spec': {
      const given = Array.isArray(valueAt(wanted, 'spec', 'triggers'));
      const triggers = given
        ? deploymentConfigTriggers(wanted)
        : deploymentConfigTriggers(live).filter(({ automatic }) => automatic);
      return withLiveTriggers(images(triggers), live);
    }
    case 'annotation': {
      const { triggers, unreadable } = annotationTriggers(wanted);
      if (triggers.length > 0 || unreadable) return images(triggers);
      // `oc set triggers` may have added them since; the manifest does not list them
      return images(annotationTriggers(live).triggers.filter(({ automatic }) => automatic));
    }
  }
}

function withLiveImages(wanted: JsonObject, live: JsonObject, followed: ReadonlySet<string>): JsonObject {
  const images = new Map(templateContainers(live).map(({ name, image }) => [name, image]));
  const change = (container: unknown): unknown => {
    const name = textAt(container, 'name') ?? '';
    const image = images.get(name);
    if (!isJsonObject(container) || !followed.has(name) || image === undefined) return container;
    return { ...container, image };
  };
  const template = podTemplateOf(wanted);
  const pod = objectAt(template, 'spec');
  const lists = ['containers', 'initContainers'].flatMap((list) => {
    const containers = valueAt(pod, list);
    return Array.isArray(containers) ? [[list, containers.map(change)] as const] : [];
  });
  if (lists.length === 0) return wanted;
  return withPodTemplate(wanted, { ...template, spec: { ...pod, ...Object.fromEntries(lists) } });
}

/** The list of triggers is a single value (capture 44u): including the live ones avoids a conflict. */
function withLiveTriggers(wanted: JsonObject, live: JsonObject): JsonObject {
  const triggers = valueAt(wanted, 'spec', 'triggers');
  if (!Array.isArray(triggers)) return wanted;
  const known = objectsAt(live, 'spec', 'triggers');
  const changed = triggers.map(
    (trigger: unknown) => known.find((each) => isSameTrigger(each, trigger)) ?? trigger,
  );
  return { ...wanted, spec: { ...objectAt(wanted, 'spec'), triggers: changed } };
}

/** Compares without the last triggered image and the namespace that the server fills in. */
function isSameTrigger(live: JsonObject, wanted: unknown): boolean {
  const facts = (trigger: unknown): string => {
    const params = objectAt(trigger, 'imageChangeParams');
    return JSON.stringify([
      textAt(trigger, 'type'),
      valueAt(params, 'automatic') ?? false,
      valueAt(params, 'containerNames'),
      textAt(params, 'from', 'kind'),
      textAt(params, 'from', 'name'),
    ]);
  };
  return facts(live) === facts(wanted);
}

import type { ApplyRequest } from '../../core/ports/apply.ts';
import { type JsonObject, isJsonObject } from '../../core/text/strict-json.ts';
import { type Api, requireOk } from '../api/api.ts';
import { textAt, objectAt, objectsAt, valueAt, withoutKeys } from '../api/json-fields.ts';
import { readObject } from './apply-object.ts';
import { objectPath, type FindResource, inputProblem } from './resources.ts';
import { readSource, readTemplate, type ReadUrl } from './sources.ts';
import { formatExactJson } from '../../core/text/exact-json.ts';
import { namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';

/** An object to apply, or to leave unchanged. */
export interface GatheredObject {
  readonly object: JsonObject;
  /** the object exists and holds generated values that cannot be recovered */
  readonly keep: boolean;
}

/** The cluster operations that gathering needs. */
export interface GatherContext {
  readonly api: Api;
  readonly findResource: FindResource;
  readonly readUrl: ReadUrl;
}

/** Collects every object of a request, with all values filled in. @throws PromoteError INPUT_INVALID, ACCESS_DENIED, … */
export async function gatherObjects(
  request: ApplyRequest,
  context: GatherContext,
  signal: AbortSignal,
): Promise<readonly GatheredObject[]> {
  const gathered: GatheredObject[] = [];
  if (request.template !== undefined) {
    const template = await readTemplate(context.api, context.readUrl, request.template, signal);
    gathered.push(...(await objectsOfTemplate(template, request, context, signal)));
  }
  for (const source of request.manifests) {
    const objects = await readSource(context.api, context.readUrl, source, signal);
    gathered.push(...objects.map((object) => ({ object, keep: false })));
  }
  gathered.push(...request.objects.map((object) => ({ object, keep: false })));
  return gathered.map(({ object, keep }) => ({ object: filled(object, request), keep }));
}

function filled(object: JsonObject, { values }: ApplyRequest): JsonObject {
  const [unknown] = unknownPlaceholders(object, values);
  if (unknown === undefined) return fillObject(object, values);
  throw inputProblem(
    `${textAt(object, 'kind') ?? 'an object'} ${textAt(object, 'metadata', 'name') ?? ''} asks for \${${unknown}}, which is not known`,
    `there are ${Object.keys(values).join(', ')}`,
  );
}

async function objectsOfTemplate(
  template: JsonObject,
  request: ApplyRequest,
  context: GatherContext,
  signal: AbortSignal,
): Promise<readonly GatheredObject[]> {
  const { project } = request;
  const values = parameterValues(template, request);
  if (request.newProjects.has(project)) {
    return outlineTemplate(template, values).map((object) => ({ object, keep: false }));
  }
  const first = await processTemplate(context.api, template, values, project, signal);
  const recovered: Record<string, string> = {};
  for (const object of first.filter(({ generated }) => generated.length > 0)) {
    const live = await readLive(object, project, context, signal);
    if (live !== undefined) Object.assign(recovered, recoverValues(object, live));
  }
  const isRecovered = Object.keys(recovered).length > 0;
  const objects = isRecovered
    ? await processTemplate(context.api, template, { ...values, ...recovered }, project, signal)
    : first;
  return Promise.all(
    objects.map(async (object) => ({
      object: object.object,
      keep: object.generated.length > 0 && (await readLive(object, project, context, signal)) !== undefined,
    })),
  );
}

async function readLive(
  { object }: TemplateObject,
  project: string,
  { api, findResource }: GatherContext,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const name = textAt(object, 'metadata', 'name');
  if (name === undefined) return undefined;
  const resource = await findResource(
    textAt(object, 'apiVersion') ?? '',
    textAt(object, 'kind') ?? '',
    signal,
  );
  return readObject(
    api,
    objectPath(resource, textAt(object, 'metadata', 'namespace') ?? project, name),
    signal,
  );
}

/**
 * Reads generated parameter values back from a live object, at the places where the template has only the parameter. Reusing
 * them makes the next processing produce the same object instead of, for example, a new password.
 */
function recoverValues(
  { raw, generated }: TemplateObject,
  live: JsonObject,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const wanted = new Set(generated);
  const look = (template: unknown, value: unknown, decode: boolean): void => {
    if (typeof template === 'string') {
      const name = /^\$\{([A-Za-z0-9_]+)\}$/.exec(template)?.[1];
      if (name === undefined || !wanted.has(name) || typeof value !== 'string') return;
      found[name] = decode ? Buffer.from(value, 'base64').toString('utf8') : value;
    } else if (Array.isArray(template)) {
      template.forEach((item, index) => {
        look(item, partner(item, index, value), decode);
      });
    } else if (isJsonObject(template) && isJsonObject(value)) {
      for (const [key, inner] of Object.entries(template)) {
        if (Object.hasOwn(value, key)) look(inner, value[key], decode);
      }
    }
  };
  look(raw, live, false);
  // `stringData` is stored as base64 in `data`
  look(raw['stringData'], live['data'], textAt(raw, 'kind') === 'Secret');
  return found;
}

/** Matches named items by name, others by index. */
function partner(item: unknown, index: number, list: unknown): unknown {
  if (!Array.isArray(list)) return undefined;
  const name = textAt(item, 'name');
  if (name === undefined) return list[index] as unknown;
  return list.find((candidate: unknown) => textAt(candidate, 'name') === name) as unknown;
}

/** An object of a processed template, and the generated values in it. */
interface TemplateObject {
  readonly object: JsonObject;
  /** as written in the template, before parameters are replaced */
  readonly raw: JsonObject;
  /** parameters with generated values that the object uses */
  readonly generated: readonly string[];
}

type Values = Readonly<Record<string, string>>;

/**
 * The parameter values of a template: those the user gave, and image parameters filled in by name.
 * The server ignores unknown names, so they are rejected here, as `oc process` does.
 * @throws PromoteError INPUT_INVALID
 */
function parameterValues(template: JsonObject, request: ApplyRequest): Values {
  const parameters = objectsAt(template, 'parameters');
  const names = parameters.map((parameter) => textAt(parameter, 'name') ?? '');
  const given = Object.entries(request.parameters).map(
    ([name, value]) => [name, fillText(value, request.values)] as const,
  );
  const unknown = given.map(([name]) => name).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw inputProblem(
      `the template ${templateName(template)} has no parameter ${unknown.join(', ')}`,
      names.length === 0 ? 'it has no parameters' : `it has ${names.join(', ')}`,
    );
  }
  const promoted = Object.entries(request.values).filter(([name]) => names.includes(name));
  const values = Object.fromEntries([...promoted, ...given]);
  const missing = parameters
    .filter((parameter) => valueAt(parameter, 'required') === true && !hasValue(parameter, values))
    .map((parameter) => textAt(parameter, 'name') ?? '');
  if (missing.length === 0) return values;
  throw inputProblem(
    `the template ${templateName(template)} needs a value for ${missing.join(', ')}`,
    `add to "template-parameters": ${missing.map((name) => `${name}=…`).join(', ')}`,
  );
}

function hasValue(parameter: JsonObject, values: Values): boolean {
  const name = textAt(parameter, 'name') ?? '';
  if ((values[name] ?? '') !== '') return true;
  if (Object.hasOwn(values, name)) return false;
  return textAt(parameter, 'value') !== undefined || textAt(parameter, 'generate') !== undefined;
}

function templateName(template: JsonObject): string {
  return textAt(template, 'metadata', 'name') ?? 'without a name';
}

/** The objects as far as they are known without a cluster: names and kinds may be parameters with given values. */
function outlineTemplate(template: JsonObject, values: Values): readonly JsonObject[] {
  const defaults = objectsAt(template, 'parameters').map(
    (parameter) => [textAt(parameter, 'name') ?? '', textAt(parameter, 'value') ?? ''] as const,
  );
  const known = { ...Object.fromEntries(defaults.filter(([, value]) => value !== '')), ...values };
  return objectsAt(template, 'objects').map((object) => fillObject(withoutFixedProject(object), known));
}

/** The server drops a namespace that is not a parameter (capture 50a). */
function withoutFixedProject(object: JsonObject): JsonObject {
  const { namespace, ...metadata } = objectAt(object, 'metadata');
  return typeof namespace === 'string' && !namespace.includes('${') ? { ...object, metadata } : object;
}

/** Processes the template on the cluster, which stores nothing. @throws PromoteError INPUT_INVALID, ACCESS_DENIED */
async function processTemplate(
  api: Api,
  template: JsonObject,
  values: Values,
  project: string,
  signal: AbortSignal,
): Promise<readonly TemplateObject[]> {
  const parameters = objectsAt(template, 'parameters').map((parameter) => withValue(parameter, values));
  const generated = parameters.flatMap((parameter) =>
    textAt(parameter, 'generate') !== undefined && textAt(parameter, 'value') === undefined
      ? [textAt(parameter, 'name') ?? '']
      : [],
  );
  const metadata = withoutKeys(objectAt(template, 'metadata'), 'uid', 'resourceVersion', 'managedFields');
  const body = { ...template, metadata: { ...metadata, namespace: project }, parameters };
  const path = namespacedPath('template.openshift.io/v1', project, 'processedtemplates');
  const reply = await api.send({ method: 'POST', path, body, retry: 'repeatable' }, signal);
  if (!reply.ok && reply.failure.status === 422) {
    throw inputProblem(
      `the template ${templateName(template)} cannot be processed: ${reply.failure.causes.map(({ message }) => message).join('; ') || reply.failure.message}`,
      `try it: oc process -f FILE --local`,
    );
  }
  if (!reply.ok) throw explain(reply.failure);
  const raw = objectsAt(template, 'objects');
  return objectsAt(requireOk(reply), 'objects').map((object, index) => ({
    object,
    raw: raw[index] ?? object,
    generated: generated.filter((name) => mentions(raw[index], name)),
  }));
}

/** A parameter with a given value is not generated (openshift-api.md §6.1). */
function withValue(parameter: JsonObject, values: Values): JsonObject {
  const name = textAt(parameter, 'name') ?? '';
  if (!Object.hasOwn(values, name)) return parameter;
  return { ...withoutKeys(parameter, 'generate', 'from'), value: values[name] };
}

function mentions(raw: JsonObject | undefined, name: string): boolean {
  const text = formatExactJson(raw ?? {});
  return text.includes(`\${${name}}`) || text.includes(`\${{${name}}}`);
}

/** Replaces `${NAME}` by the value of that name; unknown names are left unchanged, as in templates. */
function fillText(text: string, values: Values): string {
  return text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (found, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? found) : found,
  );
}

/** The same for every string of an object. */
function fillObject(object: JsonObject, values: Values): JsonObject {
  return fill(object, values) as JsonObject;
}

function fill(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return fillText(value, values);
  if (Array.isArray(value)) return value.map((item) => fill(item, values));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, values)]));
}

/** Placeholders such as `PROMOTE_IMAGE` that are used but have no value. */
function unknownPlaceholders(object: JsonObject, values: Values): readonly string[] {
  const names = [...formatExactJson(object).matchAll(/\$\{(PROMOTE_[A-Z0-9_]+)\}/g)].map(
    ([, name = '']) => name,
  );
  return [...new Set(names)].filter((name) => !Object.hasOwn(values, name));
}

import { formatExactJson } from '../../core/text/exact-json.ts';
import type { ApplyRequest } from '../../core/ports/apply.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { objectAt, objectsAt, textAt, valueAt, withoutKeys } from '../api/json-fields.ts';
import { inputProblem } from './input-problem.ts';
import { fillObject, fillText } from './placeholders.ts';

/** An object of a processed template, and what of it the template generates. */
export interface TemplateObject {
  readonly object: JsonObject;
  /** as the template has it, before parameters are filled in */
  readonly raw: JsonObject;
  /** parameters with generated values that stand in it */
  readonly generated: readonly string[];
}

type Values = Readonly<Record<string, string>>;

/**
 * The values the parameters of a template get: those of the user, and of what is promoted for parameters that are called so.
 * The server ignores names it does not know, so they are looked for here, as `oc process` does.
 * @throws PromoteError INPUT_INVALID
 */
export function parameterValues(template: JsonObject, request: ApplyRequest): Values {
  const parameters = objectsAt(template, 'parameters');
  const names = parameters.map((parameter) => textAt(parameter, 'name') ?? '');
  const given = Object.entries(request.parameters).map(
    ([name, value]) => [name, fillText(value, request.values)] as const,
  );
  const unknown = given.map(([name]) => name).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw inputProblem(
      `the template ${templateName(template)} has no parameter ${unknown.join(', ')}`,
      names.length === 0 ? 'it has no parameters at all' : `it has ${names.join(', ')}`,
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

/** The objects as far as they are known without a cluster: names and kinds that are parameters with given values. */
export function outlineTemplate(template: JsonObject, values: Values): readonly JsonObject[] {
  const defaults = objectsAt(template, 'parameters').map(
    (parameter) => [textAt(parameter, 'name') ?? '', textAt(parameter, 'value') ?? ''] as const,
  );
  const known = { ...Object.fromEntries(defaults.filter(([, value]) => value !== '')), ...values };
  return objectsAt(template, 'objects').map((object) => fillObject(withoutFixedProject(object), known));
}

/** The server drops a namespace that is no parameter (capture 50a). */
function withoutFixedProject(object: JsonObject): JsonObject {
  const { namespace, ...metadata } = objectAt(object, 'metadata');
  return typeof namespace === 'string' && !namespace.includes('${') ? { ...object, metadata } : object;
}

/** Has the cluster process the template; nothing is stored by that. @throws PromoteError INPUT_INVALID, ACCESS_DENIED */
export async function processTemplate(
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

/** A value that is given is not generated (openshift-api.md §6.1). */
function withValue(parameter: JsonObject, values: Values): JsonObject {
  const name = textAt(parameter, 'name') ?? '';
  if (!Object.hasOwn(values, name)) return parameter;
  return { ...withoutKeys(parameter, 'generate', 'from'), value: values[name] };
}

function mentions(raw: JsonObject | undefined, name: string): boolean {
  const text = formatExactJson(raw ?? {});
  return text.includes(`\${${name}}`) || text.includes(`\${{${name}}}`);
}

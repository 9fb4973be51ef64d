import { json, type ApiCall, type Handler } from '../exchange/exchange.ts';
import { invalid } from '../exchange/status.ts';
import { asObject, asString, isObject, without, type Json, type JsonObject } from '../state/json.ts';
import type { TemplateParameter } from '../state/config-kinds.ts';
import { ExpressionFailure, generateValue } from './expression.ts';
import { readTemplate } from './template-spec.ts';

const GROUP = 'template.openshift.io';
const NAME = /^[a-zA-Z0-9_]+$/;

/** Kinds of OpenShift that once had no group (capture 50a). */
const LEGACY_GROUPS: Readonly<Record<string, string>> = {
  DeploymentConfig: 'apps.openshift.io/v1',
  Route: 'route.openshift.io/v1',
  ImageStream: 'image.openshift.io/v1',
  BuildConfig: 'build.openshift.io/v1',
  Template: 'template.openshift.io/v1',
};

/** `processedtemplates`: the template comes back with its parameters filled in; nothing is stored (captures 50a–50j). */
export const processTemplate: Handler = (call, state) => {
  const metadata = asObject(call.body['metadata']);
  const name = asString(metadata['name']);
  const template = readTemplate(call.body);
  const given = template.parameters ?? [];
  requireNames(name, given);
  const parameters = given.map((parameter, index) => withValue(name, parameter, index, state.chance));
  // the last one of a name wins (capture 50e)
  const values = new Map(parameters.map((parameter) => [parameter.name, parameter.value ?? '']));
  const labels = Object.entries(template.labels ?? {}).map(
    ([key, text]) => [key, asString(substitute(text, values))] as const,
  );
  const { message } = template;
  return json(201, {
    kind: 'Template',
    apiVersion: `${GROUP}/v1`,
    metadata: { ...answeredMetadata(metadata, call), creationTimestamp: null },
    ...(message === undefined ? {} : { message: substitute(message, values) }),
    objects: template.objects.map((object) => processObject(object, values, Object.fromEntries(labels))),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
  });
};

function answeredMetadata(sent: JsonObject, call: ApiCall): JsonObject {
  const kept = without(sent, 'uid', 'managedFields', 'creationTimestamp') as JsonObject;
  return { ...kept, namespace: call.namespace ?? '' };
}

function requireNames(template: string, parameters: readonly TemplateParameter[]): void {
  const index = parameters.findIndex(({ name }) => !NAME.test(name));
  const bad = parameters[index];
  if (bad === undefined) return;
  throw invalid(GROUP, 'Template', template, [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: "${bad.name}": does not match ${NAME.source}`,
      field: `parameters[${index}].name`,
    },
  ]);
}

function withValue(
  template: string,
  parameter: TemplateParameter,
  index: number,
  chance: () => number,
): TemplateParameter {
  const field = `template.parameters[${index}]`;
  const refuse = (reason: string, message: string): Error =>
    invalid(GROUP, 'Template', template, [{ reason, message, field }]);
  const { name, value = '', generate = '', from = '', required = false } = parameter;
  if (value !== '') return parameter;
  if (generate !== '') {
    if (generate !== 'expression') {
      throw refuse(
        'FieldValueInvalid',
        `Invalid value: "${generate}": Unknown generator name '${generate}' for parameter ${name}`,
      );
    }
    try {
      return { ...parameter, value: generateValue(from, chance) };
    } catch (error) {
      if (!(error instanceof ExpressionFailure)) throw error;
      const shown = `v1.Parameter{Name:"${name}", DisplayName:"", Description:"", Value:"", Generate:"${generate}", From:"${from}", Required:${required}}`;
      throw refuse('FieldValueInvalid', `Invalid value: ${shown}: ${error.message}`);
    }
  }
  if (!required) return parameter;
  // openshift-api.md §6.1; not recorded
  throw refuse(
    'FieldValueRequired',
    `Required value: ${field}: parameter ${name} is required and must be specified`,
  );
}

function processObject(
  object: JsonObject,
  values: ReadonlyMap<string, string>,
  labels: Readonly<Record<string, string>>,
): JsonObject {
  // a namespace that is no parameter is dropped: the caller decides where objects go
  const metadata = asObject(object['metadata']);
  const isFixed = typeof metadata['namespace'] === 'string' && !metadata['namespace'].includes('${');
  const moved = isFixed ? (without(metadata, 'namespace') as JsonObject) : metadata;
  const result = asObject(substituteAll({ ...object, metadata: moved }, values));
  const version = LEGACY_GROUPS[asString(result['kind'])];
  const done = asObject(result['metadata']);
  return {
    ...result,
    ...(result['apiVersion'] === 'v1' && version !== undefined ? { apiVersion: version } : {}),
    metadata:
      Object.keys(labels).length === 0
        ? done
        : { ...done, labels: { ...asObject(done['labels']), ...labels } },
  };
}

function substituteAll(value: Json, values: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return substitute(value, values);
  if (Array.isArray(value)) return value.map((item) => substituteAll(item, values));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substituteAll(item, values)]));
}

/** `${{NAME}}` alone becomes what its value means as JSON; each `${NAME}` is replaced where it first stands (capture 50a). */
function substitute(text: string, values: ReadonlyMap<string, string>): Json {
  const typed = values.get(/^\$\{\{([a-zA-Z0-9_]+)\}\}$/.exec(text)?.[1] ?? '');
  if (typed !== undefined) return parseOrKeep(typed);
  let result = text;
  for (const [found, name = ''] of text.matchAll(/\$\{([a-zA-Z0-9_]+)\}/g)) {
    const value = values.get(name);
    if (value !== undefined) result = result.replace(found, () => value);
  }
  return result;
}

function parseOrKeep(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

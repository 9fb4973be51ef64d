import { formatExactJson } from '../../src/core/text/exact-json.ts';
import { badRequest, StatusFailure } from '../exchange/status.ts';
import { itemKey, listKeysOf } from '../state/list-keys.ts';
import { asObject, asString, isObject, type JsonObject } from '../state/json.ts';
import { KUBERNETES_FIELDS } from './kubernetes-fields.ts';
import { OPENSHIFT_FIELDS } from './openshift-fields.ts';

/** Fields by name with the type of each, by the name of the type that has them. */
const TYPES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  [KUBERNETES_FIELDS, OPENSHIFT_FIELDS]
    .flatMap((text) => text.trim().split('\n'))
    .map((line) => {
      const [name = '', ...fields] = line.split(' ');
      return [name, new Map(fields.map((field) => field.split(':') as [string, string]))];
    }),
);

/** The type of a body; undefined: its fields are not known here. */
function typeOf(apiVersion: string, kind: string): string | undefined {
  const name = apiVersion === 'autoscaling/v2' ? `V2${kind}` : kind;
  return TYPES.has(name) ? name : undefined;
}

/** A value that does not fit. */
interface Misfit {
  /** as server-side apply names it: `.spec.template.spec.containers[name="web"].tty` */
  readonly path: string;
  /** as strict decoding names it: `spec.template.spec.containers[0].tty` */
  readonly indexed: string;
  /** as Go's decoder names it: `spec.template.spec.containers.tty` */
  readonly field: string;
  /** undefined: there is no such field */
  readonly expected: string | undefined;
  /** the type that has the field */
  readonly owner: string;
  readonly value: unknown;
}

function* misfitsOf(value: unknown, type: string, at: Omit<Misfit, 'expected' | 'value'>): Generator<Misfit> {
  // Go leaves a field that is null as it was
  if (type === 'any' || value === null || value === undefined) return;
  const misfit = { ...at, expected: type, value };
  if (type.startsWith('[]')) {
    if (!Array.isArray(value)) yield misfit;
    else {
      const keys = listKeysOf(at.path.replace(/\[[^\]]*\]/g, ''));
      for (const [index, item] of value.entries()) {
        const key = keys !== undefined && isObject(item) ? itemKey(item, keys) : String(index);
        yield* misfitsOf(item, type.slice(2), {
          ...at,
          path: `${at.path}[${key}]`,
          indexed: `${at.indexed}[${index}]`,
        });
      }
    }
    return;
  }
  if (type.startsWith('{}')) {
    if (!isObject(value)) yield misfit;
    else {
      for (const [key, item] of Object.entries(value))
        yield* misfitsOf(item, type.slice(2), below(at, key, at.owner));
    }
    return;
  }
  const fields = TYPES.get(type);
  if (fields === undefined) {
    if (!isScalar(value, type)) yield misfit;
    return;
  }
  if (!isObject(value)) {
    yield misfit;
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    const place = below(at, key, type);
    const expected = fields.get(key);
    if (expected === undefined) yield { ...place, expected, value: item };
    else yield* misfitsOf(item, expected, place);
  }
}

function below(at: Omit<Misfit, 'expected' | 'value'>, key: string, owner: string): typeof at {
  const after = (place: string): string => (place === '' ? key : `${place}.${key}`);
  return { path: `${at.path}.${key}`, indexed: after(at.indexed), field: after(at.field), owner };
}

function isScalar(value: unknown, type: string): boolean {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'int32':
    case 'int64':
    case 'int':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'float':
      return isNumber;
    case 'int-or-string':
    case 'quantity':
      return isNumber || typeof value === 'string';
    default:
      throw new Error(`there is no type ${type}`);
  }
}

function bodyMisfits(kind: string, body: JsonObject): readonly Misfit[] {
  const type = typeOf(asString(body['apiVersion']), kind);
  return type === undefined
    ? []
    : [...misfitsOf(body, type, { path: '', indexed: '', field: '', owner: type })];
}

/** The fields that the kind does not have, as `spec.replicaz`. */
export function unknownFields(kind: string, body: JsonObject): readonly string[] {
  return bodyMisfits(kind, body).flatMap(({ expected, indexed }) =>
    expected === undefined ? [indexed] : [],
  );
}

/** The object without fields that its kind does not have: they are dropped when it is decoded (capture 44k). */
export function withoutUnknown(kind: string, body: JsonObject): JsonObject {
  const strip = (value: unknown, type: string): unknown => {
    if (Array.isArray(value)) return type === 'any' ? value : value.map((item) => strip(item, type.slice(2)));
    if (!isObject(value)) return value;
    const fields = TYPES.get(type);
    const inner = (key: string): string | undefined =>
      type.startsWith('{}') ? type.slice(2) : fields?.get(key);
    if (fields === undefined && !type.startsWith('{}')) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => {
        const known = inner(key);
        return known === undefined ? [] : [[key, strip(item, known)]];
      }),
    );
  };
  const type = typeOf(asString(body['apiVersion']), kind);
  return type === undefined ? body : (strip(body, type) as JsonObject);
}

/**
 * Refuses a value that Go cannot decode into its field: `Deployment in version "v1" cannot be handled as a Deployment: json:
 * cannot unmarshal string into Go struct field Container.spec.template.spec.containers.tty of type bool`.
 * @throws StatusFailure 400
 */
export function requireDecodable(kind: string, body: JsonObject): void {
  const misfit = bodyMisfits(kind, body).find(({ expected }) => expected !== undefined);
  if (misfit === undefined) return;
  const { owner, field, expected = '', value } = misfit;
  const version = asString(body['apiVersion']).split('/').at(-1) ?? '';
  throw badRequest(
    `${kind} in version "${version}" cannot be handled as a ${kind}: json: cannot unmarshal ${jsonKind(value)} into Go struct field ${owner}.${field} of type ${goType(expected)}`,
  );
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' && !Number.isInteger(value)) return `number ${value}`;
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function goType(type: string): string {
  if (type.startsWith('[]')) return `[]${goType(type.slice(2))}`;
  if (type.startsWith('{}')) return `map[string]${goType(type.slice(2))}`;
  if (type === 'int-or-string') return 'int32';
  if (type === 'quantity') return 'resource.Quantity';
  return TYPES.has(type) ? `v1.${type}` : type.replace(/^float$/, 'float64');
}

/** @throws StatusFailure 500 as server-side apply answers what its schema does not know (captures 44i, 44n, 44v2) */
export function requireSchema(body: JsonObject): void {
  const kind = asString(body['kind']);
  const texts = bodyMisfits(kind, body).map(({ path, expected, value }) =>
    expected === undefined
      ? `${path}: field not declared in schema`
      : `${path}: expected ${schemaType(expected)}, got &value.valueUnstructured{Value:${goText(value)}}`,
  );
  if (texts.length === 0) return;
  const name = asString(asObject(body['metadata'])['name']);
  const version = asString(body['apiVersion']);
  const group = version.includes('/') ? version : `/${version}`;
  const what = texts.length === 1 ? texts[0] : ['errors:', ...texts.map((text) => `  ${text}`)].join('\n');
  throw new StatusFailure(
    500,
    undefined,
    `failed to create typed patch object (/${name}; ${group}, Kind=${kind}): ${what ?? ''}`,
  );
}

function schemaType(type: string): string {
  if (type.startsWith('[]')) return 'list';
  if (type.startsWith('{}') || TYPES.has(type)) return 'map';
  if (type === 'string') return 'string';
  return type === 'bool' ? 'boolean' : 'numeric (int or float)';
}

/** As Go prints a value with %#v. */
function goText(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goText).join(', ')}}`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${goText(item)}`);
    return `map[string]interface {}{${entries.join(', ')}}`;
  }
  return formatExactJson(value);
}

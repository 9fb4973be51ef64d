import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';

const FILE = path.resolve(import.meta.dirname, '../fixtures/tekton/schemas.json');
const { schemas } = JSON.parse(readFileSync(FILE, 'utf8')) as {
  readonly schemas: Readonly<Record<string, object>>;
};
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

/** What Tekton's published schema of its kind has against an object, fields included that it does not know. */
export function tektonProblems(object: unknown): readonly string[] {
  const { kind } = object as { readonly kind: string };
  const schema = schemas[kind];
  if (schema === undefined) return [`there is no kind ${kind} in ${Object.keys(schemas).join(', ')}`];
  const validate = ajv.compile(closed(schema) as object);
  if (validate(object)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath}: ${message ?? ''} ${JSON.stringify(params)}`,
  );
}

/** The API server refuses fields that a schema does not list (`kubectl apply` validates strictly); JSON schema lets them pass. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const fields = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  // a number or a text, such as a port or a quantity
  if (fields['x-kubernetes-int-or-string'] === true) return {};
  const isOpen = fields['x-kubernetes-preserve-unknown-fields'] === true || 'additionalProperties' in fields;
  // a map of fields may have one that is called "properties"
  return typeof fields['properties'] === 'object' && fields['type'] === 'object' && !isOpen
    ? { ...fields, additionalProperties: false }
    : fields;
}

import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { badRequest, invalid } from '../exchange/status.ts';
import { asString, asStringMap, type JsonObject } from '../state/json.ts';
import type { Secret } from '../state/kinds.ts';

export const SECRETS: ResourceSpec<'secrets'> = {
  resource: 'secrets',
  group: '',
  version: 'v1',
  kind: 'Secret',
  namespaced: true,
  bookmark: { metadata: {} },
  fields: { type: (object) => (object as Secret).type },
  build: (body, call, state) => {
    const metadata = readMetadata(body, call, 'Secret', state);
    const content = readContent(body);
    refuseBadContent(metadata.name, content);
    return { metadata, ...content };
  },
  rebuild: (body, stored) => {
    const content = readContent(body);
    if (content.type !== stored.type) {
      throw problem(
        stored.metadata.name,
        'FieldValueInvalid',
        `Invalid value: "${content.type}": field is immutable`,
        'type',
      );
    }
    refuseBadContent(stored.metadata.name, content);
    return { metadata: updatedMetadata(body, stored), ...content };
  },
};

type Content = Pick<Secret, 'data' | 'type'>;

function readContent(body: JsonObject): Content {
  const encoded = asStringMap(body['data']) ?? {};
  for (const text of Object.values(encoded)) requireBase64(text);
  const plain = Object.entries(asStringMap(body['stringData']) ?? {}).map(
    ([key, text]) => [key, Buffer.from(text).toString('base64')] as const,
  );
  const data = { ...encoded, ...Object.fromEntries(plain) };
  return {
    ...(Object.keys(data).length === 0 ? {} : { data }),
    type: asString(body['type']) || 'Opaque',
  };
}

/** @throws StatusFailure 400 that names the first byte that is none (capture 45z) */
function requireBase64(text: string): void {
  const wrong = /[^A-Za-z0-9+/=\n]/.exec(text);
  if (wrong === null) return;
  throw badRequest(
    `Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte ${wrong.index}`,
  );
}

const KEYS: Readonly<Record<string, string>> = {
  'kubernetes.io/dockerconfigjson': '.dockerconfigjson',
  'kubernetes.io/dockercfg': '.dockercfg',
};

/** Pull secrets must hold JSON under their key (captures 45w, 45y). */
function refuseBadContent(name: string, content: Content): void {
  const key = KEYS[content.type];
  if (key === undefined) return;
  const value = content.data?.[key];
  if (value === undefined) throw problem(name, 'FieldValueRequired', 'Required value', `data[${key}]`);
  const text = Buffer.from(value, 'base64').toString('utf8');
  try {
    JSON.parse(text);
  } catch {
    const message = `Invalid value: "<secret contents redacted>": ${goSyntaxError(text)}`;
    throw problem(name, 'FieldValueInvalid', message, `data[${key}]`);
  }
}

/** As Go's parser words it; for words that begin like a literal it names the letter it expected. */
function goSyntaxError(text: string): string {
  const literal = ['null', 'true', 'false'].find((word) => text.startsWith(word[0] ?? ''));
  const at = literal === undefined ? 0 : [...literal].findIndex((letter, index) => text[index] !== letter);
  if (literal === undefined || at < 0) {
    return `invalid character '${text[0] ?? ''}' looking for beginning of value`;
  }
  return `invalid character '${text[at] ?? ''}' in literal ${literal} (expecting '${literal[at] ?? ''}')`;
}

function problem(name: string, reason: string, message: string, field: string): Error {
  return invalid('', 'Secret', name, [{ reason, message, field }]);
}

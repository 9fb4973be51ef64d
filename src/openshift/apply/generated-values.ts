import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { textAt } from '../api/json-fields.ts';
import type { TemplateObject } from './template.ts';

/**
 * The values of generated parameters that a live object holds, found where the template has nothing but the parameter. With
 * them the next processing makes the same object again, instead of a new password that nobody else knows of.
 */
export function recoverValues(
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
  // what is written as text is kept in base64
  look(raw['stringData'], live['data'], textAt(raw, 'kind') === 'Secret');
  return found;
}

/** Of an item with a name the one with that name, else the one at its place. */
function partner(item: unknown, index: number, list: unknown): unknown {
  if (!Array.isArray(list)) return undefined;
  const name = textAt(item, 'name');
  if (name === undefined) return list[index] as unknown;
  return list.find((candidate: unknown) => textAt(candidate, 'name') === name) as unknown;
}

import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject } from '../../core/text/strict-json.ts';

/** Where in a policy something is, as the beginning of a sentence: `rule "signed": signature.by `, `signer "ci": identity `. */
export function placeText(path: readonly string[], tree: unknown): string {
  const [first, second, ...rest] = path;
  if (first === undefined) return 'it ';
  if (second === undefined || !['rules', 'signers'].includes(first)) return `${path.join('.')} `;
  const name = first === 'signers' ? second : nameOfRule(tree, Number(second));
  const what =
    name === undefined
      ? `rule ${Number(second) + 1}`
      : `${first.slice(0, -1)} ${JSON.stringify(cleanServerText(name, 80))}`;
  return rest.length === 0 ? `${what} ` : `${what}: ${rest.join('.')} `;
}

function nameOfRule(tree: unknown, index: number): string | undefined {
  const rules = isJsonObject(tree) ? tree['rules'] : undefined;
  const rule: unknown = Array.isArray(rules) ? rules[index] : undefined;
  const name = isJsonObject(rule) ? rule['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

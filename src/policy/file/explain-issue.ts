import type { z } from 'zod';
import type { Problem } from '../../core/text/errors.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { policySchema } from '../model/schema.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Choices are few, so a guess may be bolder than among all inputs: `hihg` is high. */
const lettersWrong = (candidate: string): number =>
  candidate.length < 4 ? 1 : Math.max(2, candidate.length / 3);
const DOCUMENT = 'docs/policy.md lists all fields';

/** What is wrong with a policy, in words; one issue of the schema may be several problems. */
export function explainIssue(issue: Issue, tree: unknown, policyName: string): readonly Problem[] {
  const at = (path: Path): string => placeOf(path, tree);
  const problem = (path: Path, what: string, hint = DOCUMENT): Problem => ({
    code: 'POLICY_INVALID',
    message: `${policyName}: ${at(path)}${what}`,
    hint,
  });
  const value = valueAt(tree, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const meant = nearestName(key, fieldsAt(issue.path), lettersWrong);
        const hint = meant === undefined ? DOCUMENT : `did you mean ${meant}?`;
        return problem(issue.path, `has no field ${JSON.stringify(shorten(key))}`, hint);
      });
    case 'invalid_type':
      if (value === undefined) return [problem(issue.path, 'is missing')];
      return [problem(issue.path, `is ${kindOf(value)}, not ${kindNamed(issue.expected)}`)];
    case 'invalid_value':
      return [wrongChoice(issue.values.map(String))];
    case 'invalid_union':
      return unionProblems(issue.errors);
    case 'invalid_key':
      return [problem(issue.path, `is a name that cannot be used: it ${firstMessage(issue.issues)}`)];
    case 'too_small':
      return [problem(issue.path, issue.message.startsWith('Too') ? 'is empty' : issue.message)];
    case 'too_big':
      return [problem(issue.path, 'is too long')];
    case 'invalid_format':
      return [problem(issue.path, `is ${shown(value)}, and ${issue.message}`)];
    case 'not_multiple_of':
    case 'invalid_element':
    case 'custom':
      return [problem(issue.path, issue.message)];
  }

  function wrongChoice(choices: readonly string[]): Problem {
    if (value === undefined) return problem(issue.path, 'is missing', `write ${orList(choices)}`);
    const meant = typeof value === 'string' ? nearestName(value, choices, lettersWrong) : undefined;
    const hint = meant === undefined ? `write ${orList(choices)}` : `did you mean ${meant}?`;
    return problem(issue.path, `is ${shown(value)}, not ${orList(choices)}`, hint);
  }

  /** The alternative of the kind that was written explains it best. */
  function unionProblems(alternatives: readonly (readonly Issue[])[]): readonly Problem[] {
    if (value === undefined) return [problem(issue.path, 'is missing')];
    const fitting = alternatives
      .flatMap(flatten)
      .find((issues) => issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'));
    if (fitting === undefined || typeof value !== 'object')
      return [problem(issue.path, `is ${shown(value)}, which cannot be used here`)];
    return fitting.flatMap((inner) =>
      explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, tree, policyName),
    );
  }
}

/** What may be a text or one of several groups of fields is a choice in a choice. */
function flatten(issues: readonly Issue[]): readonly (readonly Issue[])[] {
  const [only] = issues;
  return only?.code === 'invalid_union' && only.path.length === 0 ? only.errors.flatMap(flatten) : [issues];
}

/** `rule "signed": signature.by `, `signer "ci": identity ` */
function placeOf(path: Path, tree: unknown): string {
  const [first, second, ...rest] = path.map(String);
  if (first === undefined) return 'it ';
  if (second === undefined || !['rules', 'signers'].includes(first)) return `${path.map(String).join('.')} `;
  const name = first === 'signers' ? second : valueAt(tree, [first, Number(second), 'name']);
  const what =
    typeof name === 'string'
      ? `${first.slice(0, -1)} ${JSON.stringify(shorten(name))}`
      : `rule ${Number(second) + 1}`;
  return rest.length === 0 ? `${what} ` : `${what}: ${rest.join('.')} `;
}

function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    tree,
  );
}

/** The fields that an object of the policy may have there. */
function fieldsAt(path: Path): readonly string[] {
  let schema: unknown = policySchema;
  for (const key of path) schema = inside(schema, key);
  const shape = alternativesOf(schema).flatMap((each) => Object.keys(defOf(each)?.['shape'] ?? {}));
  return [...new Set(shape)];
}

function inside(schema: unknown, key: PropertyKey): unknown {
  for (const each of alternativesOf(schema)) {
    const def = defOf(each);
    const shape = def?.['shape'] as Record<PropertyKey, unknown> | undefined;
    const found = shape?.[key] ?? def?.['element'] ?? def?.['valueType'];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Without what only says that something is optional, and all kinds of what can be several. */
function alternativesOf(schema: unknown): readonly unknown[] {
  const def = defOf(schema);
  if (def === undefined) return [];
  if (def['innerType'] !== undefined) return alternativesOf(def['innerType']);
  const { options } = def;
  return Array.isArray(options) ? options.flatMap(alternativesOf) : [schema];
}

function defOf(schema: unknown): Record<string, object | undefined> | undefined {
  return (schema as { def?: Record<string, object | undefined> } | undefined)?.def;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

function kindNamed(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    array: 'a list',
    object: 'a group of fields',
    record: 'a group of fields',
  };
  return names[expected] ?? `a ${expected}`;
}

function firstMessage(issues: readonly { readonly message: string }[]): string {
  return issues[0]?.message ?? 'is none';
}

function shown(value: unknown): string {
  return typeof value === 'object' ? kindOf(value) : shorten(JSON.stringify(value) ?? 'nothing');
}

function shorten(text: string): string {
  return cleanServerText(text, 80);
}

function orList(choices: readonly string[]): string {
  return choices.length < 2
    ? choices.join('')
    : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}

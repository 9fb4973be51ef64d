import { nearestName } from './nearest-name.ts';
import { cleanServerText } from './server-text.ts';
import { isJsonObject, type JsonObject } from './strict-json.ts';

/** Receives each problem; `path` leads from the root of the file to it. */
export type AddProblem = (path: readonly string[], what: string, hint?: string) => void;

/** The type of a value in a file: parses the value, and describes it as JSON schema (draft 7). */
export interface Shape<Value> {
  /** whether it applies to this kind of value: text, list, or group of fields */
  readonly suits: (value: unknown) => boolean;
  /** undefined: invalid, and reported */
  readonly read: (value: unknown, path: readonly string[], addProblem: AddProblem) => Value | undefined;
  readonly schema: JsonObject;
  /** default for a missing value; undefined: the value is required */
  readonly absent?: { readonly value: Value } | undefined;
}

export type Of<Read> = Read extends Shape<infer Value> ? Value : never;

const MAX_TEXT = 4096;
/** Choices are few, so a guess may be bold: `hihg` is high. */
const lettersWrong = (candidate: string): number =>
  candidate.length < 4 ? 1 : Math.max(2, Math.floor(candidate.length / 3));

export function described<Value>(shape: Shape<Value>, description: string): Shape<Value> {
  return { ...shape, schema: { ...shape.schema, description } };
}

export function optional<Value>(shape: Shape<Value>): Shape<Value | undefined> {
  return { ...shape, absent: { value: undefined } };
}

export function withDefault<Value>(shape: Shape<Value>, value: Value): Shape<Value> {
  return { ...shape, absent: { value }, schema: { ...shape.schema, default: value } };
}

/** @param must what a text that does not match the pattern must be, such as `must be a date` */
export function text(pattern?: RegExp, must = ''): Shape<string> {
  return {
    suits: (value) => typeof value === 'string',
    read(value, path, addProblem) {
      if (typeof value !== 'string') return refuse(value, 'a text', path, addProblem);
      if (value.trim() === '') addProblem(path, 'is empty');
      else if (value.length > MAX_TEXT) addProblem(path, 'is too long');
      else if (pattern?.test(value) === false) addProblem(path, `is ${shown(value)}, and ${must}`);
      else return value;
      return undefined;
    },
    schema: { type: 'string', minLength: 1, ...(pattern === undefined ? {} : { pattern: pattern.source }) },
  };
}

export function scalar(): Shape<string | number | boolean> {
  const types: readonly string[] = ['string', 'number', 'boolean'];
  return {
    suits: (value) => types.includes(typeof value),
    read: (value, path, addProblem) =>
      types.includes(typeof value)
        ? (value as string | number | boolean)
        : refuse(value, 'a text, a number, true or false', path, addProblem),
    schema: { type: types },
  };
}

export function choice<const Value extends string | number | boolean>(
  ...values: readonly Value[]
): Shape<Value> {
  return {
    suits: (value) => values.some((each) => each === value),
    read(value, path, addProblem) {
      const found = values.find((each) => each === value);
      if (found !== undefined) return found;
      const names = values.map(String);
      const meant = typeof value === 'string' ? nearestName(value, names, lettersWrong) : undefined;
      const hint = meant === undefined ? `write ${orList(names)}` : `did you mean ${meant}?`;
      addProblem(path, `is ${shown(value)}, not ${orList(names)}`, hint);
      return undefined;
    },
    schema: values.length === 1 ? { const: values[0] } : { enum: values },
  };
}

/** @param empty the problem reported for an empty list */
export function list<Value>(item: Shape<Value>, empty = 'is empty', max = 500): Shape<readonly Value[]> {
  return {
    suits: Array.isArray,
    read(value, path, addProblem) {
      if (!Array.isArray(value)) return refuse(value, 'a list', path, addProblem);
      if (value.length === 0) addProblem(path, empty);
      if (value.length > max) addProblem(path, 'is too long');
      const items = value.map((each: unknown, index) =>
        item.read(each, [...path, String(index)], addProblem),
      );
      return items.flatMap((each) => each ?? []);
    },
    schema: { type: 'array', items: item.schema, minItems: 1, maxItems: max },
  };
}

/** A map with user-defined keys. */
export function map<Value>(name: Shape<string>, item: Shape<Value>): Shape<Readonly<Record<string, Value>>> {
  return {
    suits: isJsonObject,
    read(value, path, addProblem) {
      if (!isJsonObject(value)) return refuse(value, 'a group of fields', path, addProblem);
      const entries = Object.entries(value).flatMap(([key, each]) => {
        const place = [...path, key];
        name.read(key, place, addProblem);
        const read = item.read(each, place, addProblem);
        return read === undefined ? [] : [[key, read] as const];
      });
      return Object.fromEntries(entries);
    },
    schema: { type: 'object', propertyNames: name.schema, additionalProperties: item.schema },
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type GroupOf<Group extends Fields> = { readonly [Name in keyof Group]: Of<Group[Name]> };

/** Exactly these fields. @param more added to its JSON schema */
export function group<Group extends Fields>(fields: Group, more: JsonObject = {}): Shape<GroupOf<Group>> {
  const names = Object.keys(fields);
  return {
    suits: isJsonObject,
    read(value, path, addProblem) {
      if (!isJsonObject(value)) return refuse(value, 'a group of fields', path, addProblem);
      const result: Record<string, unknown> = {};
      for (const [name, field] of Object.entries(fields)) {
        const own = Object.hasOwn(value, name) ? value[name] : undefined;
        if (own !== undefined) result[name] = field.read(own, [...path, name], addProblem);
        else if (field.absent === undefined) addProblem([...path, name], 'is missing');
        else if (field.absent.value !== undefined) result[name] = field.absent.value;
      }
      for (const key of Object.keys(value).filter((each) => !names.includes(each))) {
        const meant = nearestName(key, names, lettersWrong);
        const hint = meant === undefined ? undefined : `did you mean ${meant}?`;
        addProblem(path, `has no field ${shown(key)}`, hint);
      }
      // every field was read by its own shape
      return result as GroupOf<Group>;
    },
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema])),
      required: names.filter((name) => fields[name]?.absent === undefined),
      additionalProperties: false,
      ...more,
    },
  };
}

/** A union, resolved by the kind of value; a text that matches no choice gets the problem of the last one. */
export function either<Shapes extends readonly Shape<unknown>[]>(
  ...shapes: Shapes
): Shape<Of<Shapes[number]>> {
  return {
    suits: (value) => shapes.some(({ suits }) => suits(value)),
    read(value, path, addProblem) {
      const fitting = shapes.find(({ suits }) => suits(value));
      if (fitting !== undefined)
        return fitting.read(value, path, addProblem) as Of<Shapes[number]> | undefined;
      addProblem(path, `is ${shown(value)}, which cannot be used here`);
      return undefined;
    },
    schema: { anyOf: shapes.map(({ schema }) => schema) },
  };
}

function refuse(
  value: unknown,
  expected: string,
  path: readonly string[],
  addProblem: AddProblem,
): undefined {
  addProblem(path, `is ${kindOf(value)}, not ${expected}`);
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of fields';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

function shown(value: unknown): string {
  if (typeof value === 'object') return kindOf(value);
  return cleanServerText(
    typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'nothing'),
    80,
  );
}

function orList(choices: readonly string[]): string {
  return choices.length < 2
    ? choices.join('')
    : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}

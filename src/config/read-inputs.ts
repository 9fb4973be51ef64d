import type { RawInputs } from '../core/ports/inputs.ts';
import { readCertificates } from './certificates.ts';
import { readProxy, readRegistry, readServer } from './addresses.ts';
import { propertyName } from './tables/input-row.ts';
import { INPUT_NAMES, inputRow, type InputName, type Inputs } from './tables/inputs.ts';
import { readSecret } from './secrets.ts';
import type { InputProblems } from './input-problems.ts';
import { defaultValue, parseValue, type InputValue } from './values.ts';

type Reader = (name: InputName, text: string | undefined, inputProblems: InputProblems) => InputValue;

// Texts that are more than text, by the end of their name: both sides have them.
const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/-server$/, readServer],
  [/-registry$/, readRegistry],
  [/-proxy$/, readProxy],
  [/-(?:ca|client-certificate)$/, readCertificates],
];

/** Every input as a value of its type. One that is wrong is complained about and read as if nobody had set it. */
export function readInputs(raw: RawInputs, inputProblems: InputProblems): Inputs {
  const values = INPUT_NAMES.map((name): readonly [string, InputValue] => [
    propertyName(name, inputRow(name)),
    readInput(name, raw, inputProblems),
  ]);
  // the table says both: which properties there are and what they hold
  return Object.fromEntries(values) as unknown as Inputs;
}

function readInput(name: InputName, raw: RawInputs, inputProblems: InputProblems): InputValue {
  const row = inputRow(name);
  if (row.secret === true) return readSecret(name, raw, inputProblems);
  const text = textOf(name, raw);
  if (text === undefined) return defaultValue(row);
  const reader = READERS.find(([pattern]) => pattern.test(name))?.[1];
  if (reader !== undefined) return reader(name, text, inputProblems);
  const parsed = parseValue(row, text);
  if ('value' in parsed) return parsed.value;
  inputProblems.add(name, parsed.problem, parsed.hint);
  return defaultValue(row);
}

/** The text of an input without white space around it; undefined when nobody set it. */
export function textOf(name: InputName, raw: RawInputs): string | undefined {
  const text = raw[name]?.trim();
  return text === '' ? undefined : text;
}

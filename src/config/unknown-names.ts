import { INPUT_NAMES, inputRow, type InputName } from './tables/inputs.ts';
import type { InputProblems } from './input-problems.ts';
import { nearestName as nearestByLetters } from '../core/text/nearest-name.ts';
import { DOCUMENTATION } from '../core/version.ts';
import type { RawInputs } from '../core/ports/inputs.ts';
import { WORKLOAD_KINDS } from '../core/ports/workload-kinds.ts';

// Names used by other tools, as prefixes and as whole names.
const OTHER_PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^(?:src|from)-/, 'source-'],
  [/^(?:target|dest|dst|to)-/, 'destination-'],
];
const OTHER_NAMES: Readonly<Record<string, InputName>> = {
  'source-namespace': 'source-image',
  'source-project': 'source-image',
  'source-url': 'source-server',
  'source-certificate-authority-data': 'source-ca',
  'source-insecure': 'source-insecure-skip-tls-verify',
  'source-tls-verify': 'source-insecure-skip-tls-verify',
  'destination-namespace': 'destination-image',
  'destination-project': 'destination-image',
  'destination-tag': 'destination-tags',
  'destination-url': 'destination-server',
  'destination-certificate-authority-data': 'destination-ca',
  'destination-insecure': 'destination-insecure-skip-tls-verify',
  'destination-tls-verify': 'destination-insecure-skip-tls-verify',
  'rollout-timeout': 'timeout',
  debug: 'log-level',
  ...Object.fromEntries(WORKLOAD_KINDS.map((kind) => [kind, 'rollout'] as const)),
  digest: 'expected-digest',
  plan: 'dry-run',
  tags: 'destination-tags',
  verbose: 'log-level',
};

/** Reports unknown inputs and suggests the closest known name: a misspelled safety input must not be ignored. */
export function reportUnknownNames(raw: RawInputs, inputProblems: InputProblems): void {
  for (const [name, value] of Object.entries(raw)) {
    if (value === undefined || value === '' || isKnownName(name)) continue;
    const nearest = nearestName(name);
    if (nearest !== undefined) inputProblems.addUnknown(name, nearest);
    else inputProblems.add(name, 'unknown input', `see ${DOCUMENTATION}/inputs.md for all inputs`);
  }
}

/** Reports environment variables that are almost certainly misspelled inputs. Other variables may share the prefix. */
export function reportStrays(strays: readonly string[], inputProblems: InputProblems): void {
  for (const name of strays) {
    const meant = nearestByLetters(name, INPUT_NAMES, (candidate) =>
      Math.min(2, Math.floor(candidate.length / 4)),
    );
    if (meant === undefined || isKnownName(name)) continue;
    inputProblems.addUnknown(name, meant);
  }
}

/** An input, or the name of a file that holds a secret one: `source-token-file`. */
export function isKnownName(name: string): boolean {
  if (isInputName(name)) return true;
  const secret = name.replace(/-file$/, '');
  return secret !== name && isInputName(secret) && inputRow(secret).secret === true;
}

export function isInputName(name: string): name is InputName {
  return (INPUT_NAMES as readonly string[]).includes(name);
}

/** The input that was probably meant. */
export function nearestName(name: string): InputName | undefined {
  const plain = OTHER_PREFIXES.reduce(
    (text, [pattern, prefix]) => text.replace(pattern, prefix),
    name.toLowerCase().replaceAll('_', '-'),
  );
  if (isInputName(plain)) return plain;
  const known = Object.hasOwn(OTHER_NAMES, plain) ? OTHER_NAMES[plain] : undefined;
  if (known !== undefined) return known;
  // up to a third of the letters may differ; with more, the suggestion is wrong as often as right
  return nearestByLetters(plain, INPUT_NAMES);
}

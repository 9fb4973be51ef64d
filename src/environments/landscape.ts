import { PromoteError, errorOfProblems, type Problem } from '../core/text/errors.ts';
import { nearestName } from '../core/text/nearest-name.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import { isJsonObject } from '../core/text/strict-json.ts';
import { durationMs } from '../core/text/time.ts';
import { DOCUMENTATION } from '../core/version.ts';
import { readFreezeWindow, type FreezeWindow } from './freeze.ts';
import {
  ENVIRONMENTS_SHAPE,
  type ApplicationEntry,
  type EnvironmentEntry,
  type EnvironmentsFile,
  type InputEntries,
} from './schema.ts';

/** What an `environments.yaml` says, without contradictions. */
export interface Landscape {
  /** path of the file, as the user named it */
  readonly file: string;
  /** in the order of the file */
  readonly environments: readonly Environment[];
  readonly applications: readonly ApplicationEntry[];
}

export interface Environment extends Omit<EnvironmentEntry, 'from' | 'soak' | 'freeze'> {
  /** names of the environments that images may come from; the first one is the default */
  readonly from: readonly string[];
  /** 0: none is required */
  readonly soakMs: number;
  readonly freeze: readonly FreezeWindow[];
}

/** An application in one environment. */
export interface Placement {
  readonly project: string;
  readonly stream: string;
  readonly tag: string;
  /** as in the input `rollout` */
  readonly workloads: readonly string[];
}

const DEFAULT_TAG = 'live';
const HINT = `${DOCUMENTATION}/environments.md lists all fields`;

/** What the rest of the program knows about inputs. */
export interface InputNames {
  /** `side`: an input of both sides without its prefix, such as `proxy`; undefined: there is no such input */
  readonly kindOf: (name: string) => 'run' | 'side' | undefined;
  readonly isSecret: (name: string) => boolean;
  readonly nearest: (name: string) => string | undefined;
}

/**
 * @param tree the parsed YAML
 * @throws PromoteError ENVIRONMENTS_INVALID with every problem of the file in `problems`
 */
export function readLandscape(file: string, tree: unknown, names: InputNames): Landscape {
  const problems: Problem[] = [];
  const add = (what: string, hint = HINT): void => {
    problems.push({ code: 'ENVIRONMENTS_INVALID', message: `${file}: ${what}`, hint });
  };
  const read = ENVIRONMENTS_SHAPE.read(tree, [], (path, what, hint) =>
    add(`${placeText(path, tree)}${what}`, hint),
  );
  // what follows would only repeat that an entry is not as it should be
  if (read === undefined || problems.length > 0) throw errorOfProblems('ENVIRONMENTS_INVALID', problems);
  const environments = read.environments.map((entry, index) => environmentOf(entry, index, read, add));
  reportRepeated(
    'environment',
    environments.map(({ name }) => name),
    add,
  );
  reportRepeated(
    'application',
    read.applications.flatMap(({ name, pattern }) => name ?? pattern ?? []),
    add,
  );
  reportOrigins(environments, add);
  for (const { name, inputs } of environments) reportInputs(`environment ${name}`, inputs, names, add);
  for (const entry of read.applications) reportApplication(entry, environments, names, add);
  reportOverlaps(read.applications, add);
  if (problems.length > 0) throw errorOfProblems('ENVIRONMENTS_INVALID', problems);
  return { file, environments, applications: read.applications };
}

type Add = (what: string, hint?: string) => void;

function environmentOf(
  { from, soak, freeze, ...entry }: EnvironmentEntry,
  index: number,
  { environments, timeZone }: EnvironmentsFile,
  add: Add,
): Environment {
  const before = environments[index - 1]?.name;
  const standard = before === undefined ? [] : [before];
  if (entry.server === undefined && entry.kubeconfig === undefined && entry.context === undefined)
    add(
      `environment ${entry.name} has neither server nor kubeconfig`,
      'give the URL that oc whoami --show-server prints',
    );
  if (entry.server !== undefined && entry.kubeconfig !== undefined)
    add(`environment ${entry.name} has both server and kubeconfig`, 'remove one of them');
  return {
    ...entry,
    from: from === undefined ? standard : typeof from === 'string' ? [from] : from,
    soakMs: soak === undefined ? 0 : durationMs(soak),
    freeze: (freeze ?? []).flatMap((window, position) => {
      const result = readFreezeWindow(window, timeZone);
      if (!('problem' in result)) return [result];
      add(`environment ${entry.name}: freeze ${position + 1} ${result.problem}`, result.hint);
      return [];
    }),
  };
}

function reportRepeated(what: string, names: readonly string[], add: Add): void {
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  for (const name of new Set(repeated))
    add(`${what} ${name} is there twice`, 'remove one of them, or rename it');
}

/** Every environment must be reached from one that exists, and not from itself. */
function reportOrigins(environments: readonly Environment[], add: Add): void {
  const names = environments.map(({ name }) => name);
  for (const { name, from } of environments) {
    for (const origin of from.filter((each) => !names.includes(each)))
      add(
        `environment ${name} is promoted to from ${origin}, which is not in this file`,
        hintFor(origin, names),
      );
  }
  for (const { name, from, soakMs } of environments)
    if (soakMs > 0 && from.length === 0)
      add(
        `environment ${name} has a soak time, but images come from no environment`,
        'remove soak, or give it "from"',
      );
  // a name that is there twice would be one as well
  const circle = new Set(names).size < names.length ? undefined : circleOf(environments);
  if (circle !== undefined)
    add(
      `the environments form a circle: ${circle.join(' is promoted to from ')}`,
      'an image must begin somewhere: remove one of these "from"',
    );
}

function circleOf(environments: readonly Environment[]): readonly string[] | undefined {
  const origins = new Map(environments.map(({ name, from }) => [name, from]));
  const done = new Set<string>();
  const walk = (name: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const origin of origins.get(name) ?? []) {
      const found = walk(origin, [...way, name]);
      if (found !== undefined) return found;
    }
    done.add(name);
    return undefined;
  };
  for (const { name } of environments) {
    const found = walk(name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

function reportApplication(
  entry: ApplicationEntry,
  environments: readonly Environment[],
  names: InputNames,
  add: Add,
): void {
  const { name, pattern, project, inputs } = entry;
  if ((name === undefined) === (pattern === undefined)) {
    add(`application ${name ?? 'without a name'} needs either name or pattern`, 'give one of them');
    return;
  }
  const what = `application ${name ?? pattern ?? ''}`;
  const known = environments.map((each) => each.name);
  for (const other of entry.environments ?? [])
    if (!known.includes(other))
      add(`${what} belongs into ${other}, which is not in this file`, hintFor(other, known));
  const homeless = environments.filter(
    (each) => project === undefined && each.project === undefined && isPlaced(entry, each),
  );
  if (homeless.length > 0)
    add(
      `${what} has no project in ${homeless.map((each) => each.name).join(', ')}`,
      'give the environment or the application a project',
    );
  reportInputs(what, inputs, names, add);
}

function reportInputs(what: string, inputs: InputEntries | undefined, names: InputNames, add: Add): void {
  for (const name of Object.keys(inputs ?? {})) {
    if (names.kindOf(name) === undefined) {
      const nearest = names.nearest(name);
      add(`${what}: inputs has no input ${name}`, nearest === undefined ? HINT : `did you mean ${nearest}?`);
    } else if (OWN_INPUTS.includes(name)) {
      add(`${what}: the input ${name} cannot stand here`, 'give it to the run');
    } else if (names.isSecret(name)) {
      add(
        `${what}: ${name} is a secret, which must not be in a file`,
        'give it to the run, from the secrets of the CI system',
      );
    }
  }
}

/** Inputs that only a run can have. */
const OWN_INPUTS = ['environments', 'from', 'to', 'app', 'freeze-override'];

/** Every application must have one entry: which one counts must not depend on their order. A name comes before a pattern. */
function reportOverlaps(applications: readonly ApplicationEntry[], add: Add): void {
  const patterns = applications.flatMap(({ pattern }) => pattern ?? []);
  patterns.forEach((one, index) => {
    for (const other of patterns.slice(index + 1))
      if (one !== other && overlap(one, other))
        add(
          `the patterns ${one} and ${other} can match the same application`,
          'make one of them narrower, or name the application',
        );
  });
}

/** Whether some text matches both patterns. */
function overlap(one: string, other: string): boolean {
  const seen = new Map<string, boolean>();
  const meet = (i: number, j: number): boolean => {
    if (i === one.length && j === other.length) return true;
    const key = `${i},${j}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    seen.set(key, false);
    const [a, b] = [one[i], other[j]];
    const found =
      (a === '*' && (meet(i + 1, j) || (b !== undefined && meet(i, j + 1)))) ||
      (b === '*' && (meet(i, j + 1) || (a !== undefined && meet(i + 1, j)))) ||
      (a !== undefined && a === b && meet(i + 1, j + 1));
    seen.set(key, found);
    return found;
  };
  return meet(0, 0);
}

/** Whether a name matches a pattern with `*`. */
export function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll('-', '\\-'));
  return new RegExp(`^${parts.join('[a-z0-9-]*')}$`).test(name);
}

export function isPlaced({ environments }: ApplicationEntry, { name }: Environment): boolean {
  return environments === undefined || environments.includes(name);
}

/** @throws PromoteError INPUT_INVALID, which names the nearest or all there are */
export function findEnvironment(landscape: Landscape, name: string): Environment {
  const found = landscape.environments.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = landscape.environments.map((each) => each.name);
  throw unknown(
    `${landscape.file} has no environment ${JSON.stringify(cleanServerText(name, 80))}`,
    name,
    names,
  );
}

/** @throws PromoteError INPUT_INVALID, which names the nearest or all there are */
export function findApplication(landscape: Landscape, name: string): ApplicationEntry {
  const { applications, file } = landscape;
  const found =
    applications.find((each) => each.name === name) ??
    applications.find(({ pattern }) => pattern !== undefined && matches(pattern, name));
  if (found !== undefined) return found;
  const names = applications.flatMap((each) => each.name ?? each.pattern ?? []);
  throw unknown(`${file} has no application ${quoteGiven(name)}`, name, names);
}

/** Where an application is in an environment. */
export function placeOf(name: string, entry: ApplicationEntry, environment: Environment): Placement {
  const fill = (text: string): string =>
    text.replaceAll('{app}', name).replaceAll('{environment}', environment.name);
  return {
    project: fill(entry.project ?? environment.project ?? ''),
    stream: fill(entry.stream ?? '{app}'),
    tag: entry.tag ?? environment.tag ?? DEFAULT_TAG,
    workloads: entry.workloads ?? ['auto'],
  };
}

function unknown(message: string, name: string, names: readonly string[]): PromoteError {
  return new PromoteError({ code: 'INPUT_INVALID', message, hint: hintFor(name, names) });
}

const MAX_NAMES = 20;

function hintFor(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  if (nearest !== undefined) return `did you mean ${nearest}?`;
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `there are ${names.slice(0, MAX_NAMES).join(', ')}${more}`;
}

/** The position in the file, as the start of a message: `environment prod: freeze.0.hours `. */
function placeText(path: readonly string[], tree: unknown): string {
  const [first, second, ...rest] = path;
  if (first === undefined) return 'it ';
  if (second === undefined || !['environments', 'applications'].includes(first)) return `${path.join('.')} `;
  const kind = first.slice(0, -1);
  const entries = isJsonObject(tree) ? tree[first] : undefined;
  const entry: unknown = Array.isArray(entries) ? entries[Number(second)] : undefined;
  const name = isJsonObject(entry) ? (entry['name'] ?? entry['pattern']) : undefined;
  const what =
    typeof name === 'string'
      ? `${kind} ${JSON.stringify(cleanServerText(name, 80))}`
      : `${kind} ${Number(second) + 1}`;
  return rest.length === 0 ? `${what} ` : `${what}: ${rest.join('.')} `;
}

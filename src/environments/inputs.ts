import path from 'node:path';
import type { RawInputs } from '../core/ports/inputs.ts';
import { PromoteError, type Side } from '../core/text/errors.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import type { EnvironmentChoice } from '../core/environment-choice.ts';
import { frozenAt } from './freeze.ts';
import {
  findApplication,
  findEnvironment,
  isPlaced,
  placeOf,
  type Environment,
  type InputNames,
  type Landscape,
  type Placement,
} from './landscape.ts';
import type { ApplicationEntry, InputEntries } from './schema.ts';

/** What a run gives, and what it needs. */
export interface InputsRequest {
  readonly raw: RawInputs;
  /** environment variables of the job, which hold the tokens */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly names: InputNames & {
    /** whether the command has the input */
    readonly isOfCommand: (name: string) => boolean;
    /** whether a value is given and is not the default, which CI systems pass as well */
    readonly isSet: (name: string) => boolean;
  };
  /** whether images are promoted, so that freeze windows count */
  readonly isPromotion: boolean;
  readonly now: Date;
  readonly addProblem: (name: string, what: string, hint: string) => void;
}

/** What inputs become. */
export interface EnvironmentInputs {
  /** without those that name environments and applications */
  readonly raw: RawInputs;
  /** undefined if there are problems */
  readonly environment: EnvironmentChoice | undefined;
  /** tags that images must have been under, by `project/stream` of the source */
  readonly soakedTags: Readonly<Record<string, string>>;
}

/** An application in the environments of a run. */
interface Promoted {
  readonly name: string;
  readonly entry: ApplicationEntry;
  readonly source: Placement | undefined;
  readonly destination: Placement | undefined;
}

/**
 * The inputs of a run by `environments`, `from`, `to` and `app`: those that were given, and what the file says beyond them.
 * @throws PromoteError ENVIRONMENT_FROZEN, INPUT_INVALID
 */
export function inputsFor(landscape: Landscape, request: InputsRequest): EnvironmentInputs {
  const { raw, names, now } = request;
  const to = environmentOf('to', landscape, request);
  const wantsSource = names.isOfCommand('source-server') && !names.isSet('rollback');
  const from = wantsSource ? originOf(to, landscape, request) : undefined;
  const applications = entriesOf(raw['app']).map((name) => promotedOf(name, from, to, landscape, request));
  if ((raw['to'] ?? '').trim() === '')
    request.addProblem(
      'to',
      'required',
      `give one of ${landscape.environments.map(({ name }) => name).join(', ')}`,
    );
  const isNamed = ['images', 'images-file', 'destination-image'].some((name) => names.isSet(name));
  if (applications.length === 0 && !isNamed) request.addProblem('app', 'required', 'name an application');
  const found = new Inputs(request);
  if (to !== undefined) addSide(found, 'destination', to, landscape, request);
  if (from !== undefined) addSide(found, 'source', from, landscape, request);
  addImages(found, applications, request);
  if (to !== undefined) addFurther(found, to, applications, landscape, request);
  const given = Object.fromEntries(Object.entries(raw).filter(([name]) => !REPLACED.includes(name)));
  const override = raw['freeze-override']?.trim() ?? '';
  const isFreezing = request.isPromotion && !names.isSet('rollback');
  const frozen = to === undefined || !isFreezing ? undefined : frozenAt(to.freeze, now);
  if (to !== undefined && frozen !== undefined && override === '') throw frozenError(to.name, frozen);
  return {
    raw: { ...given, ...found.values },
    soakedTags: soakedTags(landscape, from, applications),
    environment:
      to === undefined
        ? undefined
        : {
            name: to.name,
            from: from?.name,
            applications: applications.map(({ name }) => name),
            soakMs: from === undefined ? 0 : to.soakMs,
            ...(frozen === undefined ? {} : { frozen: { ...frozen, override: override } }),
          },
  };
}

/** Inputs that what the file says takes the place of. */
const REPLACED = ['environments', 'from', 'to', 'app', 'freeze-override'];

/** Of every application, as a run may also give its images itself: shares of a plan, for example. */
function soakedTags(
  { applications }: Landscape,
  from: Environment | undefined,
  promoted: readonly Promoted[],
): Readonly<Record<string, string>> {
  if (from === undefined) return {};
  const named = applications.flatMap((entry) =>
    entry.name === undefined || !isPlaced(entry, from) ? [] : [placeOf(entry.name, entry, from)],
  );
  const places = [...named, ...promoted.flatMap(({ source }) => source ?? [])];
  return Object.fromEntries(places.map(({ project, stream, tag }) => [`${project}/${stream}`, tag]));
}

/** Collects inputs that are not given. */
class Inputs {
  readonly values: Record<string, string> = {};
  readonly #request: InputsRequest;

  constructor(request: InputsRequest) {
    this.#request = request;
  }

  /** Whether the run gives it itself. */
  isGiven(name: string): boolean {
    return this.#request.names.isSet(name);
  }

  add(name: string, value: string | undefined): void {
    if (value === undefined || this.isGiven(name) || !this.#request.names.isOfCommand(name)) return;
    this.values[name] = value;
  }
}

function environmentOf(
  input: 'from' | 'to',
  landscape: Landscape,
  { raw, addProblem }: InputsRequest,
): Environment | undefined {
  const name = (raw[input] ?? '').trim();
  if (name === '') return undefined;
  return found(input, () => findEnvironment(landscape, name), addProblem);
}

function originOf(
  to: Environment | undefined,
  landscape: Landscape,
  request: InputsRequest,
): Environment | undefined {
  const given = environmentOf('from', landscape, request);
  const { names, addProblem } = request;
  if (given !== undefined) {
    if (to !== undefined && !to.from.includes(given.name))
      addProblem(
        'from',
        `${to.name} is promoted to ${to.from.length === 0 ? 'from no environment' : `from ${to.from.join(' or ')}`}, not from ${given.name}`,
        to.from.length === 0 ? 'give the source image instead' : `promote to ${to.from[0] ?? ''} first`,
      );
    return given;
  }
  const [standard] = to?.from ?? [];
  const isOther = names.isSet('source-image') || names.isSet('images') || names.isSet('images-file');
  if (standard !== undefined && (!isOther || (to?.soakMs ?? 0) > 0))
    return findEnvironment(landscape, standard);
  if (to !== undefined && !isOther && names.isOfCommand('rollout'))
    addProblem(
      'source-image',
      `required, as ${to.name} is the first environment`,
      'give the image to promote to it',
    );
  return undefined;
}

function promotedOf(
  name: string,
  from: Environment | undefined,
  to: Environment | undefined,
  landscape: Landscape,
  { addProblem }: InputsRequest,
): Promoted {
  const entry = found('app', () => findApplication(landscape, name), addProblem) ?? {};
  for (const each of [from, to])
    if (each !== undefined && !isPlaced(entry as ApplicationEntry, each))
      addProblem(
        'app',
        `${quoteGiven(name)} does not belong into ${each.name}`,
        `see "environments" of it in ${landscape.file}`,
      );
  const place = (environment: Environment | undefined): Placement | undefined =>
    environment === undefined ? undefined : placeOf(name, entry as ApplicationEntry, environment);
  return { name, entry: entry as ApplicationEntry, source: place(from), destination: place(to) };
}

function found<Value>(
  input: string,
  find: () => Value,
  addProblem: InputsRequest['addProblem'],
): Value | undefined {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof PromoteError)) throw error;
    addProblem(input, error.message, error.hint ?? '');
    return undefined;
  }
}

/**
 * The inputs of the destination for one environment alone. A token that is missing is added as a problem.
 * @param request its `raw` may hold inputs of the run that apply to every environment
 */
export function connectionInputs(
  landscape: Landscape,
  environment: Environment,
  request: InputsRequest,
): RawInputs {
  const found = new Inputs(request);
  addSide(found, 'destination', environment, landscape, request);
  return { ...request.raw, ...found.values };
}

/** How to reach an environment and log in to it. What a run gives itself stands in place of all that belongs together. */
function addSide(
  inputs: Inputs,
  side: Side,
  environment: Environment,
  { file }: Landscape,
  request: InputsRequest,
): void {
  for (const [name, value] of Object.entries(environment.inputs ?? {}))
    if (request.names.kindOf(name) === 'side') inputs.add(`${side}-${name}`, entryText(value));
  const { server, kubeconfig, context, registry, ca, proxy, token } = environment;
  const beside = (name: string): string => pathBeside(file, name);
  const isOther = ['server', 'kubeconfig', 'context'].some((name) => inputs.isGiven(`${side}-${name}`));
  if (!isOther) {
    inputs.add(`${side}-server`, server);
    inputs.add(`${side}-kubeconfig`, kubeconfig === undefined ? undefined : beside(kubeconfig));
    inputs.add(`${side}-context`, context);
    inputs.add(`${side}-registry`, registry);
    inputs.add(`${side}-ca`, ca === undefined || ca.includes('-----BEGIN') ? ca : beside(ca));
    inputs.add(`${side}-proxy`, proxy);
  }
  const hasLogin = ['token', 'token-file', 'username', 'oidc-audience', 'token-secret'].some((name) =>
    inputs.isGiven(`${side}-${name}`),
  );
  if (token === undefined || hasLogin || isOther) return;
  const value = request.variables[token]?.trim() ?? '';
  if (value !== '') inputs.add(`${side}-token`, value);
  else
    request.addProblem(
      `${side}-token`,
      `the environment variable ${quoteGiven(token)}, which ${file} names for ${environment.name}, is not set`,
      'set it from a secret of the CI system',
    );
}

function addImages(inputs: Inputs, applications: readonly Promoted[], request: InputsRequest): void {
  const { raw, names } = request;
  const release = (raw['release'] ?? '').trim();
  const sourceOf = ({ source }: Promoted): string | undefined =>
    source === undefined
      ? undefined
      : `${source.project}/${source.stream}${release === '' ? `:${source.tag}` : ''}`;
  const destinationOf = ({ destination }: Promoted): string | undefined =>
    destination === undefined ? undefined : imageText(destination);
  const [first, ...others] = applications;
  if (first === undefined) return;
  if (['images', 'images-file'].some((name) => names.isSet(name))) return;
  if (others.length === 0) {
    inputs.add('source-image', sourceOf(first));
    inputs.add('destination-image', destinationOf(first));
    return;
  }
  const lines = applications.map((each) => `${sourceOf(each) ?? ''} => ${destinationOf(each) ?? ''}`);
  if (names.isSet('rollback') || !names.isOfCommand('images'))
    request.addProblem('app', 'names several applications', 'give one');
  inputs.add('images', lines.join('\n'));
}

/** Relative paths are relative to the file that names them. */
function pathBeside(file: string, name: string): string {
  return path.isAbsolute(name) ? name : path.join(path.dirname(file), name);
}

function imageText({ project, stream, tag }: Placement): string {
  return `${project}/${stream}:${tag}`;
}

function addFurther(
  inputs: Inputs,
  to: Environment,
  applications: readonly Promoted[],
  { file }: Landscape,
  { names }: InputsRequest,
): void {
  const workloads = applications.flatMap(({ destination }) =>
    destination === undefined
      ? []
      : destination.workloads.map((workload) => withProject(workload, destination.project)),
  );
  inputs.add('rollout', [...new Set(workloads)].join('\n') || undefined);
  if (to.policy !== undefined) {
    const isPath = /\.(?:ya?ml|json)$/i.test(to.policy) || /^\.{0,2}\//.test(to.policy);
    inputs.add('policy', isPath ? pathBeside(file, to.policy) : to.policy);
  }
  for (const { entry } of applications) addEntries(inputs, entry.inputs, names);
  addEntries(inputs, to.inputs, names);
}

/** `auto` and workloads that name their project stay as they are. */
function withProject(workload: string, project: string): string {
  return workload === 'auto' || workload.split('/').length > 2 ? workload : `${project}/${workload}`;
}

/** Those that are there already come from something that counts more. */
function addEntries(inputs: Inputs, entries: InputEntries | undefined, names: InputNames): void {
  for (const [name, value] of Object.entries(entries ?? {}))
    if (names.kindOf(name) === 'run' && !(name in inputs.values)) inputs.add(name, entryText(value));
}

function entryText(value: InputEntries[string]): string {
  return typeof value === 'object' ? value.join('\n') : String(value);
}

/** Entries separated by commas or line breaks. */
export function entriesOf(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(/[,\n]/).map((each) => each.trim());
  return [...new Set(names.filter((each) => each !== ''))];
}

function frozenError(
  name: string,
  { reason, until }: { readonly reason: string; readonly until: string | undefined },
): PromoteError {
  return new PromoteError({
    code: 'ENVIRONMENT_FROZEN',
    message: `${name} is frozen ${until === undefined ? 'until further notice' : `until ${until}`}: ${reason}`,
    hint: 'wait, or give freeze-override with the reason, which is recorded',
  });
}

import { readFileText } from '../config/files/file-text.ts';
import { isSet } from '../config/command-options.ts';
import { createInputProblems } from '../config/input-problems.ts';
import { commandRow, type CommandName } from '../config/tables/commands.ts';
import { inputRow } from '../config/tables/inputs.ts';
import { isInputName, isKnownName, nearestName } from '../config/unknown-names.ts';
import type { HostInputs, RawInputs, SecretAdvice } from '../core/ports/inputs.ts';
import type { PromoteOptions } from '../core/options.ts';
import { errorOfProblems, PromoteError } from '../core/text/errors.ts';
import { DOCUMENTATION } from '../core/version.ts';
import { checkChoice, chooseRelease } from '../environments/choose-release.ts';
import { connectionInputs, entriesOf, inputsFor, type EnvironmentInputs } from '../environments/inputs.ts';
import {
  findApplication,
  findEnvironment,
  readLandscape,
  type Environment,
  type InputNames,
  type Landscape,
} from '../environments/landscape.ts';
import { readYaml } from '../openshift/yaml/read-yaml.ts';
import type { RunOptions } from '../config/options.ts';
import type { ComposedPorts } from './compose/compose.ts';
import { systemClock } from './compose/system-clock.ts';

export { checkChoice };

const MAX_FILE_BYTES = 2 * 1024 * 1024;

const INPUT_NAMES: InputNames = {
  kindOf: (name) => (isInputName(name) ? 'run' : isInputName(`source-${name}`) ? 'side' : undefined),
  isSecret: (name) =>
    [name, `source-${name}`].some((each) => isInputName(each) && inputRow(each).secret === true),
  nearest: nearestName,
};

/** @throws PromoteError ENVIRONMENTS_INVALID with every problem of the file in `problems` */
export async function openLandscape(file: string): Promise<Landscape> {
  const content = readFileText(file, MAX_FILE_BYTES);
  if ('problem' in content) throw invalid(content.problem, 'give the path of a file that the job can read');
  const yaml = await readYaml(content.text);
  if (!yaml.ok) throw invalid(`${file} ${yaml.problem.what}`, yaml.problem.advice);
  const [tree, ...more] = yaml.documents;
  if (more.length > 0)
    throw invalid(`${file} has ${yaml.documents.length} YAML documents`, 'put everything into one document');
  return readLandscape(file, tree, INPUT_NAMES);
}

function invalid(message: string, hint = `see ${DOCUMENTATION}/environments.md`): PromoteError {
  return new PromoteError({ code: 'ENVIRONMENTS_INVALID', message, hint });
}

/**
 * Replaces the inputs that name environments and applications by what their file says about them.
 * @param variables environment variables of the job
 * @throws PromoteError ENVIRONMENTS_INVALID, ENVIRONMENT_FROZEN, INPUT_INVALID with every problem in `problems`
 */
export async function expandEnvironments(
  { raw, spell, adviseOnSecret }: HostInputs,
  command: CommandName,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<EnvironmentInputs> {
  const landscape = await openLandscape((raw['environments'] ?? '').trim());
  const inputProblems = createInputProblems(spell, adviseOnSecret);
  const own = new Set<string>(commandRow(command).inputs);
  const expanded = inputsFor(landscape, {
    ...{ raw, variables, now: systemClock.date() },
    names: {
      ...INPUT_NAMES,
      isOfCommand: (name) => own.has(name),
      isSet: (name) => isGiven(name, raw),
    },
    isPromotion: command === 'promote' || command === 'plan' || command === 'doctor',
    addProblem: (name, what, hint) => {
      inputProblems.add(nameOf(name), what, hint);
    },
  });
  if (inputProblems.problems.length > 0) throw errorOfProblems('INPUT_INVALID', inputProblems.problems);
  return expanded;
}

function isGiven(name: string, raw: RawInputs): boolean {
  if (isInputName(name)) return isSet(name, raw[name]);
  return isKnownName(name) && (raw[name] ?? '').trim() !== '';
}

function nameOf(name: string): Parameters<ReturnType<typeof createInputProblems>['add']>[0] {
  return isInputName(name) ? name : 'environments';
}

/**
 * Chooses the image of each promotion as the run and its environment require.
 * @throws PromoteError IMAGE_NOT_FOUND when no tag fits, NOT_SOAKED, …
 */
export async function chooseReleases(
  { release, environment }: RunOptions,
  soakedTags: EnvironmentInputs['soakedTags'],
  { options, ports }: Pick<ComposedPorts, 'options' | 'ports'>,
  signal: AbortSignal,
): Promise<PromoteOptions> {
  if (release === undefined) return options;
  const { clusters, registries, reporter, clock } = ports;
  const choosing = {
    choice: release,
    streams: clusters.source?.streams ?? clusters.destination?.streams,
    repository: (host: string, name: string) => registries.repository('source', host, name),
    soakMs: environment?.soakMs ?? 0,
    soakedTags,
    carriesVersion: environment?.from !== undefined,
    now: clock.date(),
    log: (line: string) => {
      reporter.info(line);
    },
  };
  const promotions = [];
  for (const request of options.promotions) promotions.push(await chooseRelease(request, choosing, signal));
  return { ...options, promotions };
}

/**
 * The inputs for one environment alone.
 * @param raw inputs of the run that apply to all of them
 * @throws PromoteError INPUT_INVALID when its token is missing
 */
export function accessInputs(
  landscape: Landscape,
  environment: Environment,
  { spell, adviseOnSecret }: Pick<HostInputs, 'spell'> & { readonly adviseOnSecret?: SecretAdvice },
  raw: RawInputs,
  variables: Readonly<Record<string, string | undefined>>,
): RawInputs {
  const inputProblems = createInputProblems(spell, adviseOnSecret);
  const shared = Object.fromEntries(
    Object.entries(raw).filter(([name]) => !['environments', 'to', 'app'].includes(name)),
  );
  const inputs = connectionInputs(landscape, environment, {
    ...{ raw: shared, variables, now: systemClock.date(), isPromotion: false },
    names: { ...INPUT_NAMES, isOfCommand: () => true, isSet: (name) => isGiven(name, shared) },
    addProblem: (name, what, hint) => {
      inputProblems.add(nameOf(name), what, hint);
    },
  });
  if (inputProblems.problems.length > 0) throw errorOfProblems('INPUT_INVALID', inputProblems.problems);
  return inputs;
}

/**
 * The applications and environments that inputs name.
 * @throws PromoteError INPUT_INVALID for one that is not in the file
 */
export function findNamed(
  landscape: Landscape,
  raw: RawInputs,
): { readonly applications: readonly string[]; readonly environments: readonly string[] } {
  const [applications, environments] = [entriesOf(raw['app']), entriesOf(raw['to'])];
  for (const name of applications) findApplication(landscape, name);
  for (const name of environments) findEnvironment(landscape, name);
  return { applications, environments };
}

import {
  asksForRollback,
  readPlan,
  readRollback,
  readRollbackInput,
  type RollbackOptions,
} from '../config/command-options.ts';
import { commandRow, shapesOf, type CommandName } from '../config/tables/commands.ts';
import { readLogLevel, readOptions, type ReadContext, type RunOptions } from '../config/options.ts';
import { secretsOf } from '../config/secrets.ts';
import { isKnownName } from '../config/unknown-names.ts';
import { givenOutput } from '../core/command-flags.ts';
import { errorOfProblems, type Problem } from '../core/text/errors.ts';
import { quoteGiven } from '../core/text/given-text.ts';
import type { PromoteOptions } from '../core/options.ts';
import { EMPTY_POST_STEP_STATE, type PostStepState } from '../core/post-step-state.ts';
import type { RunResult, HostReporter, HostEnvironment } from '../core/host.ts';
import type { HostInputs, RawInputs } from '../core/ports/inputs.ts';
import { knownSecrets, type Redactor } from '../core/text/redaction.ts';
import type { Secret } from '../core/text/secret-forms.ts';
import { findPodAccount } from '../openshift/login/pod-account.ts';
import { promote, type PromotionOutcome } from '../promotion/promote.ts';
import { rollBackTag } from '../promotion/roll-back-tag.ts';
import type { Ports } from '../promotion/run/ports.ts';
import { frozenText } from '../core/environment-choice.ts';
import { composePorts, type ComposedPorts } from './compose/compose.ts';
import { finish } from './finish.ts';
import { cancellationSignal } from './compose/signals.ts';
import { systemClock } from './compose/system-clock.ts';
import type { Host } from './choose-host.ts';
import type { Notifications } from './notifications.ts';

/** What every run needs, regardless of its result. */
export interface Run {
  readonly host: Host;
  readonly hostEnvironment: HostEnvironment;
  readonly redactor: Redactor;
  reporter: HostReporter;
}

/** How a command reads its inputs and what it does with them. */
export interface Task {
  readonly command: CommandName;
  /** @throws PromoteError INPUT_INVALID */
  read(
    raw: RawInputs,
    context: ReadContext,
  ): {
    readonly options: RunOptions;
    /** number of jobs that a plan is distributed over */
    readonly shards?: number;
    readonly perform: (
      options: PromoteOptions,
      ports: Ports,
      signal: AbortSignal,
    ) => Promise<PromotionOutcome>;
  };
}

export const PROMOTION: Task = {
  command: 'promote',
  read: (raw, context) =>
    asksForRollback(raw)
      ? goingBack(readRollbackInput(raw, context))
      : { options: readOptions(raw, context), perform: promote },
};

export const PLAN: Task = {
  command: 'plan',
  read(raw, context) {
    if (!asksForRollback(raw)) return { ...readPlan(raw, context), perform: promote };
    return goingBack(readRollbackInput({ ...raw, 'dry-run': 'true' }, context));
  },
};

/** Rolls back tags and workloads, with outputs, summary and record like a promotion. */
export const ROLLBACK: Task = {
  command: 'rollback',
  read: (raw, context) => goingBack(readRollback(raw, context)),
};

function goingBack({ options, to }: RollbackOptions): ReturnType<Task['read']> {
  return { options, perform: (signedIn, ports, signal) => rollBackTag(signedIn, to, ports, signal) };
}

/**
 * Runs one promotion in one host, from its inputs to its outputs.
 * @returns the exit code
 */
export async function runPromotion(
  host: Host,
  hostEnvironment: HostEnvironment,
  task: Task = PROMOTION,
): Promise<number> {
  const run = startRun(host, hostEnvironment);
  const cancellation = cancellationSignal();
  let options: RunOptions | undefined;
  let result: Omit<RunResult, 'record'>;
  let notifications: Notifications | undefined;
  try {
    const { raw, context, choose } = await readRaw(run, task.command);
    const read = task.read(raw, context);
    ({ options } = read);
    const { signal } = cancellation;
    notifications = await openNotifications(options, run, signal);
    result = await withPorts(options, run, signal, async (composed) => ({
      ...(await read.perform(await choose(read.options, composed, signal), composed.ports, signal)),
      kubeconfigs: composed.kubeconfigs,
      shards: read.shards,
    }));
  } catch (error) {
    result = { report: undefined, plan: undefined, failure: { error } };
  }
  await notifications?.finish(result);
  cancellation.release();
  return finish(result, { ...run, options });
}

/** Few runs tell anybody, and a plan never does. */
async function openNotifications(
  options: RunOptions,
  run: Run,
  signal: AbortSignal,
): Promise<Notifications | undefined> {
  if (options.notifications === undefined || options.dryRun) return undefined;
  const { startNotifications } = await import(/* webpackChunkName: "notify" */ './notifications.ts');
  return startNotifications(options, options.notifications, run, signal);
}

export function startRun(host: Host, hostEnvironment: HostEnvironment): Run {
  const redactor = knownSecrets;
  return {
    host,
    hostEnvironment,
    redactor,
    reporter: createReporter(host, hostEnvironment, redactor, undefined),
  };
}

/** The inputs of a command as text. */
export interface RawRun {
  readonly raw: RawInputs;
  readonly context: ReadContext;
  /** Chooses the images to promote, if the inputs leave that open. @throws PromoteError IMAGE_NOT_FOUND, NOT_SOAKED, … */
  readonly choose: (
    options: RunOptions,
    composed: Pick<ComposedPorts, 'options' | 'ports'>,
    signal: AbortSignal,
  ) => Promise<PromoteOptions>;
}

// few runs need it
const loadEnvironments = () => import(/* webpackChunkName: "environments" */ './environments.ts');

/**
 * Reads the inputs as text, masks their secrets, and applies their log level. Environments are replaced by what their file says.
 * @throws PromoteError INPUT_INVALID for flags that the command does not have; ENVIRONMENTS_INVALID, ENVIRONMENT_FROZEN
 */
export async function readRaw(run: Run, command: CommandName): Promise<RawRun> {
  const { host, hostEnvironment, redactor } = run;
  const inputs = host.readRaw(hostEnvironment, shapesOf(command));
  maskSecrets(run, secretsOf(inputs.raw));
  run.reporter = createReporter(host, hostEnvironment, redactor, inputs);
  const strangers = strangersOf(command, inputs, hostEnvironment.argv);
  if (strangers.length > 0) throw errorOfProblems('INPUT_INVALID', strangers);
  const context = { ...inputs, pod: findPodAccount(hostEnvironment.env) };
  const isNamed =
    (inputs.raw['environments'] ?? '').trim() !== '' && command !== 'environments' && command !== 'board';
  const named = isNamed
    ? await (await loadEnvironments()).expandEnvironments(inputs, command, hostEnvironment.env)
    : undefined;
  if (named !== undefined) maskInputs(run, named.raw);
  const frozen = named?.environment?.frozen;
  if (frozen !== undefined) run.reporter.warning(frozenText(named?.environment?.name ?? '', frozen));
  return {
    raw: named?.raw ?? inputs.raw,
    context: { ...context, environment: named?.environment },
    async choose(options, composed, signal) {
      if (options.release === undefined) return composed.options;
      const { chooseReleases } = await loadEnvironments();
      return chooseReleases(options, named?.soakedTags ?? {}, composed, signal);
    },
  };
}

/** Logs in, runs `body`, and always logs out again. */
export async function withPorts<Result>(
  options: RunOptions,
  run: Run,
  signal: AbortSignal,
  body: (composed: ComposedPorts) => Promise<Result>,
): Promise<Result> {
  if (options.release !== undefined) (await loadEnvironments()).checkChoice(options.release);
  const composed = await composePorts(
    options,
    {
      reporter: run.reporter,
      environment: run.hostEnvironment.env,
      run: run.host.readRun(run.hostEnvironment),
      maskSecret: (value, username) => {
        maskSecrets(run, [{ value, username }]);
      },
      saveForPostStep: postStepSaver(run),
    },
    signal,
  );
  try {
    return await body(composed);
  } finally {
    await composed.close();
  }
}

/** Masks the secrets among inputs that were not given, but found elsewhere. */
export function maskInputs(run: Run, raw: RawInputs): void {
  maskSecrets(run, secretsOf(raw));
}

/** Must run before anything is written, since masks do not apply to earlier output. */
function maskSecrets({ host, hostEnvironment, redactor }: Run, secrets: readonly Secret[]): void {
  host.addMasks?.(secrets, hostEnvironment);
  for (const { value, username } of secrets) redactor.add(value, username);
}

function createReporter(
  host: Host,
  hostEnvironment: HostEnvironment,
  redactor: Redactor,
  inputs: HostInputs | undefined,
): HostReporter {
  return host.createReporter(hostEnvironment, {
    clock: systemClock,
    redact: (text) => redactor.redact(text),
    logLevel: readLogLevel(inputs?.raw ?? {}),
  });
}

/** Reports flags of other commands. Environment variables are not reported, since they may be set for those commands. */
function strangersOf(
  command: CommandName,
  { raw, spell }: HostInputs,
  argv: readonly string[],
): readonly Problem[] {
  const { inputs, outputs } = commandRow(command);
  const own = new Set(shapesOf(command).flatMap(({ name }) => [name, `${name}-file`]));
  const names = Object.keys(raw).filter((name) => isKnownName(name) && !own.has(name));
  const hint = `run openshift-promote ${command} --help to list its options`;
  const given = givenOutput(argv);
  return [
    ...(inputs.length === 0 ? [] : names).map((name) => ({
      code: 'INPUT_INVALID' as const,
      message: `${spell(name)} is not an option of ${command}`,
      hint,
    })),
    ...(given === undefined || outputs.includes(given)
      ? []
      : [
          {
            code: 'INPUT_INVALID' as const,
            message: `--output: ${quoteGiven(given)} is not a valid value`,
            hint: `write ${outputs.join(', ')}`,
          },
        ]),
  ];
}

/** Passes the complete state for the post step to the host whenever a part of it changes. */
function postStepSaver({ host, hostEnvironment, reporter }: Run): (change: Partial<PostStepState>) => void {
  let postStepState = EMPTY_POST_STEP_STATE;
  return (change) => {
    postStepState = { ...postStepState, ...change };
    try {
      host.saveForPostStep?.(postStepState, hostEnvironment);
    } catch (error) {
      // the state is needed only if this process is killed
      const reason = error instanceof Error ? error.message : String(error);
      reporter.debug(`the state for the post step could not be saved: ${reason}`);
    }
  };
}

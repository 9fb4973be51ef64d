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
import { NOTHING_LEFT, type Leftovers } from '../core/leftovers.ts';
import type { Ending, HostReporter, Surroundings } from '../core/host.ts';
import type { HostInputs, RawInputs } from '../core/ports/inputs.ts';
import { knownSecrets, type Redactor } from '../core/text/redaction.ts';
import type { Secret } from '../core/text/secret-forms.ts';
import { findPodAccount } from '../openshift/login/pod-account.ts';
import { promote, type PromotionOutcome } from '../promotion/promote.ts';
import { rollBackTag } from '../promotion/roll-back-tag.ts';
import type { World } from '../promotion/run/world.ts';
import { composeWorld, type ComposedWorld } from './compose/compose.ts';
import { finish } from './finish.ts';
import type { Host } from './host.ts';
import { cancellationSignal } from './compose/signals.ts';
import { systemClock } from './compose/system-clock.ts';

/** What every run needs, whatever becomes of it. */
export interface Run {
  readonly host: Host;
  readonly surroundings: Surroundings;
  readonly redactor: Redactor;
  reporter: HostReporter;
}

/** What one command makes of its inputs. */
export interface Task {
  readonly command: CommandName;
  /** @throws PromoteError INPUT_INVALID */
  read(
    raw: RawInputs,
    context: ReadContext,
  ): {
    readonly options: RunOptions;
    /** among how many jobs a plan is shared */
    readonly shards?: number;
    readonly perform: (
      options: PromoteOptions,
      world: World,
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

/** Tags and workloads go back to what they were, with outputs, summary and record like a promotion. */
export const ROLLBACK: Task = {
  command: 'rollback',
  read: (raw, context) => goingBack(readRollback(raw, context)),
};

function goingBack({ options, to }: RollbackOptions): ReturnType<Task['read']> {
  return { options, perform: (signedIn, world, signal) => rollBackTag(signedIn, to, world, signal) };
}

/**
 * One promotion in one host, from its inputs to its outputs.
 * @returns the exit code
 */
export async function runPromotion(
  host: Host,
  surroundings: Surroundings,
  task: Task = PROMOTION,
): Promise<number> {
  const run = startRun(host, surroundings);
  const cancellation = cancellationSignal();
  let options: RunOptions | undefined;
  let ending: Omit<Ending, 'record'>;
  try {
    const { raw, context } = readRaw(run, task.command);
    const read = task.read(raw, context);
    ({ options } = read);
    ending = await inWorld(options, run, cancellation.signal, async (composed) => ({
      ...(await read.perform(composed.options, composed.world, cancellation.signal)),
      kubeconfigs: composed.kubeconfigs,
      shards: read.shards,
    }));
  } catch (error) {
    ending = { report: undefined, plan: undefined, failure: { error } };
  } finally {
    cancellation.release();
  }
  return finish(ending, { ...run, options });
}

export function startRun(host: Host, surroundings: Surroundings): Run {
  const redactor = knownSecrets;
  return { host, surroundings, redactor, reporter: createReporter(host, surroundings, redactor, undefined) };
}

/**
 * The inputs as texts, with their secrets masked; the log level is theirs from now on.
 * @throws PromoteError INPUT_INVALID for flags that the command does not have
 */
export function readRaw(
  run: Run,
  command: CommandName,
): { readonly raw: RawInputs; readonly context: ReadContext } {
  const { host, surroundings, redactor } = run;
  const inputs = host.readRaw(surroundings, shapesOf(command));
  hide(run, secretsOf(inputs.raw));
  run.reporter = createReporter(host, surroundings, redactor, inputs);
  const strangers = strangersOf(command, inputs, surroundings.argv);
  if (strangers.length > 0) throw errorOfProblems('INPUT_INVALID', strangers);
  return { raw: inputs.raw, context: { ...inputs, pod: findPodAccount(surroundings.env) } };
}

/** Logs in, does something, and logs out whatever came of it. */
export async function inWorld<Result>(
  options: RunOptions,
  run: Run,
  signal: AbortSignal,
  body: (composed: ComposedWorld) => Promise<Result>,
): Promise<Result> {
  const composed = await composeWorld(
    options,
    {
      reporter: run.reporter,
      environment: run.surroundings.env,
      hide: (value, username) => {
        hide(run, [{ value, username }]);
      },
      keep: leftoverKeeper(run),
    },
    signal,
  );
  try {
    return await body(composed);
  } finally {
    await composed.close();
  }
}

/** Before anything is written: what is masked later has been seen by then. */
function hide({ host, surroundings, redactor }: Run, secrets: readonly Secret[]): void {
  host.addMasks(secrets, surroundings);
  for (const { value, username } of secrets) redactor.add(value, username);
}

function createReporter(
  host: Host,
  surroundings: Surroundings,
  redactor: Redactor,
  inputs: HostInputs | undefined,
): HostReporter {
  return host.createReporter(surroundings, {
    clock: systemClock,
    redact: (text) => redactor.redact(text),
    logLevel: readLogLevel(inputs?.raw ?? {}),
  });
}

/** Flags that other commands have. Variables of the environment may be there for those. */
function strangersOf(
  command: CommandName,
  { raw, spell }: HostInputs,
  argv: readonly string[],
): readonly Problem[] {
  const { inputs, outputs } = commandRow(command);
  const own = new Set(shapesOf(command).flatMap(({ name }) => [name, `${name}-file`]));
  const names = Object.keys(raw).filter((name) => isKnownName(name) && !own.has(name));
  const hint = `openshift-promote ${command} --help lists what it takes`;
  const given = givenOutput(argv);
  return [
    ...(inputs.length === 0 ? [] : names).map((name) => ({
      code: 'INPUT_INVALID' as const,
      message: `${spell(name)}: is nothing that the command ${command} takes`,
      hint,
    })),
    ...(given === undefined || outputs.includes(given)
      ? []
      : [
          {
            code: 'INPUT_INVALID' as const,
            message: `--output: ${quoteGiven(given)} is not one of its values`,
            hint: `write ${outputs.join(', ')}`,
          },
        ]),
  ];
}

/** Tells the host all that is left whenever some of it changes. */
function leftoverKeeper({ host, surroundings }: Run): (change: Partial<Leftovers>) => void {
  let leftovers = NOTHING_LEFT;
  return (change) => {
    leftovers = { ...leftovers, ...change };
    host.saveLeftovers?.(leftovers, surroundings);
  };
}

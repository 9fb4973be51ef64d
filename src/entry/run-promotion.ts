import { INPUT_SHAPES } from '../config/inputs.ts';
import { readLogLevel, readOptions, type RunOptions } from '../config/options.ts';
import { secretsOf } from '../config/secrets.ts';
import type { Ending, HostReporter, Surroundings } from '../core/ports/host.ts';
import type { HostInputs } from '../core/ports/inputs.ts';
import { createRedactor, type Redactor, type Secret } from '../core/redaction.ts';
import { findPodAccount } from '../openshift/login/pod-account.ts';
import { promote } from '../promotion/promote.ts';
import { composeWorld } from './compose.ts';
import { finish } from './finish.ts';
import type { Host } from './host.ts';
import { cancellationSignal } from './signals.ts';
import { systemClock } from './system-clock.ts';

/** What every run needs, whatever becomes of it. */
export interface Run {
  readonly host: Host;
  readonly surroundings: Surroundings;
  readonly redactor: Redactor;
}

/**
 * One promotion in one host, from its inputs to its outputs.
 * @returns the exit code
 */
export async function runPromotion(
  host: Host,
  surroundings: Surroundings,
  fixed: { readonly dryRun?: boolean } = {},
): Promise<number> {
  const run: Run = { host, surroundings, redactor: createRedactor() };
  const cancellation = cancellationSignal();
  let reporter = createReporter(run, undefined);
  let options: RunOptions | undefined;
  let ending: Omit<Ending, 'record'>;
  try {
    const inputs = host.readRaw(surroundings, INPUT_SHAPES);
    hide(run, secretsOf(inputs.raw));
    reporter = createReporter(run, inputs);
    const read = readOptions(inputs.raw, { ...inputs, pod: findPodAccount(surroundings.env) });
    options = fixed.dryRun === true ? { ...read, dryRun: true } : read;
    ending = await promoteInWorld(options, reporter, run, cancellation.signal);
  } catch (error) {
    ending = { report: undefined, plan: undefined, failure: { error } };
  } finally {
    cancellation.release();
  }
  return finish(ending, { ...run, reporter, options });
}

/** Before anything is written: what is masked later has been seen by then. */
export function hide({ host, surroundings, redactor }: Run, secrets: readonly Secret[]): void {
  host.addMasks(secrets, surroundings);
  for (const { value, username } of secrets) redactor.add(value, username);
}

export function createReporter(
  { host, surroundings, redactor }: Run,
  inputs: HostInputs | undefined,
): HostReporter {
  return host.createReporter(surroundings, {
    clock: systemClock,
    redact: (text) => redactor.redact(text),
    logLevel: readLogLevel(inputs?.raw ?? {}),
  });
}

async function promoteInWorld(
  options: RunOptions,
  reporter: HostReporter,
  run: Run,
  signal: AbortSignal,
): Promise<Omit<Ending, 'record'>> {
  const composed = await composeWorld(
    options,
    {
      reporter,
      environment: run.surroundings.env,
      hide: (value, username) => hide(run, [{ value, username }]),
      keep: (leftovers) => run.host.saveLeftovers?.(leftovers, run.surroundings),
    },
    signal,
  );
  try {
    const outcome = await promote(composed.options, composed.world, signal);
    return { ...outcome, kubeconfigs: composed.kubeconfigs };
  } finally {
    await composed.close();
  }
}

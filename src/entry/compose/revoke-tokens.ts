import { INPUT_SHAPES } from '../../config/tables/inputs.ts';
import { readOptions, type RunOptions } from '../../config/options.ts';
import { secretsOf } from '../../config/secrets.ts';
import type { UnrevokedToken } from '../../core/post-step-state.ts';
import type { SideOptions } from '../../core/options.ts';
import type { HostReporter, HostEnvironment } from '../../core/host.ts';
import { knownSecrets } from '../../core/text/redaction.ts';
import { createReporter } from '../../hosts/github/reporter.ts';
import { logIn, revokeToken } from '../../openshift/login/log-in.ts';
import { findPodAccount } from '../../openshift/login/pod-account.ts';
import { locateSides } from './locate-sides.ts';
import { openTransport } from './open-transport.ts';
import { systemClock } from './system-clock.ts';
import { readRaw } from '../../hosts/github/host.ts';
import { addMasks } from '../../hosts/github/later-steps.ts';

/** Limit for the cleanup at the end of a job. */
const TIMEOUT_MS = 30_000;

interface RevocationContext {
  readonly options: RunOptions;
  readonly reporter: HostReporter;
  readonly maskSecret: (secret: string) => void;
}

/**
 * Revokes tokens that a step of the action obtained and could not revoke because it was killed. Only the names of the token objects
 * are known, so this logs in again with the inputs of the step, deletes them, and revokes its own token too. Never rejects: this
 * must not fail a job.
 */
export async function revokeTokens(
  tokens: readonly UnrevokedToken[],
  hostEnvironment: HostEnvironment,
): Promise<void> {
  const redact = (text: string): string => knownSecrets.redact(text);
  const reporter = createReporter(hostEnvironment, { clock: systemClock, redact, logLevel: 'info' });
  const maskSecret = (value: string, username?: string): void => {
    addMasks([{ value, username }]);
    knownSecrets.add(value, username);
  };
  try {
    const inputs = readRaw(hostEnvironment, INPUT_SHAPES);
    for (const { value, username } of secretsOf(inputs.raw)) maskSecret(value, username);
    const options = readOptions(inputs.raw, { ...inputs, pod: findPodAccount(hostEnvironment.env) });
    const sides = await locateSides(options, hostEnvironment.env, maskSecret);
    for (const token of tokens) {
      await revoke(token, sides[token.side].side, { options, reporter, maskSecret }, hostEnvironment.env);
    }
  } catch (error) {
    reporter.warning(
      `a token obtained by the previous step could not be revoked and stays valid until it expires: ${reasonOf(error)}`,
    );
  }
}

async function revoke(
  { server, tokenName }: UnrevokedToken,
  side: SideOptions,
  { options, reporter, maskSecret }: RevocationContext,
  environment: HostEnvironment['env'],
): Promise<void> {
  const { username, password } = side;
  if (side.server !== server || username === undefined || password === undefined) {
    throw new Error(`the inputs of the step no longer contain a login for ${server}`);
  }
  const transport = openTransport(side, options, reporter, environment);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const connection = { side: side.side, server, transport };
    const session = await logIn(
      { ...connection, username, password, clock: systemClock, maskSecret },
      signal,
    );
    try {
      await revokeToken({ ...connection, token: session.token }, tokenName, signal);
    } finally {
      await session.revoke(signal);
    }
    reporter.info(`${side.side}: revoked the token that the killed step had obtained from ${server}`);
  } finally {
    await transport.close();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { PromoteError, type Side } from '../../../core/text/errors.ts';
import type { RunCredentialProgram } from '../../../core/ports/credential-programs.ts';
import { isJsonObject } from '../../../core/text/strict-json.ts';
import type { Credentials } from '../credentials.ts';
import { fromPair } from './auth-entry.ts';
import { helperQuestion } from './auth-keys.ts';

export interface HelperQuestion {
  readonly side: Side;
  /** what follows `docker-credential-` */
  readonly helper: string;
  /** file or variable that names it */
  readonly namedBy: string;
  /** of the registry */
  readonly host: string;
}

const NAME = /^[A-Za-z0-9._-]+$/;
/** docker-credential-helpers, credentials/error.go: what a helper prints on its standard output for this */
const NOT_FOUND = /^credentials not found in native keychain\s*$/;

/**
 * Asks `docker-credential-NAME get` for an account. A helper that is missing or fails is an error: going on to another store or
 * registry is how passwords went to strangers (CVE-2021-41092). Nothing it writes is ever shown.
 * @returns undefined: it has no account for this registry
 * @throws PromoteError LOGIN_FAILED
 */
export async function askHelper(
  question: HelperQuestion,
  run: RunCredentialProgram,
  signal: AbortSignal,
): Promise<Credentials | undefined> {
  const { helper, host } = question;
  if (!NAME.test(helper)) throw failed(question, 'its name is not one of a program');
  const end = await run({ command: programOf(helper), args: ['get'], input: helperQuestion(host) }, signal);
  if (end.kind === 'failed') throw failed(question, end.reason);
  if (end.code !== 0) {
    if (NOT_FOUND.test(end.stdout)) return undefined;
    throw failed(question, `it ended with ${end.code}`);
  }
  return readAnswer(end.stdout, question);
}

/** The name of the program. */
export function programOf(helper: string): string {
  return `docker-credential-${helper}`;
}

function readAnswer(stdout: string, question: HelperQuestion): Credentials | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    // may be a secret that is written in another way: not shown
  }
  if (!isJsonObject(answer)) throw failed(question, 'it printed no JSON object');
  const { Username: username, Secret: secret } = answer;
  const isText = (value: unknown): value is string | undefined =>
    value === undefined || typeof value === 'string';
  if (!isText(username) || !isText(secret)) throw failed(question, 'it printed something that is no account');
  const entry = fromPair(username, secret);
  return entry.kind === 'credentials' ? entry.credentials : undefined;
}

function failed({ side, helper, namedBy, host }: HelperQuestion, reason: string): PromoteError {
  const isProgram = NAME.test(helper);
  const program = isProgram ? programOf(helper) : JSON.stringify(helper.slice(0, 60));
  return new PromoteError({
    code: 'LOGIN_FAILED',
    message: `the credential helper ${program} of ${namedBy} gave no account for the ${side} registry ${host}: ${reason}`,
    hint: `try it: echo ${helperQuestion(host)} | ${isProgram ? program : 'docker-credential-NAME'} get; or set the inputs "${side}-registry-username" and "${side}-registry-password"`,
    where: { side, host },
  });
}

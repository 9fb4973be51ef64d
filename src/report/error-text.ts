import { ERROR_CODES, PromoteError, type ErrorPlace, type Problem } from '../core/text/errors.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import { DOCUMENTATION } from '../core/version.ts';

/** An error as shown to users. */
export interface ErrorText {
  /** error code */
  readonly code: string;
  /** one line */
  readonly message: string;
  readonly hint: string | undefined;
  /** message and hint of each problem, if the error stands for several */
  readonly problems: readonly string[];
  /** where it happened and why, one fact per line */
  readonly details: readonly string[];
}

type Redact = (text: string) => string;

const MAX_LINE_LENGTH = 2000;
const MAX_CAUSES = 8;
const MAX_STACK_LINES = 30;

/** The error code for anything thrown: that of a PromoteError, or INTERNAL_ERROR. */
export function errorCodeOf(error: unknown): keyof typeof ERROR_CODES {
  return error instanceof PromoteError ? error.code : 'INTERNAL_ERROR';
}

/** The section of the documentation about an error, of the version that runs. */
export function helpUrl(error: unknown): string {
  return `${DOCUMENTATION}/errors.md#${errorCodeOf(error).toLowerCase()}`;
}

/** The exit code of the process for anything thrown. */
export function exitCodeOf(error: unknown): number {
  return ERROR_CODES[errorCodeOf(error)].exit;
}

/** Describes an error for users. `redact` is applied to every line. */
export function describeError(error: unknown, redact: Redact): ErrorText {
  const line = (text: string): string => cleanServerText(redact(text), MAX_LINE_LENGTH);
  if (!(error instanceof PromoteError)) return describeFault(error, line);
  const { hint } = error;
  return {
    code: error.code,
    message: line(error.message),
    hint: hint === undefined ? undefined : line(hint),
    problems: describeProblems(error).map((text) => indentOf(text) + line(text)),
    details: [...describePlace(error.where), ...causesOf(error).map((cause) => `cause: ${cause}`)].map(line),
  };
}

/** The whole error as lines, for logs. */
export function errorLines({ code, message, hint, problems, details }: ErrorText): readonly string[] {
  return [
    `${code}: ${message}`,
    ...(hint === undefined ? [] : [`  hint: ${hint}`]),
    ...[...problems, ...details].map((text) => `  ${text}`),
    `  more: ${DOCUMENTATION}/errors.md#${code.toLowerCase()}`,
  ];
}

/** Anything but a PromoteError is a bug, so its stack is included. */
function describeFault(error: unknown, line: Redact): ErrorText {
  const stack = error instanceof Error && error.stack !== undefined ? error.stack : String(error);
  return {
    code: 'INTERNAL_ERROR',
    message: line(`bug in openshift-promote: ${error instanceof Error ? error.message : String(error)}`),
    hint: 'please report it with the lines below',
    problems: [],
    details: [...stack.split('\n'), ...causesOf(error).map((cause) => `cause: ${cause}`)]
      .slice(0, MAX_STACK_LINES)
      .map((text) => indentOf(text) + line(text)),
  };
}

function indentOf(text: string): string {
  return /^ */.exec(text)?.[0] ?? '';
}

function describeProblems({ problems, code, message }: PromoteError): readonly string[] {
  const [only, ...others] = problems;
  // an error with a single problem is shown as that problem
  if (only !== undefined && others.length === 0 && only.message === message) return [];
  return problems.flatMap((problem) => describeProblem(problem, code));
}

function describeProblem(problem: Problem, outerCode: string): readonly string[] {
  const code = problem.code === outerCode ? '' : `${problem.code}: `;
  return [`- ${code}${problem.message}`, ...(problem.hint === undefined ? [] : [`  hint: ${problem.hint}`])];
}

function describePlace(place: ErrorPlace): readonly string[] {
  const { side, phase, host, repository, digest, request, status, attempt } = place;
  const parts = [
    phase === undefined ? undefined : `while: ${phase}`,
    side === undefined ? undefined : `side: ${side}`,
    host === undefined ? undefined : `host: ${host}`,
    repository === undefined ? undefined : `repository: ${repository}`,
    digest === undefined ? undefined : `digest: ${digest}`,
    request === undefined
      ? undefined
      : `request: ${request}${status === undefined ? '' : ` (${status})`}${attempt === undefined || attempt < 2 ? '' : `, attempt ${attempt}`}`,
    request === undefined && status !== undefined ? `status: ${status}` : undefined,
  ];
  return parts.filter((part) => part !== undefined);
}

/**
 * The chain of causes, the immediate one first, each once: chains may be circular, and errors may repeat the text of their causes.
 */
function causesOf(error: unknown): readonly string[] {
  const texts = new Set<string>();
  const seen = new Set<unknown>([error]);
  const queue = lowerErrors(error);
  while (queue.length > 0 && texts.size < MAX_CAUSES) {
    const next = queue.shift();
    if (next === undefined || next === null || seen.has(next)) continue;
    seen.add(next);
    const text = causeText(next);
    if (text !== undefined) texts.add(text);
    queue.unshift(...lowerErrors(next));
  }
  return [...texts];
}

function lowerErrors(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [];
  return [error.cause, ...(error instanceof AggregateError ? (error.errors as unknown[]) : [])];
}

/** undefined if the cause is data for programs */
function causeText(cause: unknown): string | undefined {
  if (typeof cause === 'object' && cause !== null && !(cause instanceof Error)) return undefined;
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const message = cause.message === '' ? cause.name : cause.message;
  return code === '' || message.includes(code) ? message : `${code}: ${message}`;
}

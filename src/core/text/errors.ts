/**
 * Every way a promotion can fail. Codes are public: an output (`error-code`), an exit code and an anchor
 * in docs/errors.md. Renaming one is a breaking change.
 */
export const ERROR_CODES = {
  INPUT_INVALID: { exit: 2, summary: 'an input is missing or invalid' },

  POLICY_INVALID: { exit: 2, summary: 'the policy cannot be read or is contradictory' },
  ENVIRONMENTS_INVALID: {
    exit: 2,
    summary: 'the file with the environments cannot be read or is contradictory',
  },

  LOGIN_FAILED: { exit: 3, summary: 'a cluster or registry refused the credentials' },
  TOKEN_EXPIRED: { exit: 3, summary: 'a token has expired, was revoked, or belongs to another cluster' },
  ACCESS_DENIED: { exit: 3, summary: 'the account lacks a permission it needs' },
  CHECK_FAILED: { exit: 3, summary: 'several problems would stop the promotion; each is listed' },

  NOT_OPENSHIFT: { exit: 4, summary: 'the server is not an OpenShift API' },
  NOT_A_REGISTRY: { exit: 4, summary: 'the host does not speak the registry protocol' },
  REGISTRY_NOT_EXPOSED: { exit: 4, summary: 'the cluster has no public registry host' },
  PROJECT_NOT_FOUND: { exit: 4, summary: 'the project does not exist or is not visible to the account' },
  IMAGE_NOT_FOUND: { exit: 4, summary: 'the image, tag or digest to promote does not exist' },
  CLIENT_NOT_FOUND: { exit: 4, summary: 'no `oc` to install was found' },
  WORKLOAD_NOT_FOUND: { exit: 4, summary: 'the workload to roll out does not exist' },

  DIGEST_MISMATCH: { exit: 5, summary: 'bytes did not match their digest' },
  MANIFEST_INVALID: { exit: 5, summary: 'a manifest is malformed or inconsistent' },
  MANIFEST_UNSUPPORTED: { exit: 5, summary: 'a manifest or its media type cannot be promoted or stored' },
  PROTOCOL_VIOLATION: { exit: 5, summary: 'a response of a server violates the protocol' },
  UNSAFE_REDIRECT: { exit: 5, summary: 'a server redirected to an address that is not safe to follow' },

  CONNECTION_FAILED: { exit: 6, summary: 'a server could not be reached or closed the connection' },
  TLS_FAILED: { exit: 6, summary: 'the certificate of a server is not trusted' },
  PROXY_FAILED: { exit: 6, summary: 'the proxy refused or broke the connection' },
  RATE_LIMITED: { exit: 6, summary: 'a server limits requests and asked to wait too long' },
  SERVER_UNAVAILABLE: { exit: 6, summary: 'a server kept failing after all retries' },
  TIMED_OUT: { exit: 6, summary: 'an operation took longer than allowed' },

  BUILD_FAILED: { exit: 7, summary: 'the build of the destination image failed' },
  ROLLOUT_FAILED: { exit: 7, summary: 'the new revision did not become healthy' },
  ROLLOUT_TIMED_OUT: { exit: 7, summary: 'the new revision was not complete before the timeout' },
  ROLLOUT_PAUSED: { exit: 7, summary: 'the workload is paused' },
  VERIFICATION_FAILED: { exit: 7, summary: 'the destination does not run the promoted image' },
  WEBHOOK_FAILED: { exit: 7, summary: 'the webhook call failed; the promoted images stay in place' },
  ATTEST_FAILED: { exit: 7, summary: 'the promotion could not be attested' },
  OUTPUT_FAILED: { exit: 7, summary: 'the outputs could not be written; the promoted images stay in place' },

  TAG_EXISTS: { exit: 8, summary: 'the destination tag exists and must not move' },
  TAG_CONFLICT: { exit: 8, summary: 'the destination tag was changed by something else during the run' },
  LOCKED: {
    exit: 8,
    summary: 'another run moves the same tags, or has left a journal that this one cannot read',
  },
  APPLY_CONFLICT: { exit: 8, summary: 'an object to apply has fields that another tool manages' },
  DIGEST_UNEXPECTED: { exit: 8, summary: 'the source tag does not point to the expected digest' },
  QUOTA_EXCEEDED: { exit: 8, summary: 'a quota or limit range of the project was exceeded' },
  COMMAND_FAILED: {
    exit: 8,
    summary: 'a command given as `before-move`, `before-rollout` or `after-rollout` failed',
  },
  GITOPS_FAILED: { exit: 8, summary: 'the promoted image could not be written to the desired state in git' },
  SIGNATURES_REQUIRED: { exit: 8, summary: 'signatures or attestations could not be copied' },

  ENVIRONMENT_FROZEN: { exit: 9, summary: 'promotions to the environment are frozen' },
  NOT_SOAKED: { exit: 9, summary: 'the image has not been where it comes from for long enough' },
  POLICY_REFUSED: { exit: 9, summary: 'the policy refused the image' },

  ATTESTATION_MISSING: { exit: 10, summary: 'no attestation says how the image got where it is' },
  ATTESTATION_UNVERIFIED: { exit: 11, summary: 'a promotion is attested, but by none of the given signers' },

  DRIFT_FOUND: { exit: 12, summary: 'something on the board is not as it should be' },

  INTERNAL_ERROR: { exit: 70, summary: 'a bug in this program' },
  CANCELLED: { exit: 130, summary: 'the job was cancelled' },
} as const satisfies Readonly<Record<string, { readonly exit: number; readonly summary: string }>>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The side of a promotion: where the image comes from, or where it goes. */
export type Side = 'source' | 'destination';

/** The phases of a promotion, in their order. */
export const PHASES = [
  'connect',
  'resolve',
  'check',
  'gate',
  'prepare',
  'move',
  'tag',
  'apply',
  'commit',
  'roll out',
  'verify',
  'attest',
  'notify',
  'trace',
  'roll back',
  'record',
] as const;
export type Phase = (typeof PHASES)[number];

/** Where it happened. Every field is shown to the user, so none may hold a secret or an unredacted query string. */
export interface ErrorPlace {
  readonly side?: Side | undefined;
  readonly phase?: Phase | undefined;
  readonly host?: string | undefined;
  readonly repository?: string | undefined;
  readonly digest?: string | undefined;
  /** method and path, such as `PUT /v2/prod/app/manifests/1.4.2` */
  readonly request?: string | undefined;
  readonly status?: number | undefined;
  readonly attempt?: number | undefined;
}

export interface PromoteErrorFields {
  readonly code: ErrorCode;
  /** What happened, lower case, without full stop, naming the object and both names. */
  readonly message: string;
  /** What to do: the exact command, input or permission. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  readonly where?: ErrorPlace | undefined;
  /** Every single problem when the error stands for several. */
  readonly problems?: readonly Problem[] | undefined;
}

/** One of several problems found at once. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** The only error that this program throws deliberately; anything else is a bug and is printed with its stack. */
export class PromoteError extends Error {
  override readonly name = 'PromoteError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly where: ErrorPlace;
  readonly problems: readonly Problem[];

  constructor(fields: PromoteErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.hint = fields.hint;
    this.where = fields.where ?? {};
    this.problems = fields.problems ?? [];
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }

  /** The same error with more details about its place; existing details are kept. */
  at(place: ErrorPlace): PromoteError {
    return new PromoteError({
      code: this.code,
      message: this.message,
      hint: this.hint,
      cause: this.cause,
      where: { ...place, ...definedFields(this.where) },
      problems: this.problems,
    });
  }
}

function definedFields(place: ErrorPlace): ErrorPlace {
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}

/** The error to throw for problems found together: a single problem is thrown as it is, several as `code` with a list. */
export function errorOfProblems(code: ErrorCode, problems: readonly Problem[]): PromoteError {
  const [first, ...others] = problems;
  if (first === undefined) throw new TypeError('an error needs at least one problem');
  if (others.length === 0) return new PromoteError({ ...first, problems });
  return new PromoteError({ code, message: `found ${problems.length} problems`, problems });
}

/** Turns the reason of an aborted signal into the error the user sees. */
export function cancelled(signal: AbortSignal): PromoteError {
  const reason: unknown = signal.reason;
  if (reason instanceof PromoteError) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    // of AbortSignal.timeout, which limits the requests that clean up
    return new PromoteError({ code: 'TIMED_OUT', message: 'the time limit was reached', cause: reason });
  }
  return new PromoteError({ code: 'CANCELLED', message: 'the promotion was cancelled', cause: reason });
}

/** Throws {@link cancelled} when the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal);
}

/** The problems of an error: its own first, then those that explain it. */
export function problemsOf(error: PromoteError): readonly Problem[] {
  const { code, message, hint } = error;
  return [{ code, message, hint }, ...error.problems];
}

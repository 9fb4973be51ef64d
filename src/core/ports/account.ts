import type { Problem } from '../text/errors.ts';

/** The user that a token belongs to. */
export interface Identity {
  readonly username: string;
  /** expiry of the token, if the token contains it */
  readonly expiresAt: Date | undefined;
  /** when the token was made, if the token contains it */
  readonly issuedAt?: Date | undefined;
}

/** A permission to check (SelfSubjectAccessReview). */
export interface AccessQuestion {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly project: string;
  readonly name?: string | undefined;
  /** hint if the permission is missing */
  readonly problem: Problem;
}

/** What the domain needs to know about the account that uses a cluster. */
export interface Account {
  /** @throws PromoteError NOT_OPENSHIFT, TOKEN_EXPIRED, … */
  identify(signal: AbortSignal): Promise<Identity>;

  /** The problems for missing permissions. */
  missingRights(questions: readonly AccessQuestion[], signal: AbortSignal): Promise<readonly Problem[]>;
}

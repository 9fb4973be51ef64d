import type { ErrorCode } from '../../src/core/text/errors.ts';

/** Usual causes of an error and how to fix them, in Markdown. */
export interface ErrorAdvice {
  readonly causes: readonly string[];
  readonly fixes: readonly string[];
}

/** What the owners of an environment refuse, by policy or by file. */
export const REFUSAL_ADVICE = {
  POLICY_INVALID: {
    causes: [
      'The file or ConfigMap given as `policy` does not exist, is not valid YAML, or contains an unknown rule or field.',
      'Rules contradict each other, a key has the wrong type, or a rule names a signer that the policy does not define.',
    ],
    fixes: [
      'Each problem names the rule and what to write instead. [policy.md](policy.md) lists all rules and fields.',
    ],
  },
  ENVIRONMENTS_INVALID: {
    causes: ['The file cannot be read, is not YAML, has an unknown field, or contradicts itself.'],
    fixes: [
      '`openshift-promote environments check FILE` lists all problems; see [environments.md](environments.md).',
    ],
  },
  ENVIRONMENT_FROZEN: {
    causes: ['A freeze window of the environment holds. The message names its end and its reason.'],
    fixes: ['Promote later, or give `freeze-override` with a reason. Rolling back needs none.'],
  },
  NOT_SOAKED: {
    causes: ['The image is younger than `minimum-age`, or than the `soak` of the environment asks for.'],
    fixes: ['Wait until the time that the message names, or promote an older one with `release`.'],
  },
  POLICY_REFUSED: {
    causes: [
      'At least one rule of the policy is not satisfied: a signature, attestation or scan is missing, too old, from the wrong signer, or for another image. Nothing was changed.',
      'Something that a rule needs, such as the repository of a trusted root, could not be reached. A rule that cannot be checked is not satisfied.',
    ],
    fixes: [
      'For each failed rule, the message says what was found and what would satisfy it.',
      'To check any image before a promotion, run `openshift-promote policy check IMAGE --policy=FILE`.',
    ],
  },
  DRIFT_FOUND: {
    causes: [
      'The board shows what it is: pods that run another image than their tag, a change by hand, an image that no promotion brought, an environment that cannot be read.',
    ],
    fixes: [
      'Promote again, or roll back, so that promotions are what changes an environment. [board.md](recipes/board.md) explains each finding.',
    ],
  },
} satisfies Readonly<Partial<Record<ErrorCode, ErrorAdvice>>>;

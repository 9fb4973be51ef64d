import type { Digest } from '../image/digest.ts';

/** What a rule found for the image, or for one part of it. JSON-safe. */
export interface RuleFinding {
  readonly outcome: 'passed' | 'failed';
  /** digest of the image, or of the part of it that was checked */
  readonly digest: Digest;
  /** platform of that part of an image index */
  readonly platform?: string | undefined;
  /** what was found, as one sentence without a full stop */
  readonly found: string;
  /** what would satisfy the rule; only if it failed */
  readonly needed?: string | undefined;
}

/** The result of one rule. JSON-safe. */
export interface RuleReport {
  readonly name: string;
  /** signature, attestation, sbom, vulnerabilities, image, source or soak */
  readonly kind: string;
  /** warn: a failure does not stop the promotion */
  readonly mode: 'enforce' | 'warn';
  readonly outcome: 'passed' | 'failed';
  readonly findings: readonly RuleFinding[];
}

/** A signature by a signer that the policy defines. JSON-safe. */
export interface SignatureReport {
  /** name of the signer in the policy */
  readonly signer: string;
  /** digest of what is signed: the image, or one part of it */
  readonly subject: Digest;
  /** `signature`, or the predicate type of an attestation */
  readonly type: string;
  /** tag: stored under a cosign tag; bundle: stored as a referrer */
  readonly format: 'tag' | 'bundle';
  /** digest of the manifest that contains it */
  readonly manifest: Digest;
  /** identity in the certificate */
  readonly identity?: string | undefined;
  /** OIDC issuer of the identity */
  readonly issuer?: string | undefined;
  /** time attested by a transparency log or timestamp authority, ISO 8601; absent if not attested */
  readonly signedAt?: string | undefined;
}

/** The result of a policy for one image. JSON-safe: part of plan and record. */
export interface PolicyReport {
  /** path of the policy, or `project/configmap` */
  readonly policy: string;
  /** digest of the policy text */
  readonly policyDigest: Digest;
  /** pull spec by digest of the image that was checked */
  readonly image: string;
  readonly digest: Digest;
  /** ISO 8601 */
  readonly evaluatedAt: string;
  /** warned: only rules with mode `warn` failed; overridden: `policy-override` gave a reason to continue */
  readonly outcome: 'passed' | 'warned' | 'overridden' | 'refused';
  readonly override?: { readonly reason: string } | undefined;
  /** in the same order as in the policy */
  readonly rules: readonly RuleReport[];
  /** by signer */
  readonly signatures: readonly SignatureReport[];
}

/** The result of a policy for an image as log lines: one per passed rule. Failures are reported as warnings or errors. */
export function policyLines({ policy, image, outcome, override, rules }: PolicyReport): readonly string[] {
  const why = override === undefined ? '' : `: ${override.reason}`;
  return [
    `policy ${policy} about ${image}: ${outcome}${why}`,
    ...rules.flatMap((rule) => (rule.outcome === 'passed' ? [`  passed: ${ruleText(rule)}`] : [])),
  ];
}

/** `signed by release: signed by release (linux/amd64)` */
export function ruleText({ name, findings }: RuleReport): string {
  const found = new Set(findings.map((finding) => finding.found));
  return `${name}: ${[...found].join('; ')}`;
}

import type { Digest } from '../image/digest.ts';

/** What a rule found about the image, or about one part of it. JSON-safe. */
export interface RuleFinding {
  readonly outcome: 'passed' | 'failed';
  /** the image, or the part of it that this is about */
  readonly digest: Digest;
  /** of that part, in an index */
  readonly platform?: string | undefined;
  /** what was found, in one sentence without full stop */
  readonly found: string;
  /** what would satisfy the rule; only when it failed */
  readonly needed?: string | undefined;
}

/** The result of one rule. JSON-safe. */
export interface RuleReport {
  readonly name: string;
  /** signature, attestation, sbom, vulnerabilities, image, source or soak */
  readonly kind: string;
  /** warn: that it failed stops nothing */
  readonly mode: 'enforce' | 'warn';
  readonly outcome: 'passed' | 'failed';
  readonly findings: readonly RuleFinding[];
}

/** A signature that a policy knows the signer of. JSON-safe. */
export interface SignatureReport {
  /** name of the signer in the policy */
  readonly signer: string;
  /** what is signed: the image, or one part of it */
  readonly subject: Digest;
  /** `signature`, or the predicate type of an attestation */
  readonly type: string;
  /** tag: under a tag of cosign; bundle: as a referrer */
  readonly format: 'tag' | 'bundle';
  /** of the manifest that holds it */
  readonly manifest: Digest;
  /** of the certificate */
  readonly identity?: string | undefined;
  /** who vouched for the identity */
  readonly issuer?: string | undefined;
  /** by a transparency log or a timestamp authority, ISO 8601; undefined: nothing proves it */
  readonly signedAt?: string | undefined;
}

/** What a policy says about one image. JSON-safe: part of plan and record. */
export interface PolicyReport {
  /** path of the policy, or `project/configmap` */
  readonly policy: string;
  /** of its text */
  readonly policyDigest: Digest;
  /** pull spec by digest, where it was looked at */
  readonly image: string;
  readonly digest: Digest;
  /** ISO 8601 */
  readonly evaluatedAt: string;
  /** warned: only rules failed that stop nothing; overridden: somebody said why it goes on */
  readonly outcome: 'passed' | 'warned' | 'overridden' | 'refused';
  readonly override?: { readonly reason: string } | undefined;
  /** in the order of the policy */
  readonly rules: readonly RuleReport[];
  /** by signer */
  readonly signatures: readonly SignatureReport[];
}

/** What a policy says about an image, as lines of a log: every rule that passed. What failed is told as warning or error. */
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

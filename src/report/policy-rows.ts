import { shortDigest } from '../core/image/digest.ts';
import type { PolicyReport, RuleReport, SignatureReport } from '../core/ports/policy-report.ts';

/** A rule and what it found about one image, for people. */
export interface PolicyRow {
  readonly image: string;
  readonly rule: string;
  /** passed, refused, warned or overridden */
  readonly outcome: string;
  readonly found: string;
  /** what would satisfy the rule; undefined if it is satisfied */
  readonly needed: string | undefined;
}

export const POLICY_HEAD = ['Image', 'Rule', 'Outcome', 'Found'];
export const SIGNATURE_HEAD = ['Signer', 'Signed', 'Type', 'Identity', 'When'];

/** Every rule for every image, in the order of the policy. */
export function policyRows(reports: readonly PolicyReport[]): readonly PolicyRow[] {
  return reports.flatMap((report) =>
    report.rules.map((rule) => ({
      image: `${report.image.split('@', 1)[0] ?? ''}@${shortDigest(report.digest)}`,
      rule: rule.name,
      outcome: outcomeOf(rule, report),
      found: foundBy(rule),
      needed: rule.outcome === 'passed' ? undefined : neededBy(rule),
    })),
  );
}

/** Which policy it was and how it ended: `policy.yaml (sha256:0123456789ab): overridden: the scanner is down` */
export function policyHeadline({ policy, policyDigest, outcome, override }: PolicyReport): string {
  const why = override === undefined ? '' : `: ${override.reason}`;
  return `${policy} (${shortDigest(policyDigest)}): ${outcome}${why}`;
}

/** Cells under {@link SIGNATURE_HEAD}. */
export function signatureRow(signature: SignatureReport): readonly string[] {
  const { signer, subject, type, identity, issuer, signedAt } = signature;
  const voucher = issuer === undefined ? '' : `, issued by ${issuer}`;
  return [
    signer,
    shortDigest(subject),
    type,
    identity === undefined ? '' : `${identity}${voucher}`,
    signedAt ?? '',
  ];
}

function outcomeOf({ outcome, mode }: RuleReport, report: PolicyReport): string {
  if (outcome === 'passed') return 'passed';
  if (mode === 'warn') return 'warned';
  return report.outcome === 'overridden' ? 'overridden' : 'refused';
}

/** For an index, the finding for each part; equal findings are combined. */
function foundBy({ findings }: RuleReport): string {
  const parts = new Map<string, string[]>();
  for (const { found, platform, digest } of findings) {
    const named = parts.get(found) ?? [];
    named.push(platform ?? shortDigest(digest));
    parts.set(found, named);
  }
  if (findings.length === 1 || parts.size === 1) return [...parts.keys()].join('');
  return [...parts].map(([found, named]) => `${named.join(', ')}: ${found}`).join('; ');
}

function neededBy({ findings }: RuleReport): string {
  return [...new Set(findings.flatMap(({ needed }) => needed ?? []))].join('; ');
}

import type { Digest } from '../core/image/digest.ts';
import { PromoteError, throwIfCancelled } from '../core/text/errors.ts';
import type { PolicyReport, RuleFinding, RuleReport, SignatureReport } from '../core/ports/policy-report.ts';
import { gatherEvidence } from './evidence/gather.ts';
import type { Evidence } from './evidence/evidence.ts';
import { findParts } from './evidence/parts.ts';
import type { Policy, Rule } from './model/policy.ts';
import type { PolicyPorts } from './model/ports.ts';
import { checkAttestation } from './rules/attestation.ts';
import { failed, type PolicyImage, type RuleContext } from './rules/context.ts';
import { checkImage } from './rules/image.ts';
import { checkSbom } from './rules/sbom.ts';
import { checkSignature } from './rules/signature.ts';
import { checkSoak } from './rules/soak.ts';
import { checkSource } from './rules/source.ts';
import { checkVulnerabilities } from './rules/vulnerabilities.ts';
import { openTrustedRoots } from './trust/trusted-roots.ts';

/**
 * Evaluates every rule of a policy for one image, independently of the other rules. What cannot be checked does not pass.
 * @param overrideReason why a run overrides the policy; used only if the policy allows it
 * @throws PromoteError when the image itself cannot be read, CANCELLED
 */
export async function evaluatePolicy(
  policy: Policy,
  image: PolicyImage,
  ports: PolicyPorts,
  overrideReason: string | undefined,
  signal: AbortSignal,
): Promise<PolicyReport> {
  const now = ports.clock.date();
  const known = new Map<Digest, Promise<Evidence>>();
  const signatures = new Map<string, SignatureReport>();
  const context: RuleContext = {
    image,
    parts: await findParts(image.digest, ports, signal),
    signers: policy.signers,
    verifying: { roots: openTrustedRoots(ports.download), now, signal },
    ports,
    evidenceOf: (digest) => {
      const found = known.get(digest) ?? gatherEvidence(digest, ports, signal);
      known.set(digest, found);
      return found;
    },
    onSignature: (signature) => signatures.set(JSON.stringify(signature), signature),
  };
  const rules: RuleReport[] = [];
  for (const rule of policy.rules) {
    throwIfCancelled(signal);
    rules.push(reportRule(rule, await findingsOf(rule, context)));
  }
  const outcome = outcomeOf(rules, policy, overrideReason);
  return {
    policy: policy.name,
    policyDigest: policy.digest,
    image: `${ports.repository.host}/${ports.repository.name}@${image.digest}`,
    digest: image.digest,
    evaluatedAt: now.toISOString(),
    outcome,
    ...(outcome === 'overridden' && overrideReason !== undefined
      ? { override: { reason: overrideReason } }
      : {}),
    rules,
    signatures: [...signatures.values()].toSorted((one, other) => (one.signer < other.signer ? -1 : 1)),
  };
}

function outcomeOf(
  rules: readonly RuleReport[],
  { overrides }: Policy,
  overrideReason: string | undefined,
): PolicyReport['outcome'] {
  const failing = rules.filter(({ outcome }) => outcome === 'failed');
  if (failing.length === 0) return 'passed';
  if (failing.every(({ mode }) => mode === 'warn')) return 'warned';
  return overrides === 'with-reason' && overrideReason !== undefined ? 'overridden' : 'refused';
}

/** A rule without findings is not satisfied. */
function reportRule({ name, kind, mode }: Rule, findings: readonly RuleFinding[]): RuleReport {
  const isPassed = findings.length > 0 && findings.every(({ outcome }) => outcome === 'passed');
  return { name, kind, mode, outcome: isPassed ? 'passed' : 'failed', findings };
}

async function findingsOf(rule: Rule, context: RuleContext): Promise<readonly RuleFinding[]> {
  const [root] = context.parts;
  if (root === undefined) throw new TypeError('an image has no parts');
  try {
    const findings = await dispatch(rule, context);
    if (findings.length > 0) return findings;
    return [
      failed(
        root,
        'no part of the image that this rule is about',
        'choose other parts, or promote another image',
      ),
    ];
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    return [
      failed(
        root,
        `it cannot be looked at: ${error.message}`,
        error.hint ?? 'try again when it can be reached',
      ),
    ];
  }
}

async function dispatch(rule: Rule, context: RuleContext): Promise<readonly RuleFinding[]> {
  switch (rule.kind) {
    case 'signature':
      return checkSignature(rule.rule, context);
    case 'attestation':
      return checkAttestation(rule.rule, context);
    case 'sbom':
      return checkSbom(rule.rule, context);
    case 'vulnerabilities':
      return checkVulnerabilities(rule.rule, context);
    case 'image':
      return checkImage(rule.rule, context);
    case 'source':
      return checkSource(rule.rule, context);
    case 'soak':
      return checkSoak(rule.rule, context);
  }
}

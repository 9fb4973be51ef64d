import { isDigest, type Digest } from '../../core/image/digest.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { PROMOTION_PREDICATE } from '../../core/version.ts';
import type { Evidence, SignedStatement } from '../../policy/evidence/evidence.ts';
import { readStatement, verifyStatement, type VerifyContext } from '../../policy/evidence/verify.ts';
import type { Signer } from '../../policy/model/policy.ts';
import type { PromotionPredicate } from '../statement.ts';
import type { ChainLink } from './chain-report.ts';

/** The promotions that statements attached to a digest claim, signed or not, and why others are none. */
export interface Claims {
  readonly links: readonly ChainLink[];
  readonly ignored: readonly string[];
}

/**
 * Reads every attestation of a promotion of this digest and looks for a signer of each. A statement about another digest is no
 * claim, whoever signed it.
 */
export async function readClaims(
  evidence: Evidence,
  signers: readonly Signer[],
  verifying: VerifyContext,
): Promise<Claims> {
  const links: ChainLink[] = [];
  const ignored: string[] = [...evidence.unusable];
  for (const candidate of evidence.statements) {
    const claim = claimOf(candidate, evidence.subject);
    if (claim === undefined) continue;
    if ('problem' in claim) ignored.push(`${candidate.manifest} ${claim.problem}`);
    else links.push({ ...claim, ...(await signedBy(candidate, evidence.subject, signers, verifying)) });
  }
  return { links, ignored };
}

/** undefined: it is about something else than a promotion */
function claimOf(
  { bundle, manifest }: SignedStatement,
  subject: Digest,
): Pick<ChainLink, 'manifest' | 'promotion'> | { readonly problem: string } | undefined {
  if (bundle.content.$case !== 'dsseEnvelope') return undefined;
  const statement = readStatement(bundle.content.dsseEnvelope.payload, subject);
  if ('problem' in statement) return statement;
  if (statement.predicateType !== PROMOTION_PREDICATE) return undefined;
  const promotion = readPredicate(statement.predicate);
  if (promotion === undefined) return { problem: 'does not say what was promoted' };
  return promotion.destination.digest === subject
    ? { manifest, promotion }
    : { problem: 'says that another digest was promoted' };
}

async function signedBy(
  candidate: SignedStatement,
  subject: Digest,
  signers: readonly Signer[],
  verifying: VerifyContext,
): Promise<Pick<ChainLink, 'signature' | 'refusal'>> {
  let refusal: string | undefined;
  for (const signer of signers) {
    const verified = await verifyStatement(candidate, subject, signer, verifying);
    if ('refusal' in verified) {
      refusal ??= verified.refusal;
      continue;
    }
    const { signature } = verified;
    return { signature: { ...signature, signedAt: signature.signedAt?.toISOString() } };
  }
  return { refusal: refusal ?? 'cannot be verified without a key or an identity' };
}

/** Checks the fields that a chain is made of; whatever else is missing is empty. */
function readPredicate(value: JsonObject): PromotionPredicate | undefined {
  const { source, destination, strategy, tags, run, startedAt, finishedAt } = value;
  if (!isSide(source) || !isSide(destination) || !isJsonObject(run)) return undefined;
  if (typeof startedAt !== 'string' || typeof finishedAt !== 'string' || !Array.isArray(tags))
    return undefined;
  if (Number.isNaN(Date.parse(startedAt)) || Number.isNaN(Date.parse(finishedAt))) return undefined;
  if (typeof strategy !== 'string' || !['copy', 'tag', 'import', 'build'].includes(strategy))
    return undefined;
  if (strategy !== 'build' && source.digest !== destination.digest) return undefined;
  const text = (from: unknown): string | undefined => (typeof from === 'string' ? from : undefined);
  return {
    source,
    destination,
    strategy: strategy as PromotionPredicate['strategy'],
    tags: tags.filter(isJsonObject).map((tag) => ({
      name: text(tag['name']) ?? '',
      before: isDigest(tag['before']) ? tag['before'] : undefined,
      after: isDigest(tag['after']) ? tag['after'] : destination.digest,
    })),
    rollouts: [],
    policies: listOf(value['policies']).flatMap((policy) => {
      const { name, digest, outcome, evaluatedAt } = policy;
      const known = (['passed', 'warned', 'overridden', 'refused'] as const).find((each) => each === outcome);
      if (known === undefined || typeof name !== 'string' || !isDigest(digest)) return [];
      const reason = isJsonObject(policy['override']) ? text(policy['override']['reason']) : undefined;
      return [
        {
          ...{ name, digest, outcome: known, evaluatedAt: text(evaluatedAt) ?? '', rules: [], signers: [] },
          override: reason === undefined ? undefined : { reason },
        },
      ];
    }),
    run: {
      system: text(run['system']) ?? 'unknown',
      actor: text(run['actor']),
      url: text(run['url']),
      id: text(run['id']),
    },
    promoter: { name: 'openshift-promote', version: versionIn(value['promoter']) },
    startedAt,
    finishedAt,
  };
}

function versionIn(promoter: unknown): string {
  const version = isJsonObject(promoter) ? promoter['version'] : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function isSide(value: unknown): value is PromotionPredicate['source'] {
  if (!isJsonObject(value)) return false;
  const { image, reference, digest, server } = value;
  return (
    typeof image === 'string' &&
    typeof reference === 'string' &&
    isDigest(digest) &&
    (server === undefined || typeof server === 'string')
  );
}

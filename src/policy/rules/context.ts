import { shortDigest, type Digest } from '../../core/image/digest.ts';
import type { RuleFinding, SignatureReport } from '../../core/ports/policy-report.ts';
import type { ImageReference } from '../../core/image/reference.ts';
import type { Evidence, SignedStatement, SimpleSignature } from '../evidence/evidence.ts';
import {
  verifySimpleSignature,
  verifyStatement,
  type Statement,
  type Verified,
  type VerifyContext,
} from '../evidence/verify.ts';
import type { Part } from '../evidence/parts.ts';
import type { Signer } from '../model/policy.ts';
import type { PolicyPorts } from '../model/ports.ts';
import type { Signature } from '../trust/verify-bundle.ts';

/** Where an image comes from. */
export interface PolicyImage {
  /** as the user wrote it */
  readonly reference: ImageReference;
  readonly digest: Digest;
  /** URL of the API server, of an image of a stream */
  readonly server: string | undefined;
  /** further `host/path` under which it is known, such as that of the cluster's internal registry */
  readonly otherNames: readonly string[];
}

/** All that the rules of a policy need to look at one image. */
export interface RuleContext {
  readonly image: PolicyImage;
  readonly parts: readonly Part[];
  readonly signers: ReadonlyMap<string, Signer>;
  readonly verifying: VerifyContext;
  readonly ports: PolicyPorts;
  readonly evidenceOf: (digest: Digest) => Promise<Evidence>;
  /** called with every accepted signature */
  readonly onSignature: (signature: SignatureReport) => void;
}

/** The accepted items, and why the others were rejected. */
export interface Accepted<Source, Content> {
  readonly accepted: readonly ({ readonly source: Source; readonly signature: Signature } & Content)[];
  readonly refusals: readonly string[];
}

/** Statements about a part by any of the signers. */
export async function statementsBy(
  by: string | readonly string[],
  part: Part,
  context: RuleContext,
): Promise<Accepted<SignedStatement, { readonly statement: Statement }>> {
  const { statements } = await context.evidenceOf(part.manifest.digest);
  return accept(statements, by, context, {
    nameOf: ({ manifest }) => shortDigest(manifest),
    verify: (source, signer) => verifyStatement(source, part.manifest.digest, signer, context.verifying),
  });
}

/** Signatures in cosign's older format over a part by any of the signers. */
export async function signaturesBy(
  by: string | readonly string[],
  part: Part,
  context: RuleContext,
): Promise<Accepted<SimpleSignature, { readonly repository: string }>> {
  const { signatures } = await context.evidenceOf(part.manifest.digest);
  return accept(signatures, by, context, {
    nameOf: (_, index) => `signature ${index + 1} under its tag`,
    verify: (source, signer) =>
      verifySimpleSignature(source, part.manifest.digest, signer, context.verifying),
  });
}

async function accept<Source, Content>(
  sources: readonly Source[],
  by: string | readonly string[],
  { signers }: RuleContext,
  {
    nameOf,
    verify,
  }: {
    readonly nameOf: (source: Source, index: number) => string;
    readonly verify: (source: Source, signer: Signer) => Promise<Verified<Content>>;
  },
): Promise<Accepted<Source, Content>> {
  const accepted: ({ readonly source: Source; readonly signature: Signature } & Content)[] = [];
  const refusals: string[] = [];
  for (const [index, source] of sources.entries()) {
    let refusal: string | undefined;
    for (const name of [by].flat()) {
      const signer = signers.get(name);
      if (signer === undefined) throw new TypeError(`the policy has no signer ${name}`);
      const verdict = await verify(source, signer);
      if ('refusal' in verdict) {
        refusal ??= `${nameOf(source, index)} ${verdict.refusal}`;
      } else {
        accepted.push({ source, ...verdict });
        refusal = undefined;
        break;
      }
    }
    if (refusal !== undefined) refusals.push(refusal);
  }
  return { accepted, refusals };
}

/** For the record. */
export function signatureReport(
  {
    signature,
    source,
  }: { readonly signature: Signature; readonly source: SignedStatement | SimpleSignature },
  subject: Digest,
  type: string,
): SignatureReport {
  const { signer, identity, issuer, signedAt } = signature;
  return {
    signer,
    subject,
    type,
    format: 'format' in source && source.format === 'bundle' ? 'bundle' : 'tag',
    manifest: source.manifest,
    identity,
    issuer,
    signedAt: signedAt?.toISOString(),
  };
}

export function passed(part: Part, found: string): RuleFinding {
  return { outcome: 'passed', ...partFields(part), found };
}

export function failed(part: Part, found: string, needed: string): RuleFinding {
  return { outcome: 'failed', ...partFields(part), found, needed };
}

function partFields({ manifest, platform }: Part): Pick<RuleFinding, 'digest' | 'platform'> {
  return { digest: manifest.digest, ...(platform === undefined ? {} : { platform }) };
}

/** `release`, `release or ci` */
export function signerNames(by: string | readonly string[]): string {
  return [by].flat().join(' or ');
}

const MAX_REASONS = 4;

/** The first few, so that a line stays readable however much is attached. */
export function listReasons(reasons: readonly string[]): string {
  const shown = reasons.slice(0, MAX_REASONS).join('; ');
  const more = reasons.length - MAX_REASONS;
  return more > 0 ? `${shown}; and ${more} more` : shown;
}

/** `host/path@digest`, ready for a command */
export function pullSpecOf(part: Part, { ports: { repository } }: RuleContext): string {
  return `${repository.host}/${repository.name}@${part.manifest.digest}`;
}

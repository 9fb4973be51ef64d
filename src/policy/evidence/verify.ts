import { verify } from 'node:crypto';
import { algorithmOf, hexOf, isDigest, shortDigest, type Digest } from '../../core/image/digest.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject, parseStrictJson, type JsonObject } from '../../core/text/strict-json.ts';
import type { Signer } from '../model/policy.ts';
import { isToCome } from '../../core/text/time.ts';
import type { TrustedRoots } from '../trust/trusted-roots.ts';
import { verifyBundle, type Signature, type Verdict } from '../trust/verify-bundle.ts';
import type { SignedStatement, SimpleSignature } from './evidence.ts';
import { bundleOfSignature } from './legacy-bundle.ts';
import { SIGNATURE_PREDICATE } from '../model/predicate-types.ts';

/** What it takes to verify what is attached. */
export interface VerifyContext {
  readonly roots: TrustedRoots;
  readonly now: Date;
  readonly signal: AbortSignal;
}

export type Verified<Content> = ({ readonly signature: Signature } & Content) | { readonly refusal: string };

/** What an in-toto statement says about the image. */
export interface Statement {
  readonly predicateType: string;
  readonly predicate: JsonObject;
  /** of how many things it speaks */
  readonly countSubjects: number;
}

const SIMPLE_SIGNING_TYPE = 'cosign container image signature';
const IN_TOTO_PAYLOAD = 'application/vnd.in-toto+json';
const STATEMENT_TYPES = ['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'];
const MAX_SUBJECTS = 10_000;

/**
 * Whether a signature in cosign's older format is one of the signer over this digest. The signature is verified before its
 * payload is parsed, as in containers/image (registry.md §7.1).
 * @returns with it the repository it was made for, and the whole name as it stands there
 */
export async function verifySimpleSignature(
  candidate: SimpleSignature,
  subject: Digest,
  signer: Signer,
  verifying: VerifyContext,
): Promise<Verified<{ readonly repository: string; readonly reference: string }>> {
  const verdict = checkTime(await verifySimple(candidate, signer, verifying), verifying.now);
  if ('refusal' in verdict) return verdict;
  const payload = readPayload(candidate.payload);
  if ('problem' in payload) return { refusal: payload.problem };
  if (payload.digest !== subject)
    return { refusal: `is over ${shortDigest(payload.digest)}, not over this image` };
  return { ...verdict, repository: payload.repository, reference: payload.reference };
}

/** Whether a statement is signed by the signer and about this digest. */
export async function verifyStatement(
  candidate: SignedStatement,
  subject: Digest,
  signer: Signer,
  verifying: VerifyContext,
): Promise<Verified<{ readonly statement: Statement }>> {
  const { content } = candidate.bundle;
  if (content.$case !== 'dsseEnvelope') return { refusal: 'signs bytes, and says nothing about an image' };
  const { payload, payloadType } = content.dsseEnvelope;
  const verified = await verifyBundle(candidate.bundle, undefined, signer, verifying.roots, verifying.signal);
  const verdict = checkTime(verified, verifying.now);
  if ('refusal' in verdict) return verdict;
  if (payloadType !== IN_TOTO_PAYLOAD)
    return { refusal: `signs ${cleanServerText(payloadType, 80)}, not a statement` };
  const statement = readStatement(payload, subject);
  return 'problem' in statement ? { refusal: statement.problem } : { ...verdict, statement };
}

/** A statement that only states that the image was signed (`cosign sign` 3). */
export function isSignature({ predicateType, countSubjects }: Statement): boolean {
  return predicateType === SIGNATURE_PREDICATE && countSubjects === 1;
}

async function verifySimple(
  { payload, signature, annotations }: SimpleSignature,
  signer: Signer,
  { roots, signal }: VerifyContext,
): Promise<Verdict> {
  if (signer.kind === 'key' && signer.log === undefined) {
    // no package reads this format: docs/architecture.md, "Dependencies"
    const algorithm = signer.key.asymmetricKeyType === 'ed25519' ? undefined : 'sha256';
    const isGood = verify(algorithm, payload, signer.key, signature);
    return isGood ? { signature: { signer: signer.name } } : { refusal: 'is not made with its key' };
  }
  try {
    // signed with the key of the policy, it may still bring a certificate along
    const { 'dev.sigstore.cosign/certificate': certificate, ...others } = annotations;
    const used = signer.kind === 'key' || certificate === undefined ? others : annotations;
    const bundle = bundleOfSignature(payload, signature, used);
    return await verifyBundle(bundle, payload, signer, roots, signal);
  } catch (error) {
    return {
      refusal: `cannot be read: ${cleanServerText(error instanceof Error ? error.message : String(error), 200)}`,
    };
  }
}

function checkTime(verdict: Verdict, now: Date): Verdict {
  if ('refusal' in verdict) return verdict;
  const { signedAt } = verdict.signature;
  if (signedAt === undefined || !isToCome(signedAt, now)) return verdict;
  return { refusal: `was signed ${signedAt.toISOString()}, which is in the future: check the clocks` };
}

type Payload =
  | { readonly digest: Digest; readonly repository: string; readonly reference: string }
  | { readonly problem: string };

/** Simple signing: exactly the known fields, so that no two readers see different things. */
function readPayload(bytes: Uint8Array): Payload {
  let value: unknown;
  try {
    value = parseStrictJson(bytes, 'the payload');
  } catch (error) {
    return { problem: `is good, but ${error instanceof Error ? error.message : String(error)}` };
  }
  const problem = { problem: 'is good, but its payload is not one of an image signature' };
  if (!isJsonObject(value) || !hasExactly(value, ['critical', 'optional'], ['critical'])) return problem;
  const { critical } = value;
  if (!isJsonObject(critical) || !hasExactly(critical, ['identity', 'image', 'type'])) return problem;
  const { identity, image, type } = critical;
  if (type !== SIMPLE_SIGNING_TYPE) {
    return { problem: `is good, but its payload is of the type ${cleanServerText(String(type), 80)}` };
  }
  if (!isJsonObject(identity) || !hasExactly(identity, ['docker-reference'])) return problem;
  if (!isJsonObject(image) || !hasExactly(image, ['docker-manifest-digest'])) return problem;
  const reference = identity['docker-reference'];
  const digest = image['docker-manifest-digest'];
  if (typeof reference !== 'string' || !isDigest(digest)) return problem;
  return { digest, repository: repositoryOf(reference), reference };
}

function hasExactly(
  object: JsonObject,
  known: readonly string[],
  needed: readonly string[] = known,
): boolean {
  const keys = Object.keys(object);
  return keys.every((key) => known.includes(key)) && needed.every((key) => keys.includes(key));
}

/** `host/path:tag` as podman writes it, `host/path` as cosign does. */
function repositoryOf(reference: string): string {
  const name = reference.split('@', 1)[0] ?? '';
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0 ? name : name.slice(0, colon);
}

/** What a statement says if it is about this digest, whoever signed it. */
export function readStatement(
  payload: Uint8Array,
  subject: Digest,
): Statement | { readonly problem: string } {
  let value: unknown;
  try {
    value = parseStrictJson(payload, 'its statement');
  } catch (error) {
    return { problem: `is signed, but ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isJsonObject(value)) return { problem: 'is signed, but holds no statement' };
  const { _type: type, subject: subjects, predicateType, predicate } = value;
  if (typeof type !== 'string' || !STATEMENT_TYPES.includes(type) || typeof predicateType !== 'string')
    return { problem: 'is signed, but holds no in-toto statement' };
  if (!Array.isArray(subjects) || subjects.length > MAX_SUBJECTS)
    return { problem: 'is signed, but has no list of subjects' };
  if (!subjects.some((each) => isAbout(each, subject)))
    return { problem: 'is signed, but is about something else than this image' };
  return {
    predicateType,
    predicate: isJsonObject(predicate) ? predicate : {},
    countSubjects: subjects.length,
  };
}

function isAbout(subject: unknown, digest: Digest): boolean {
  if (!isJsonObject(subject) || !isJsonObject(subject['digest'])) return false;
  const { [algorithmOf(digest)]: hex } = subject['digest'];
  return hex === hexOf(digest);
}

import type { Bundle } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier, type SignedEntity } from '@sigstore/verify';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { Signer } from '../model/policy.ts';
import { trustText, type TrustedRoots } from './trusted-roots.ts';

/** A verified signer. */
export interface Signature {
  /** name in the policy */
  readonly signer: string;
  /** of the certificate */
  readonly identity?: string | undefined;
  readonly issuer?: string | undefined;
  /** when, by a log or a timestamp authority; undefined: nothing proves it */
  readonly signedAt?: Date | undefined;
}

export type Verdict = { readonly signature: Signature } | { readonly refusal: string };

const NO_ROOT = TrustedRoot.fromJSON({});
/** the library verifies what it is asked about, so a key is valid whenever the policy says so */
const ALWAYS = (): boolean => true;

/**
 * Verifies a bundle against one signer: the signature and, of an identity, certificate, logs and time. What was signed, and about
 * which image, is for the caller to look at.
 * @param artifact what a message signature is of
 */
export async function verifyBundle(
  bundle: Bundle,
  artifact: Uint8Array | undefined,
  signer: Signer,
  roots: TrustedRoots,
  signal: AbortSignal,
): Promise<Verdict> {
  const hasCertificate = bundle.verificationMaterial.content.$case !== 'publicKey';
  if (hasCertificate !== (signer.kind === 'identity')) {
    return {
      refusal: hasCertificate
        ? 'is signed with a certificate, not with the key'
        : 'is signed with a key, not with a certificate',
    };
  }
  const source = signer.kind === 'identity' ? signer.root : signer.log;
  const found = source === undefined ? { root: NO_ROOT } : await roots(source, signal);
  if ('problem' in found) return { refusal: found.problem };
  const { root } = found;
  try {
    const entity = toSignedEntity(bundle, artifact === undefined ? undefined : Buffer.from(artifact));
    return signer.kind === 'key' ? verifyByKey(entity, signer, root) : verifyByIdentity(entity, signer, root);
  } catch (error) {
    // any verification error means that this signer did not sign it
    const why = cleanServerText(error instanceof Error ? error.message : String(error), 200);
    const where = source === undefined ? '' : ` (trusted root: ${trustText(source)})`;
    return { refusal: `does not verify: ${why}${where}` };
  }
}

function verifyByKey(entity: SignedEntity, signer: Signer & { kind: 'key' }, root: TrustedRoot): Verdict {
  // the key hint of a bundle is untrusted, so it does not select a key
  const material = toTrustMaterial(root, () => ({ publicKey: signer.key, validFor: ALWAYS }));
  const thresholds = {
    tlogThreshold: signer.log === undefined ? 0 : 1,
    ctlogThreshold: 0,
    timestampThreshold: 0,
  };
  const tlogEntries = signer.log === undefined ? [] : entity.tlogEntries;
  new Verifier(material, thresholds).verify({ ...entity, tlogEntries, timestamps: [] });
  return {
    signature: { signer: signer.name, signedAt: timeOf({ tlogEntries, timestamps: [] }) },
  };
}

function verifyByIdentity(
  entity: SignedEntity,
  signer: Signer & { kind: 'identity' },
  root: TrustedRoot,
): Verdict {
  const material = toTrustMaterial(root);
  // an instance without logs uses timestamps: the trusted root determines what is required
  const { identity } = new Verifier(material, {
    tlogThreshold: Math.min(1, root.tlogs.length),
    ctlogThreshold: Math.min(1, root.ctlogs.length),
    timestampThreshold: 1,
  }).verify(entity);
  const name = identity?.subjectAlternativeName ?? '';
  const issuer = identity?.extensions?.issuer ?? '';
  if (!signer.identity.matches(name) || !signer.issuer.matches(issuer)) {
    return {
      refusal: `is signed by ${cleanServerText(name, 300)}, issued by ${cleanServerText(issuer, 300)}`,
    };
  }
  return { signature: { signer: signer.name, identity: name, issuer, signedAt: timeOf(entity) } };
}

/** The earliest of the times that were verified. */
function timeOf({
  timestamps,
  tlogEntries,
}: Pick<SignedEntity, 'timestamps' | 'tlogEntries'>): Date | undefined {
  const ofAuthorities = timestamps.flatMap((each) =>
    each.$case === 'timestamp-authority' ? [each.timestamp.signingTime.getTime()] : [],
  );
  const ofLogs = tlogEntries.flatMap(({ inclusionPromise, integratedTime }) =>
    inclusionPromise === undefined || integratedTime === '0' ? [] : [Number(integratedTime) * 1000],
  );
  const times = [...ofAuthorities, ...ofLogs];
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

import { createPublicKey, X509Certificate } from 'node:crypto';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { digestOf } from '../../core/image/digest.ts';
import type { Signer, TrustSource } from '../model/policy.ts';
import { textTest } from '../model/text-test.ts';
import { readPublicKey } from '../trust/public-key.ts';

/** Whose signatures nodes take; keys and certificates are PEM in base64. */
export interface RootOfTrust {
  readonly keys: readonly string[];
  readonly rekorKeys: readonly string[];
  readonly fulcio:
    | {
        readonly ca: string | undefined;
        readonly issuer: string | undefined;
        readonly email: string | undefined;
      }
    | undefined;
}

/** The same as signers; `why`: it is nothing that can be judged here. */
export function signersOf({
  keys,
  rekorKeys,
  fulcio,
}: RootOfTrust): { readonly signers: readonly Signer[] } | { readonly why: string } {
  try {
    const logs = rekorKeys.map((key) => logOf(pemOf(key)));
    if (fulcio !== undefined) {
      const { ca, issuer, email } = fulcio;
      if (ca === undefined || issuer === undefined || email === undefined || logs.length === 0)
        return { why: 'its certificate authority, issuer, e-mail address or log is missing' };
      const root = rootOf(logs, certificatesOf(pemOf(ca)));
      const [identity, vouching] = [textTest(email), textTest(issuer)];
      return { signers: [{ kind: 'identity', name: email, issuer: vouching, identity, root }] };
    }
    const log = logs.length === 0 ? undefined : rootOf(logs, []);
    const signers: Signer[] = [];
    for (const text of keys) {
      const read = readPublicKey(pemOf(text));
      if ('problem' in read) return { why: `its key ${read.problem}` };
      signers.push({ kind: 'key', name: 'its key', key: read.key, log });
    }
    return signers.length === 0 ? { why: 'it names no key' } : { signers };
  } catch (error) {
    return {
      why: `its root of trust cannot be read (${error instanceof Error ? error.message : String(error)})`,
    };
  }
}

function pemOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

const SINCE = { start: '1970-01-01T00:00:00Z' };

function logOf(pem: string): object {
  const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
  const keyId = Buffer.from(digestOf(der).replace('sha256:', ''), 'hex').toString('base64');
  return {
    baseUrl: 'https://rekor.invalid',
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: der.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: SINCE,
    },
    logId: { keyId },
  };
}

function certificatesOf(pem: string): readonly object[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  // a chain begins with the one that issues; the root is its own issuer
  return found
    .map((each) => new X509Certificate(each))
    .toSorted((one, other) => Number(isRoot(one)) - Number(isRoot(other)))
    .map(({ raw }) => ({ rawBytes: raw.toString('base64') }));
}

function isRoot({ issuer, subject }: X509Certificate): boolean {
  return issuer === subject;
}

function rootOf(tlogs: readonly object[], certificates: readonly object[]): TrustSource {
  const root = TrustedRoot.fromJSON({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs,
    certificateAuthorities:
      certificates.length === 0
        ? []
        : [{ subject: {}, uri: 'https://fulcio.invalid', certChain: { certificates }, validFor: SINCE }],
  });
  return { kind: 'file', name: 'its root of trust', root };
}

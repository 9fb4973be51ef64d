import { createPublicKey, type KeyObject } from 'node:crypto';

const MIN_RSA_BITS = 2048;

export type ReadKey = { readonly key: KeyObject } | { readonly problem: string };

/**
 * Reads a public key as `cosign generate-key-pair` writes it. Kinds whose signatures cosign and sigstore make with SHA-256 or
 * without a digest of their own are taken: ECDSA P-256, RSA, Ed25519.
 */
export function readPublicKey(text: string): ReadKey {
  const pem = text.trim();
  const label = /-----BEGIN ([A-Z0-9 ]{1,60})-----/.exec(pem)?.[1];
  if (label === undefined) return { problem: 'is not a public key in PEM (-----BEGIN PUBLIC KEY-----)' };
  if (label.includes('PRIVATE'))
    return { problem: 'is a private key: give the public one, and replace this one' };
  if (label.includes('CERTIFICATE')) return { problem: 'is a certificate, not a public key' };
  if (label.startsWith('PGP')) return { problem: 'is a key of OpenPGP, whose signatures are not looked at' };
  if (label !== 'PUBLIC KEY') return { problem: `is "${label}", not a public key` };
  if (pem.split('-----BEGIN').length > 2)
    return { problem: 'holds several keys: define one signer for each' };
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem' });
  } catch {
    return { problem: 'is damaged: it cannot be read as a public key' };
  }
  const problem = kindProblem(key);
  return problem === undefined ? { key } : { problem };
}

function kindProblem(key: KeyObject): string | undefined {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  const kinds = 'there must be one of ECDSA P-256, RSA of 2048 bits or more, or Ed25519';
  const type = key.asymmetricKeyType;
  if (type === 'ed25519' || (type === 'ec' && namedCurve === 'prime256v1')) return undefined;
  if (type === 'ec') return `is a key of the curve ${namedCurve ?? 'without name'}: ${kinds}`;
  if (type !== 'rsa') return `is a key of the kind ${type ?? 'unknown'}: ${kinds}`;
  const bits = modulusLength ?? 0;
  return bits >= MIN_RSA_BITS ? undefined : `is an RSA key of ${bits} bits: ${kinds}`;
}

import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import type { Signer } from '@sigstore/sign';
import { EphemeralSigner } from '@sigstore/sign/dist/signer/fulcio/ephemeral.js';
import { extractJWTSubject } from '@sigstore/sign/dist/util/oidc.js';
import { PromoteError } from '../core/text/errors.ts';
import { isJsonObject } from '../core/text/strict-json.ts';
import { jsonIn, post, serviceFailure, type Service, type SigningPorts } from './services.ts';

/** Signs with a key that verifiers know. */
export function keySigner(key: KeyObject): Signer {
  const publicKey = createPublicKey(key);
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const algorithm = key.asymmetricKeyType === 'ed25519' ? undefined : 'sha256';
  return {
    sign: async (data) => ({
      signature: sign(algorithm, data, key),
      // without a hint, which would become the key ID of the envelope: cosign skips signatures of key IDs that it does not know
      key: { $case: 'publicKey', publicKey: pem },
    }),
  };
}

/**
 * Signs with a key that exists only in memory, and has Fulcio certify that it belongs to the identity of an ID token
 * (https://github.com/sigstore/fulcio/blob/main/docs/how-certificate-issuing-works.md). FulcioSigner of `@sigstore/sign` does the
 * same with a client that ignores the configured proxies and certificate authorities, and quotes tokens in its errors.
 */
export function keylessSigner(
  { fulcioUrl, idToken }: { readonly fulcioUrl: string; readonly idToken: string },
  ports: SigningPorts,
  signal: AbortSignal,
): Signer {
  const holder = new EphemeralSigner();
  const service: Service = { name: 'Fulcio', input: 'attest-fulcio-url', url: fulcioUrl };
  return {
    async sign(data) {
      const proof = await holder.sign(Buffer.from(subjectOf(idToken)));
      if (proof.key.$case !== 'publicKey') throw new TypeError('an ephemeral key has no certificate');
      const body = {
        credentials: { oidcIdentityToken: idToken },
        publicKeyRequest: {
          publicKey: { algorithm: 'ECDSA', content: proof.key.publicKey },
          proofOfPossession: proof.signature.toString('base64'),
        },
      };
      const url = `${fulcioUrl}/api/v2/signingCert`;
      const reply = await post(service, { url, body }, ports, signal);
      const { signedCertificateEmbeddedSct, signedCertificateDetachedSct } = jsonIn(service, reply);
      const certificate = leafOf(signedCertificateEmbeddedSct ?? signedCertificateDetachedSct);
      if (certificate === undefined)
        throw serviceFailure(service, `the reply of Fulcio at ${fulcioUrl} holds no certificate`);
      const { signature } = await holder.sign(data);
      return { signature, key: { $case: 'x509Certificate', certificate } };
    },
  };
}

/** What the holder of the token proves that the key is theirs with. @throws PromoteError ATTEST_FAILED; never quotes the token */
export function subjectOf(idToken: string): string {
  try {
    const subject: unknown = extractJWTSubject(idToken);
    if (typeof subject === 'string' && subject !== '') return subject;
  } catch {
    // what the parser says may quote the token
  }
  throw new PromoteError({
    code: 'ATTEST_FAILED',
    message: 'the ID token is no JSON web token with a subject',
    hint: 'give an ID token of the job for the audience "sigstore" as "attest-id-token"',
  });
}

function leafOf(signed: unknown): string | undefined {
  const chain = isJsonObject(signed) ? signed['chain'] : undefined;
  const certificates = isJsonObject(chain) ? chain['certificates'] : undefined;
  const leaf: unknown = Array.isArray(certificates) ? certificates[0] : undefined;
  return typeof leaf === 'string' && leaf.includes('-----BEGIN CERTIFICATE-----') ? leaf : undefined;
}

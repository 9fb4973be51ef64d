import { bundleFromJSON, BUNDLE_V01_MEDIA_TYPE, type Bundle } from '@sigstore/bundle';
import { digestOf, hexOf } from '../../core/image/digest.ts';
import { isJsonObject, parseStrictJson } from '../../core/text/strict-json.ts';

type Annotations = Readonly<Record<string, string>>;

const ANNOTATION = {
  certificate: 'dev.sigstore.cosign/certificate',
  log: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
} as const;

/**
 * What cosign's older format keeps in annotations, as a bundle that can be verified like any other.
 * @throws Error when the annotations cannot be read
 */
export function bundleOfSignature(payload: Uint8Array, signature: Buffer, annotations: Annotations): Bundle {
  const messageDigest = {
    algorithm: 'SHA2_256',
    digest: Buffer.from(hexOf(digestOf(payload)), 'hex').toString('base64'),
  };
  return bundleOf(
    { messageSignature: { messageDigest, signature: signature.toString('base64') } },
    annotations,
  );
}

/** The same for an envelope under the tag `….att`. */
export function bundleOfEnvelope(envelope: unknown, annotations: Annotations): Bundle {
  return bundleOf({ dsseEnvelope: withoutKeyIds(envelope) }, annotations);
}

function bundleOf(content: object, annotations: Annotations): Bundle {
  const certificate = annotations[ANNOTATION.certificate];
  const timestamp = annotations[ANNOTATION.timestamp];
  const log = annotations[ANNOTATION.log];
  const signer =
    certificate === undefined || certificate === ''
      ? { publicKey: { hint: '' } }
      : { x509CertificateChain: { certificates: [{ rawBytes: derOf(certificate) }] } };
  return bundleFromJSON({
    mediaType: BUNDLE_V01_MEDIA_TYPE,
    verificationMaterial: {
      ...signer,
      tlogEntries: log === undefined || log === '' ? [] : [logEntry(jsonOf(log, 'the proof of the log'))],
      ...(timestamp === undefined || timestamp === ''
        ? {}
        : { timestampVerificationData: { rfc3161Timestamps: [timestampOf(timestamp)] } }),
    },
    ...content,
  });
}

/** Rekor's signed entry timestamp, as cosign writes it. */
function logEntry(entry: Readonly<Record<string, unknown>>): object {
  const payload = entry['Payload'];
  if (!isJsonObject(payload)) throw new Error('the proof of the log has no payload');
  const { body, integratedTime, logIndex, logID } = payload;
  if (typeof body !== 'string' || typeof logID !== 'string')
    throw new Error('the proof of the log is incomplete');
  const { kind, apiVersion } = jsonOf(Buffer.from(body, 'base64').toString('utf8'), 'the entry of the log');
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
    kindVersion: { kind, version: apiVersion },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: entry['SignedEntryTimestamp'] },
    canonicalizedBody: body,
  };
}

function timestampOf(text: string): object {
  return { signedTimestamp: jsonOf(text, 'the timestamp')['SignedRFC3161Timestamp'] };
}

function jsonOf(text: string, what: string): Readonly<Record<string, unknown>> {
  const value = parseStrictJson(Buffer.from(text, 'utf8'), what);
  if (!isJsonObject(value)) throw new Error(`${what} is not a JSON object`);
  return value;
}

/** The certificate that signed; what else is in the text is not believed. */
function derOf(pem: string): string {
  const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (body === undefined) throw new Error('the certificate is not PEM');
  return body.replace(/\s+/g, '');
}

/** cosign leaves them out or writes an empty text; others write null, which the reader of bundles refuses. */
function withoutKeyIds(envelope: unknown): unknown {
  if (!isJsonObject(envelope) || !Array.isArray(envelope['signatures'])) return envelope;
  const signatures = envelope['signatures'].map((each: unknown) =>
    isJsonObject(each) ? { sig: each['sig'] } : each,
  );
  return { ...envelope, signatures };
}

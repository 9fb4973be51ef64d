import { nameOf, withPort, type FailedRequest, type Wording } from './failed-request.ts';
import { alertNumber } from './connect/tls-alert.ts';
import type { TransportFailure } from './connect/transport-failure.ts';

/** A certificate that was looked at and refused. */
export function untrustedFailure(fault: TransportFailure, failed: FailedRequest): Wording {
  const { side, host, chain } = failed;
  const server = `the ${side} ${host}`;
  const showcerts = `openssl s_client -showcerts -connect ${withPort(host)} </dev/null`;
  if (fault.code === 'ERR_TLS_CERT_ALTNAME_INVALID' || fault.code === 'HOSTNAME_MISMATCH') {
    return {
      code: 'TLS_FAILED',
      message: `the certificate of ${server} is made for another host: ${chain?.names ?? fault.message}`,
      hint: `use one of its names in the inputs of the ${side}, or have a certificate made for ${nameOf(host)}`,
    };
  }
  if (fault.code === 'CERT_HAS_EXPIRED') {
    const day = chain?.validTo === undefined ? '' : ` on ${chain.validTo}`;
    return {
      code: 'TLS_FAILED',
      message: `the certificate of ${server} has expired${day}`,
      hint: `have it renewed, or set the clock of this machine: ${showcerts}`,
    };
  }
  if (fault.code === 'CERT_NOT_YET_VALID') {
    return {
      code: 'TLS_FAILED',
      message: `the certificate of ${server} is not valid yet`,
      hint: `set the clock of this machine: date; ${showcerts}`,
    };
  }
  const issuer = chain?.issuer === undefined ? '' : ` (issued by ${chain.issuer})`;
  return {
    code: 'TLS_FAILED',
    message: `the certificate of ${server} is not trusted: ${REASONS[fault.code ?? ''] ?? fault.code ?? fault.message}${issuer}`,
    hint: `give the issuing CA with the input \`${side}-ca\` (PEM text or path): ${showcerts}`,
  };
}

const REASONS: Readonly<Record<string, string>> = {
  INVALID_PURPOSE: 'it may not be used by servers',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its root is not among the trusted authorities',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is unknown here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is unknown here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is unknown here',
};

// What OpenSSL makes of the bytes `HTTP/1.1 400 …` where a TLS record should be.
const PLAIN_TEXT_CODES: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);

/** A handshake that did not come to a certificate. */
export function handshakeFailure(fault: TransportFailure, failed: FailedRequest): Wording {
  const { side, host } = failed;
  if (PLAIN_TEXT_CODES.has(fault.code ?? '')) {
    return {
      code: 'TLS_FAILED',
      message: `the ${side} ${host} does not speak TLS on this port: it answers in plain text`,
      hint: `check the port in the inputs of the ${side}: curl -v https://${host}/`,
    };
  }
  const alert = alertNumber(fault.message);
  const refusal = alert === undefined ? undefined : refusedIdentity(alert, failed);
  if (refusal !== undefined) return refusal;
  return {
    code: 'TLS_FAILED',
    message: `the TLS handshake with the ${side} ${host} failed (${fault.code ?? fault.message})`,
    hint: `TLS 1.2 or newer is needed: openssl s_client -connect ${withPort(host)} </dev/null`,
  };
}

const HANDSHAKE_FAILURE = 40;
/** What servers say to a client without a certificate: OpenSSL 40 and 116, Go 42. */
const WANTING: ReadonlySet<number> = new Set([HANDSHAKE_FAILURE, 42, 116]);

/** What servers say of a client certificate (RFC 8446, section 6.2). */
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [42, 'it is malformed, or its issuer is not one of theirs'],
  [43, 'it is of a kind they do not take'],
  [44, 'it is revoked'],
  [45, 'it has expired'],
  [46, 'they do not say why'],
  [48, 'its issuer is not one of theirs'],
  [49, 'it has no access'],
]);

/** The server ended the connection because of the certificate we showed, or did not show. */
function refusedIdentity(alert: number, { side, host, identity }: FailedRequest): Wording | undefined {
  const inputs = `the inputs \`${side}-client-certificate\` and \`${side}-client-key\``;
  const hint = `set ${inputs}, or put client.cert and client.key into /etc/containers/certs.d/${host}`;
  if (identity === undefined) {
    if (!WANTING.has(alert)) return undefined;
    // the first one may also mean that there is no version or cipher in common, which is rare
    const verb = alert === HANDSHAKE_FAILURE ? 'probably wants' : 'wants';
    const message = `the ${side} ${host} ${verb} a client certificate, and there is none for it`;
    return { code: 'TLS_FAILED', message, hint };
  }
  const why = REFUSALS.get(alert);
  if (why === undefined) return undefined;
  const issuer = identity.issuer === undefined ? '' : ` (issued by ${identity.issuer}`;
  const until = identity.validTo === undefined ? '' : `, valid until ${identity.validTo}`;
  return {
    code: 'TLS_FAILED',
    message: `the ${side} ${host} does not accept the client certificate of ${identity.origin}${issuer === '' ? '' : `${issuer}${until})`}: ${why}`,
    hint: `give one of an issuer the server trusts with ${inputs}: openssl s_client -connect ${withPort(host)} </dev/null lists them`,
  };
}

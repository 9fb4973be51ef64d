import { PromoteError, type ErrorPlace } from '../core/text/errors.ts';
import { nameOf, withPort, type FailedRequest, type Wording } from './failed-request.ts';
import type { TransportFailure } from './connect/transport-failure.ts';
import { alertNumber } from './connect/tls-alert.ts';

/** Converts a transport failure into the PromoteError for the user. The only place that does so. */
export function errorOfFailure(fault: TransportFailure, failed: FailedRequest): PromoteError {
  return new PromoteError({ ...wordingOf(fault, failed), cause: fault, where: placeOf(failed) });
}

/** The error when Retry-After exceeds the time limit of the request. */
export function errorOfWait(status: number, waitMs: number, failed: FailedRequest): PromoteError {
  const asks = `the ${failed.side} ${failed.host} answered ${status} and asked to wait ${Math.ceil(waitMs / 1000)} s`;
  return new PromoteError({
    code: status === 429 ? 'RATE_LIMITED' : 'SERVER_UNAVAILABLE',
    message: `${asks}, which is longer than this request may take`,
    hint:
      status === 429
        ? 'run the job again later, or log in: anonymous limits are lower'
        : 'run the job again later',
    where: { ...placeOf(failed), status },
  });
}

function placeOf(failed: FailedRequest): ErrorPlace {
  const { side, host, request, attempt } = failed;
  return { side, host, request, attempt };
}

function wordingOf(fault: TransportFailure, failed: FailedRequest): Wording {
  switch (fault.kind) {
    case 'unresolved':
    case 'refused':
    case 'unreachable':
    case 'connect-timeout':
      return unconnected(fault, fault.kind, failed);
    case 'broken':
      return {
        code: 'CONNECTION_FAILED',
        message: `the ${failed.side} ${failed.host} broke the connection during ${failed.request}`,
        hint: 'run the job again; if it happens every time, look at the logs of the server and of the proxies in between',
      };
    case 'idle-timeout':
      return {
        code: 'TIMED_OUT',
        message: `the ${failed.side} ${failed.host} sent almost no data for ${failed.idleTimeoutMs / 1000} s during ${failed.request}`,
        hint: 'raise the input `request-timeout` if the server is slow',
      };
    case 'untrusted':
      return untrustedFailure(fault, failed);
    case 'handshake':
      return handshakeFailure(fault, failed);
    case 'proxy':
      return unproxied(fault, failed);
    case 'malformed':
    case 'bad-url':
    case 'bad-header':
    case 'unsafe-redirect':
      return misbehaved(fault, fault.kind, failed);
  }
}

function unconnected(
  fault: TransportFailure,
  kind: 'unresolved' | 'refused' | 'unreachable' | 'connect-timeout',
  { side, host }: FailedRequest,
): Wording {
  const server = `the ${side} ${host}`;
  const proxyHint = `check routes and firewalls; behind a proxy set the input \`${side}-proxy\` or HTTPS_PROXY`;
  switch (kind) {
    case 'unresolved':
      return {
        code: 'CONNECTION_FAILED',
        message: `the name of ${server} does not resolve (${fault.code ?? 'no address'})`,
        hint: /\.svc(?:\.cluster\.local)?$/.test(nameOf(host))
          ? `only pods of a cluster can resolve this name: set \`${side}-server\`, and write the image as project/stream:tag`
          : `check the host name in the inputs of the ${side}, and the DNS of this machine: getent hosts ${nameOf(host)}`,
      };
    case 'refused':
      return {
        code: 'CONNECTION_FAILED',
        message: `${server} refused the connection`,
        hint: `check host and port in the inputs of the ${side}; from this machine: curl -v https://${host}/`,
      };
    case 'unreachable':
      return {
        code: 'CONNECTION_FAILED',
        message: `${server} cannot be reached (${fault.code ?? fault.message})`,
        hint: proxyHint,
      };
    case 'connect-timeout':
      return {
        code: 'TIMED_OUT',
        message: `${server} could not be connected to: ${fault.message}`,
        hint: proxyHint,
      };
  }
}

function misbehaved(
  fault: TransportFailure,
  kind: 'malformed' | 'bad-url' | 'bad-header' | 'unsafe-redirect',
  { side, host, request }: FailedRequest,
): Wording {
  const server = `the ${side} ${host}`;
  switch (kind) {
    case 'malformed':
      return {
        code: 'PROTOCOL_VIOLATION',
        message: `${server} sent an invalid response to ${request}: ${fault.message}`,
        hint: `check that the inputs of the ${side} name the server itself: curl -v https://${host}/`,
      };
    case 'bad-url':
      return {
        code: 'PROTOCOL_VIOLATION',
        message: `${server} sent a URL that cannot be used: ${fault.message}`,
        hint: 'check the public host name in the configuration of the server: it builds its links from it',
      };
    case 'bad-header':
      return {
        code: 'INPUT_INVALID',
        message: `a request to ${server} cannot be sent: ${fault.message}`,
        hint: `check the secrets of the ${side} for line breaks and other invisible characters`,
      };
    case 'unsafe-redirect':
      return {
        code: 'UNSAFE_REDIRECT',
        message: `${server} redirected to an unsafe address: ${fault.message}`,
        hint: 'look at the storage configuration of the registry, or switch redirects off there (disableRedirect)',
      };
  }
}

function unproxied(fault: TransportFailure, { side, host }: FailedRequest): Wording {
  const proxy = fault.host ?? 'of this machine';
  if (fault.status === 407) {
    return {
      code: 'PROXY_FAILED',
      message: `the proxy ${proxy} requires credentials (407) to reach the ${side} ${host}`,
      hint: `put them into the input \`${side}-proxy\`: http://USER:PASSWORD@${proxy}`,
    };
  }
  if (fault.status !== undefined) {
    return {
      code: 'PROXY_FAILED',
      message: `the proxy ${proxy} refused a tunnel to the ${side} ${host} (${fault.status})`,
      hint: `allow ${withPort(host)} through the proxy, or bypass it: NO_PROXY=${nameOf(host)}`,
    };
  }
  return {
    code: 'PROXY_FAILED',
    message: `no tunnel could be opened to the ${side} ${host}: ${fault.message}`,
    hint: `check the input \`${side}-proxy\`, HTTPS_PROXY and NO_PROXY: curl -v -x ${proxy} https://${host}/`,
  };
}

/** The error for a server certificate that failed verification. */
function untrustedFailure(fault: TransportFailure, failed: FailedRequest): Wording {
  const { side, host, chain } = failed;
  const server = `the ${side} ${host}`;
  const showcerts = `openssl s_client -showcerts -connect ${withPort(host)} </dev/null`;
  if (fault.code === 'ERR_TLS_CERT_ALTNAME_INVALID' || fault.code === 'HOSTNAME_MISMATCH') {
    return {
      code: 'TLS_FAILED',
      message: `the certificate of ${server} was issued for another host: ${chain?.names ?? fault.message}`,
      hint: `use one of its names in the inputs of the ${side}, or have a certificate issued for ${nameOf(host)}`,
    };
  }
  if (fault.code === 'CERT_HAS_EXPIRED') {
    const day = chain?.validTo === undefined ? '' : ` on ${chain.validTo}`;
    return {
      code: 'TLS_FAILED',
      message: `the certificate of ${server} has expired${day}`,
      hint: `renew it, or correct the clock of this machine: ${showcerts}`,
    };
  }
  if (fault.code === 'CERT_NOT_YET_VALID') {
    return {
      code: 'TLS_FAILED',
      message: `the certificate of ${server} is not valid yet`,
      hint: `correct the clock of this machine: date; ${showcerts}`,
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
  INVALID_PURPOSE: 'it is not valid for server authentication',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its root is not a trusted CA',
  UNABLE_TO_GET_ISSUER_CERT: 'its issuer is unknown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is unknown',
};

// OpenSSL's reasons for an HTTP reply (`HTTP/1.1 400 …`) in place of a TLS record.
const PLAIN_TEXT_CODES: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);

/** The error for a handshake that failed before certificate verification. */
function handshakeFailure(fault: TransportFailure, failed: FailedRequest): Wording {
  const { side, host } = failed;
  if (PLAIN_TEXT_CODES.has(fault.code ?? '')) {
    return {
      code: 'TLS_FAILED',
      message: `the ${side} ${host} does not use TLS on this port: it answered in plain text`,
      hint: `for a registry without TLS set the input \`${side}-registry\` to http://${host}; else check the port: curl -v https://${host}/`,
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
/** Alerts for a missing client certificate: OpenSSL 40 and 116, Go 42. */
const CERTIFICATE_MISSING: ReadonlySet<number> = new Set([HANDSHAKE_FAILURE, 42, 116]);

/** Alerts about a client certificate (RFC 8446, section 6.2). */
const REFUSALS: ReadonlyMap<number, string> = new Map([
  [42, 'it is malformed, or the server does not trust its issuer'],
  [43, 'its type is not supported'],
  [44, 'it is revoked'],
  [45, 'it has expired'],
  [46, 'the server gave no reason'],
  [48, 'the server does not trust its issuer'],
  [49, 'access was denied'],
]);

/** The error when the server refused or missed our client certificate. */
function refusedIdentity(alert: number, { side, host, identity }: FailedRequest): Wording | undefined {
  const inputs = `the inputs \`${side}-client-certificate\` and \`${side}-client-key\``;
  const hint = `set ${inputs}, or put client.cert and client.key into /etc/containers/certs.d/${host}`;
  if (identity === undefined) {
    if (!CERTIFICATE_MISSING.has(alert)) return undefined;
    // alert 40 may also mean that no TLS version or cipher is shared, which is rare
    const verb = alert === HANDSHAKE_FAILURE ? 'probably requires' : 'requires';
    const message = `the ${side} ${host} ${verb} a client certificate, and none is configured for it`;
    return { code: 'TLS_FAILED', message, hint };
  }
  const why = REFUSALS.get(alert);
  if (why === undefined) return undefined;
  const issuer = identity.issuer === undefined ? '' : ` (issued by ${identity.issuer}`;
  const until = identity.validTo === undefined ? '' : `, valid until ${identity.validTo}`;
  return {
    code: 'TLS_FAILED',
    message: `the ${side} ${host} does not accept the client certificate of ${identity.origin}${issuer === '' ? '' : `${issuer}${until})`}: ${why}`,
    hint: `use one from an issuer that the server trusts, with ${inputs}: openssl s_client -connect ${withPort(host)} </dev/null lists them`,
  };
}

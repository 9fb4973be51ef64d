import { PromoteError, type ErrorPlace } from '../core/text/errors.ts';
import { nameOf, withPort, type FailedRequest, type Wording } from './failed-request.ts';
import { handshakeFailure, untrustedFailure } from './failure-tls.ts';
import type { TransportFailure } from './connect/transport-failure.ts';

/** The one place where a transport failure becomes the error a user reads. */
export function errorOfFailure(fault: TransportFailure, failed: FailedRequest): PromoteError {
  return new PromoteError({ ...wordingOf(fault, failed), cause: fault, where: placeOf(failed) });
}

/** The server asks to wait longer than the request may take. */
export function errorOfWait(status: number, waitMs: number, failed: FailedRequest): PromoteError {
  const asks = `the ${failed.side} ${failed.host} answers ${status} and asks to wait ${Math.ceil(waitMs / 1000)} s`;
  return new PromoteError({
    code: status === 429 ? 'RATE_LIMITED' : 'SERVER_UNAVAILABLE',
    message: `${asks}, longer than this request may take`,
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
        message: `the ${failed.side} ${failed.host} was silent for ${failed.idleTimeoutMs / 1000} s during ${failed.request}`,
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
        hint: `check the host name in the inputs of the ${side}, and the DNS of this machine: getent hosts ${nameOf(host)}`,
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
        message: `${server} broke the protocol in its answer to ${request}: ${fault.message}`,
        hint: `check that the inputs of the ${side} name the server itself: curl -v https://${host}/`,
      };
    case 'bad-url':
      return {
        code: 'PROTOCOL_VIOLATION',
        message: `an address of ${server} cannot be used, ${fault.message}`,
        hint: 'look at the configuration of the server: it makes its links from its public host name',
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
        message: `${server} redirects where it must not: ${fault.message}`,
        hint: 'look at the storage configuration of the registry, or switch redirects off there (disableRedirect)',
      };
  }
}

function unproxied(fault: TransportFailure, { side, host }: FailedRequest): Wording {
  const proxy = fault.host ?? 'of this machine';
  if (fault.status === 407) {
    return {
      code: 'PROXY_FAILED',
      message: `the proxy ${proxy} wants credentials (407) to reach the ${side} ${host}`,
      hint: `put them into the input \`${side}-proxy\`: http://USER:PASSWORD@${proxy}`,
    };
  }
  if (fault.status !== undefined) {
    return {
      code: 'PROXY_FAILED',
      message: `the proxy ${proxy} refused a tunnel to the ${side} ${host} (${fault.status})`,
      hint: `have ${withPort(host)} allowed at the proxy, or go without it: NO_PROXY=${nameOf(host)}`,
    };
  }
  return {
    code: 'PROXY_FAILED',
    message: `there is no tunnel to the ${side} ${host}: ${fault.message}`,
    hint: `check the input \`${side}-proxy\`, HTTPS_PROXY and NO_PROXY: curl -v -x ${proxy} https://${host}/`,
  };
}

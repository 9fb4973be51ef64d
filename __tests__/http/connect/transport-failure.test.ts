import { describe, expect, it } from 'vitest';
import { cancelled, PromoteError } from '../../../src/core/text/errors.ts';
import { transportFailureOf, TransportFailure } from '../../../src/http/connect/transport-failure.ts';

function nodeError(code: string, syscall?: string): Error {
  return Object.assign(new Error(`${syscall ?? ''} ${code}`), {
    code,
    ...(syscall === undefined ? {} : { syscall }),
  });
}

describe('naming failures', () => {
  it.each([
    ['ENOTFOUND', 'getaddrinfo', 'unresolved'],
    ['EAI_AGAIN', 'getaddrinfo', 'unresolved'],
    ['ECONNREFUSED', 'connect', 'refused'],
    ['EHOSTUNREACH', 'connect', 'unreachable'],
    ['ENETUNREACH', 'connect', 'unreachable'],
    ['ETIMEDOUT', 'connect', 'connect-timeout'],
    ['ETIMEDOUT', 'read', 'broken'],
    ['EHOSTUNREACH', 'read', 'broken'],
    ['ECONNRESET', 'read', 'broken'],
    ['EPIPE', 'write', 'broken'],
    ['EPROTO', 'write', 'handshake'],
    ['UND_ERR_SOCKET', undefined, 'broken'],
    ['UND_ERR_HEADERS_TIMEOUT', undefined, 'idle-timeout'],
    ['UND_ERR_HEADERS_OVERFLOW', undefined, 'malformed'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', undefined, 'malformed'],
    ['HPE_INVALID_CONSTANT', undefined, 'malformed'],
    ['CERT_HAS_EXPIRED', undefined, 'untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'untrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'untrusted'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', undefined, 'handshake'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', undefined, 'handshake'],
  ])('%s of %s is %s', (code, syscall, kind) => {
    expect(transportFailureOf(nodeError(code, syscall))).toMatchObject({ kind, code });
  });

  it('takes the first of several addresses for the cause', () => {
    const both = new AggregateError([
      nodeError('ECONNREFUSED', 'connect'),
      nodeError('ENETUNREACH', 'connect'),
    ]);

    expect(transportFailureOf(both).kind).toBe('refused');
  });

  it('leaves its own kind alone, and passes on what is not a failure of the network', () => {
    const own = new TransportFailure('proxy', 'x');
    const cancelling = cancelled(AbortSignal.abort());

    expect(transportFailureOf(own)).toBe(own);
    for (const other of [cancelling, new TypeError('x'), nodeError('ERR_INVALID_ARG_TYPE'), 'text']) {
      expect(() => transportFailureOf(other)).toThrow(other instanceof Error ? other.message : 'text');
    }
    expect(cancelling).toBeInstanceOf(PromoteError);
  });
});

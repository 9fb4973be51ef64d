import type { Socket } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { Connector } from './connector.ts';
import type { Target } from './target.ts';

/** Fields of a server's certificates: untrusted text, cleaned and truncated, for display only. */
export interface PeerChain {
  /** name of the authority at the top of the chain the server sent */
  readonly issuer: string | undefined;
  /** host names the certificate is valid for */
  readonly names: string | undefined;
  readonly validTo: string | undefined;
}

/** The fields of our client certificate that help to diagnose why it was refused. */
export interface ShownIdentity {
  /** folder or input it comes from */
  readonly origin: string;
  readonly issuer: string | undefined;
  readonly validTo: string | undefined;
}

/** Describes our client certificate; undefined: there is none. */
export async function readIdentity(connector: Connector, target: Target): Promise<ShownIdentity | undefined> {
  const certificates = await connector.certificatesFor({ target, foreign: false }).catch(() => undefined);
  if (certificates?.identity === undefined) return undefined;
  const { X509Certificate } = await import('node:crypto');
  try {
    const { issuer, validTo } = new X509Certificate(certificates.identity.certificate);
    return { origin: certificates.origin, issuer: shown(issuer.replaceAll('\n', ', ')), validTo };
  } catch {
    return { origin: certificates.origin, issuer: undefined, validTo: undefined };
  }
}

const MAX_DEPTH = 10;
const MAX_TEXT = 200;
const DURATION_MS = 2_000;

/**
 * Reads the certificates of an untrusted server over a separate connection on which nothing is sent, so that the error can
 * name the missing authority. Undefined when they cannot be read.
 */
export async function readChain(
  connector: Connector,
  target: Target,
  signal: AbortSignal,
): Promise<PeerChain | undefined> {
  let socket: Socket | undefined;
  try {
    socket = await connector.connectUnverified(target, DURATION_MS, signal);
    return isTls(socket) ? chainOf(socket.getPeerCertificate(true)) : undefined;
  } catch {
    // best effort: the original error is the one to report
    return undefined;
  } finally {
    socket?.destroy();
  }
}

function isTls(socket: Socket): socket is TLSSocket {
  return 'getPeerCertificate' in socket;
}

function chainOf(leaf: PeerCertificate): PeerChain {
  const top = topOf(leaf);
  return {
    issuer: nameOf(top.issuer),
    names: leaf.subjectaltname === undefined ? nameOf(leaf.subject) : shown(leaf.subjectaltname),
    validTo: shown(leaf.valid_to),
  };
}

function topOf(leaf: PeerCertificate): PeerCertificate {
  let top = leaf;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    // a root is its own issuer; an incomplete chain ends with a missing issuer
    const issuer =
      'issuerCertificate' in top ? (top.issuerCertificate as PeerCertificate | undefined) : undefined;
    if (issuer === undefined || issuer === top) break;
    top = issuer;
  }
  return top;
}

function nameOf(subject: { readonly CN?: unknown; readonly O?: unknown } | undefined): string | undefined {
  const parts = [subject?.CN, subject?.O].filter((part) => typeof part === 'string' && part !== '');
  return parts.length === 0 ? undefined : shown(parts.join(', '));
}

function shown(text: string): string {
  return cleanServerText(text, MAX_TEXT);
}

import { readFileSync } from 'node:fs';
import type * as tlsModule from 'node:tls';
import type { SecureContext } from 'node:tls';
import { PromoteError, type Side } from '../core/errors.ts';
import type { HostCertificates } from './host-certificates.ts';

type Tls = typeof tlsModule;

/** Which certificate authorities a side trusts, in the form TLS wants them. */
export interface TlsTrust {
  /**
   * 0: what Node trusts (bundled roots, NODE_EXTRA_CA_CERTS) and the side's own PEM; 1: the operating system's store
   * besides. Both are trusted alike; the second is asked only when the first does not know an issuer, because reading
   * the system's store takes 20–60 ms. Undefined: nothing more to add.
   */
  context(level: 0 | 1, host: HostCertificates | undefined): Promise<SecureContext | undefined>;
}

/** What a side trusts everywhere. */
interface SideTrust {
  readonly side: Side;
  /** PEM, in addition to the roots */
  readonly ca: string | undefined;
  /** for NODE_EXTRA_CA_CERTS on Node < 22.15 */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What it gives throws PromoteError INPUT_INVALID when a host's certificate and key cannot be used. */
export function createTlsTrust(side: SideTrust): TlsTrust {
  const contexts = new Map<HostCertificates | undefined, [SecureContext?, SecureContext?]>();
  return {
    context: async (level, host) => {
      const tls = await loadTls();
      if (level === 1 && !canReadSystemStore(tls)) return undefined;
      const own = contexts.get(host) ?? [];
      contexts.set(host, own);
      own[level] ??= build(tls, level, side, host);
      return own[level];
    },
  };
}

/** Loaded when the first https connection is made: it takes 12 ms, which `--help` need not pay. */
export function loadTls(): Promise<Tls> {
  return import('node:tls');
}

function build(
  tls: Tls,
  level: 0 | 1,
  { side, ca, environment }: SideTrust,
  host: HostCertificates | undefined,
): SecureContext {
  const given = [ca, host?.ca].filter((text) => text !== undefined);
  const { certificate: cert, key } = host?.identity ?? {};
  const options = { minVersion: 'TLSv1.2', ...(cert === undefined ? {} : { cert, key }) } as const;
  const system = level === 1 ? tls.getCACertificates('system') : [];
  try {
    // Without `ca` Node uses its shared store, extra certificates included, and parses nothing.
    if (level === 0 && given.length === 0) return tls.createSecureContext(options);
    // `ca` replaces Node's store, NODE_EXTRA_CA_CERTS with it, so everything is named again.
    return tls.createSecureContext({
      ...options,
      ca: [...new Set([...nodeRoots(tls, environment), ...system, ...given])],
    });
  } catch (cause) {
    if (host === undefined) throw cause;
    throw new PromoteError({
      code: 'INPUT_INVALID',
      message: `the certificates of ${host.origin} cannot be used: ${codeOf(cause)}`,
      hint: 'they have to be PEM text, the key without a password and made for its certificate: openssl x509 -noout -text -in FILE',
      where: { side },
    });
  }
}

/** OpenSSL's name for what is wrong; its text is of no use to anybody. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no PEM text';
}

function nodeRoots(tls: Tls, environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (canReadSystemStore(tls)) return tls.getCACertificates('default');
  const extra = environment['NODE_EXTRA_CA_CERTS'];
  return extra === undefined || extra === ''
    ? tls.rootCertificates
    : [...tls.rootCertificates, ...readExtra(extra)];
}

function readExtra(path: string): readonly string[] {
  try {
    return [readFileSync(path, 'utf8')];
  } catch {
    // Node itself warns about a file it cannot read and goes on
    return [];
  }
}

/** tls.getCACertificates came with Node 22.15 and 23.10. */
function canReadSystemStore(tls: Tls): boolean {
  return typeof tls.getCACertificates === 'function';
}

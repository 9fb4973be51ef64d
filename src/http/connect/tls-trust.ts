import { readFileSync } from 'node:fs';
import type * as tlsModule from 'node:tls';
import type { SecureContext } from 'node:tls';
import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { HostCertificates } from './host-certificates.ts';

type Tls = typeof tlsModule;

/**
 * The certificate authorities a side trusts, as TLS contexts. All are trusted equally, but loading them takes time, so the next
 * level is used only when the one before it lacks an issuer: authorities given for the side or host, if any (less than 1 ms);
 * also Node's bundled roots and NODE_EXTRA_CA_CERTS (15 ms); also the operating system's store (20–60 ms).
 */
export interface TlsTrust {
  /** the number of levels for a host */
  levels(host: HostCertificates | undefined): Promise<number>;
  /** @param level from 0; larger values mean the last one */
  context(level: number, host: HostCertificates | undefined): Promise<SecureContext>;
}

/** What a side trusts for every host. */
interface SideTrust {
  readonly side: Side;
  /** PEM, in addition to the roots */
  readonly ca: string | undefined;
  /** for NODE_EXTRA_CA_CERTS on Node < 22.15 */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Level = 'given' | 'node' | 'system';

/** The result's methods throw PromoteError INPUT_INVALID when a host's certificate and key cannot be used. */
export function createTlsTrust(side: SideTrust): TlsTrust {
  const contexts = new Map<HostCertificates | undefined, Map<Level, SecureContext>>();
  const levelsOf = (tls: Tls, host: HostCertificates | undefined): readonly [Level, ...Level[]] => {
    const more: Level[] = canReadSystemStore(tls) ? ['system'] : [];
    return givenTo(side, host).length === 0 ? ['node', ...more] : ['given', 'node', ...more];
  };
  return {
    levels: async (host) => levelsOf(await loadTls(), host).length,
    context: async (index, host) => {
      const tls = await loadTls();
      const levels = levelsOf(tls, host);
      const level = levels[index] ?? levels.at(-1) ?? 'node';
      const own = contexts.get(host) ?? new Map<Level, SecureContext>();
      contexts.set(host, own);
      const context = own.get(level) ?? build(tls, level, side, host);
      own.set(level, context);
      return context;
    },
  };
}

function givenTo({ ca }: SideTrust, host: HostCertificates | undefined): readonly string[] {
  return [ca, host?.ca].filter((text) => text !== undefined);
}

/** Loaded for the first https connection: it takes 12 ms, which `--help` does not need to spend. */
export function loadTls(): Promise<Tls> {
  return import('node:tls');
}

function build(tls: Tls, level: Level, trust: SideTrust, host: HostCertificates | undefined): SecureContext {
  const { side, environment } = trust;
  const given = givenTo(trust, host);
  const { certificate: cert, key } = host?.identity ?? {};
  const options = { minVersion: 'TLSv1.2', ...(cert === undefined ? {} : { cert, key }) } as const;
  try {
    // Without `ca` Node uses its shared store, extra certificates included, and parses it once.
    if (level === 'node' && given.length === 0) return tls.createSecureContext(options);
    // `ca` replaces Node's store and NODE_EXTRA_CA_CERTS, so both are listed as well.
    const roots = level === 'given' ? [] : nodeRoots(tls, environment);
    const system = level === 'system' ? tls.getCACertificates('system') : [];
    return tls.createSecureContext({ ...options, ca: [...new Set([...roots, ...system, ...given])] });
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

/** OpenSSL's reason code; its full text does not help users. */
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
    // Node only warns about a file it cannot read
    return [];
  }
}

/** tls.getCACertificates was added in Node 22.15 and 23.10. */
function canReadSystemStore(tls: Tls): boolean {
  return typeof tls.getCACertificates === 'function';
}

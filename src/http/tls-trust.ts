import { readFileSync } from 'node:fs';
import type * as tlsModule from 'node:tls';
import type { SecureContext } from 'node:tls';

type Tls = typeof tlsModule;

/** Which certificate authorities a side trusts, in the form TLS wants them. */
export interface TlsTrust {
  /**
   * 0: what Node trusts (bundled roots, NODE_EXTRA_CA_CERTS) and the side's own PEM; 1: the operating system's store
   * besides. Both are trusted alike; the second is asked only when the first does not know an issuer, because reading
   * the system's store takes 20–60 ms. Undefined: nothing more to add.
   */
  context(level: 0 | 1): Promise<SecureContext | undefined>;
}

/**
 * @param ca PEM text of the side, in addition to the roots
 * @param environment for NODE_EXTRA_CA_CERTS on Node < 22.15
 */
export function createTlsTrust(
  ca: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): TlsTrust {
  const contexts: [SecureContext | undefined, SecureContext | undefined] = [undefined, undefined];
  return {
    context: async (level) => {
      const tls = await loadTls();
      if (level === 1 && !canReadSystemStore(tls)) return undefined;
      contexts[level] ??= build(tls, level, ca, environment);
      return contexts[level];
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
  ca: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): SecureContext {
  // Without `ca` Node uses its shared store, extra certificates included, and parses nothing.
  if (level === 0 && ca === undefined) return tls.createSecureContext({ minVersion: 'TLSv1.2' });
  const system = level === 1 ? tls.getCACertificates('system') : [];
  // `ca` replaces Node's store, NODE_EXTRA_CA_CERTS with it, so everything is named again.
  return tls.createSecureContext({
    minVersion: 'TLSv1.2',
    ca: [...new Set([...nodeRoots(tls, environment), ...system, ...(ca === undefined ? [] : [ca])])],
  });
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

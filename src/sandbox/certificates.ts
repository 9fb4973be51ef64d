import { generate } from 'selfsigned';

/** A certificate and its key, PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

const LIFETIME_MS = 7 * 24 * 3600 * 1000;
/** Clocks of the machines that look at a fresh certificate may be slow. */
const SKEW_MS = 3600 * 1000;

/** A certificate authority of its own. */
export async function createAuthority(commonName: string, now: Date): Promise<KeyPair> {
  const pair = await generate([{ name: 'commonName', value: commonName }], {
    ...validity(now),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert: pair.cert, key: pair.private };
}

/** A server certificate for `localhost`, 127.0.0.1 and ::1. */
export async function createServerCertificate(authority: KeyPair, now: Date): Promise<KeyPair> {
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...validity(now),
    ca: { key: authority.key, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { cert: pair.cert, key: pair.private };
}

/** The certificate of a user: the name is the user, the organisations are the groups (Kubernetes, "X509 client certificates"). */
export async function createClientCertificate(
  authority: KeyPair,
  username: string,
  groups: readonly string[],
  now: Date,
): Promise<KeyPair> {
  const subject = [
    { name: 'commonName', value: username },
    ...groups.map((value) => ({ name: 'organizationName', value })),
  ];
  const pair = await generate(subject, {
    ...validity(now),
    ca: { key: authority.key, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', clientAuth: true },
    ],
  });
  return { cert: pair.cert, key: pair.private };
}

function validity(now: Date): {
  keyType: 'ec';
  algorithm: string;
  notBeforeDate: Date;
  notAfterDate: Date;
} {
  return {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - SKEW_MS),
    notAfterDate: new Date(now.getTime() + LIFETIME_MS),
  };
}

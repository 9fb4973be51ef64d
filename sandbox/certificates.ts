import { generate } from 'selfsigned';

/** A certificate and its key, PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Valid on any day: the keys live no longer than this process, and the clocks that judge the certificates are those of the
 * clients, whatever date the sandbox itself has been given. The end is RFC 5280 §4.1.2.5's "no well-defined expiration date".
 */
const VALIDITY = {
  notBeforeDate: new Date('2000-01-01T00:00:00Z'),
  notAfterDate: new Date('9999-12-31T23:59:59Z'),
};
const EC = { keyType: 'ec', algorithm: 'sha256' } as const;

/** A certificate authority of its own. */
export async function createAuthority(commonName: string): Promise<KeyPair> {
  const pair = await generate([{ name: 'commonName', value: commonName }], {
    ...EC,
    ...VALIDITY,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert: pair.cert, key: pair.private };
}

/** A server certificate for `localhost`, 127.0.0.1 and ::1. */
export async function createServerCertificate(authority: KeyPair): Promise<KeyPair> {
  const pair = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...EC,
    ...VALIDITY,
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
): Promise<KeyPair> {
  const subject = [
    { name: 'commonName', value: username },
    ...groups.map((value) => ({ name: 'organizationName', value })),
  ];
  const pair = await generate(subject, {
    ...EC,
    ...VALIDITY,
    ca: { key: authority.key, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', clientAuth: true },
    ],
  });
  return { cert: pair.cert, key: pair.private };
}

import { generate } from 'selfsigned';

/** A key with its certificate, PEM. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

export interface TestAuthority extends TestCertificate {
  issue(options?: IssueOptions): Promise<TestCertificate>;
}

export interface IssueOptions {
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** for a client instead of a server */
  readonly client?: boolean;
}

const EC = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/** Makes a certificate authority of its own; what it issues is for `localhost` and the loopback addresses. */
export async function testAuthority(name = 'Test Authority'): Promise<TestAuthority> {
  const root = await generate([{ name: 'commonName', value: name }], {
    ...EC,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const authority = { key: root.private, cert: root.cert };
  return {
    ...authority,
    async issue({
      names = ['localhost'],
      addresses = ['127.0.0.1', '::1'],
      notBefore,
      notAfter,
      client = false,
    } = {}) {
      const leaf = await generate([{ name: 'commonName', value: names[0] ?? 'test' }], {
        ...EC,
        ca: authority,
        ...(notBefore === undefined ? {} : { notBeforeDate: notBefore }),
        ...(notAfter === undefined ? {} : { notAfterDate: notAfter }),
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'extKeyUsage', serverAuth: !client, clientAuth: client },
          {
            name: 'subjectAltName',
            altNames: [
              ...names.map((value) => ({ type: 2 as const, value })),
              ...addresses.map((ip) => ({ type: 7 as const, ip })),
            ],
          },
        ],
      });
      return { key: leaf.private, cert: leaf.cert };
    },
  };
}

/** A server certificate that vouches for itself. */
export async function selfSigned(): Promise<TestCertificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...EC,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  return { key, cert };
}

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
/** Any day: a test may run under a clock that is ahead, beside a program that looks at another one (scripts/test-days.ts). */
const VALID_FROM = new Date('2000-01-01T00:00:00Z');
const VALID_UNTIL = new Date('2099-12-31T23:59:59Z');
const ANY_DAY = { notBeforeDate: VALID_FROM, notAfterDate: VALID_UNTIL };

/** Makes a certificate authority of its own; what it issues is for `localhost` and the loopback addresses. */
export async function testAuthority(name = 'Test Authority'): Promise<TestAuthority> {
  const root = await generate([{ name: 'commonName', value: name }], {
    ...EC,
    ...ANY_DAY,
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
      notBefore = VALID_FROM,
      notAfter = VALID_UNTIL,
      client = false,
    } = {}) {
      const leaf = await generate([{ name: 'commonName', value: names[0] ?? 'test' }], {
        ...EC,
        ca: authority,
        notBeforeDate: notBefore,
        notAfterDate: notAfter,
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
    ...ANY_DAY,
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key, cert };
}

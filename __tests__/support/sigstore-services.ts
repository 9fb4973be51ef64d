// Sigstore's services by @sigstore/mock, over real HTTP on loopback; their answers verify.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundleToJSON } from '@sigstore/bundle';
import {
  fulcioHandler,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from '@sigstore/mock';
import { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } from '@sigstore/sign';

/** Who signs, as its ID token says. */
export interface SigningIdentity {
  readonly subject: string;
  readonly issuer: string;
}

/** Paths of the services, as their clients ask for them. */
export const SERVICE_PATHS = {
  fulcio: '/api/v2/signingCert',
  rekor: '/api/v1/log/entries',
  tsa: '/api/v1/timestamp',
} as const;

export interface SigstoreServices {
  readonly url: string;
  /** Paths that answer with this status instead. */
  readonly refusals: Map<string, number>;
  /** Bodies of the requests so far, by path. */
  readonly requests: readonly { readonly path: string; readonly body: string }[];
  /** What GitHub puts into the environment of a job that may have ID tokens of this identity. */
  jobWith(identity: SigningIdentity): Readonly<Record<string, string>>;
  /** what they are trusted by; `changes` replaces fields of its JSON */
  trustedRoot(changes?: (root: TrustedRootJson) => void): string;
  /** A bundle (v0.3) of a statement, as a job with an ID token creates it. */
  attest(
    statement: unknown,
    identity: SigningIdentity,
    options?: { readonly log?: boolean },
  ): Promise<unknown>;
  close(): Promise<void>;
}

export interface TrustedRootJson {
  mediaType: string;
  tlogs: { publicKey: { validFor: { start: string; end?: string } } }[];
  ctlogs: unknown[];
  certificateAuthorities: { validFor: { start: string; end?: string } }[];
  timestampAuthorities: unknown[];
}

const LONG_AGO = '2020-01-01T00:00:00Z';
const keyPair = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

function wholeSecond(): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000);
}

/** @param clock what the services take for the time; undefined: the real one */
/** A token as services that believe everybody take it. */
export function idTokenOf({ subject, issuer }: SigningIdentity): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: subject, iss: issuer })}.${part({})}`;
}

/** As Rekor stores a proposal of the kind `dsse`, which the mock stores as it is: the hashes of what is in it. */
function storedEntry(proposal: string): string {
  const entry = JSON.parse(proposal) as {
    kind: string;
    spec: { proposedContent?: { envelope: string; verifiers: string[] } };
  };
  const content = entry.spec.proposedContent;
  if (entry.kind !== 'dsse' || content === undefined) return proposal;
  const envelope = JSON.parse(content.envelope) as { payload: string; signatures: { sig: string }[] };
  const hashOf = (bytes: Uint8Array): object => ({
    algorithm: 'sha256',
    value: createHash('sha256').update(bytes).digest('hex'),
  });
  const spec = {
    envelopeHash: hashOf(Buffer.from(content.envelope)),
    payloadHash: hashOf(Buffer.from(envelope.payload, 'base64')),
    signatures: envelope.signatures.map(({ sig }) => ({ signature: sig, verifier: content.verifiers[0] })),
  };
  return JSON.stringify({ ...entry, spec });
}

export async function startSigstore(clock?: Date): Promise<SigstoreServices> {
  const ctlog = await initializeCTLog(keyPair('P-256'), clock);
  const ca = await initializeCA(keyPair('P-384'), ctlog, clock);
  const tsa = await initializeTSA(keyPair('P-384'), clock);
  // its reader takes fractions of three digits only, and one that ends with 0 is written shorter
  if (clock === undefined) Object.assign(tsa, { getCurrentTime: wholeSecond });
  let handlers = [fulcioHandler(ca), tsaHandler(tsa)];
  const refusals = new Map<string, number>();
  const requests: { path: string; body: string }[] = [];
  const server: Server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://services');
    const handler = handlers.find((each) => each.path === path);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      requests.push({ path, body });
      const refusal = refusals.get(path);
      if (refusal !== undefined) {
        response.writeHead(refusal, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ code: refusal, message: 'not today' }));
        return;
      }
      if (path === '/id-token') {
        const isAllowed = request.headers.authorization === 'Bearer request-token';
        const identity = searchParams.get('identity') ?? '';
        const isAsked = isAllowed && searchParams.get('audience') === 'sigstore';
        response.writeHead(isAsked ? 200 : 403, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(isAsked ? { value: idTokenOf(JSON.parse(identity) as SigningIdentity) } : {}),
        );
        return;
      }
      if (handler === undefined) {
        response.writeHead(404).end();
        return;
      }
      void handler.fn(path === SERVICE_PATHS.rekor ? storedEntry(body) : body).then((result) => {
        response.writeHead(result.statusCode, { 'content-type': result.contentType ?? 'text/plain' });
        response.end(result.response);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tlog = await initializeTLog(url, keyPair('P-256'), clock);
  handlers = [...handlers, rekorHandler(tlog)];
  const logOf = (baseUrl: string, publicKey: Buffer, keyId: string) => ({
    baseUrl,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: publicKey.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: LONG_AGO },
    },
    logId: { keyId },
  });
  const authorityOf = (certificates: readonly ArrayBufferView[]) => ({
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri: url,
    certChain: {
      certificates: certificates.map(({ buffer, byteOffset, byteLength }) => ({
        rawBytes: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
      })),
    },
    validFor: { start: LONG_AGO },
  });
  return {
    url,
    refusals,
    requests,
    jobWith: (identity) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/id-token?identity=${encodeURIComponent(JSON.stringify(identity))}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
    }),
    trustedRoot(changes = () => undefined) {
      const { buffer, byteOffset, byteLength } = ctlog.logID;
      const root: TrustedRootJson = {
        mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
        tlogs: [logOf(url, tlog.publicKey, hash(tlog.publicKey))],
        ctlogs: [logOf(url, ctlog.publicKey, Buffer.from(buffer, byteOffset, byteLength).toString('base64'))],
        certificateAuthorities: [authorityOf([ca.rootCertificate])],
        timestampAuthorities: [authorityOf([tsa.intCertificate, tsa.rootCertificate])],
      };
      changes(root);
      return JSON.stringify(root);
    },
    async attest(statement, identity, { log = true } = {}) {
      const token = idTokenOf(identity);
      const signer = new FulcioSigner({
        fulcioBaseURL: url,
        identityProvider: { getToken: async () => token },
        retry: 0,
      });
      const witness = log
        ? new RekorWitness({ rekorBaseURL: url, entryType: 'intoto', retry: 0 })
        : new TSAWitness({ tsaBaseURL: url, retry: 0 });
      const builder = new DSSEBundleBuilder({ signer, witnesses: [witness] });
      const data = Buffer.from(JSON.stringify(statement));
      return bundleToJSON(await builder.create({ type: 'application/vnd.in-toto+json', data }));
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

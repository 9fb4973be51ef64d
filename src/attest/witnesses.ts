import { createHash, randomBytes } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';
import type { Witness } from '@sigstore/sign';
import { toProposedEntry } from '@sigstore/sign/dist/witness/tlog/entry.js';
import { isJsonObject } from '../core/text/strict-json.ts';
import { get, jsonIn, post, serviceFailure, type Service, type SigningPorts } from './services.ts';

type Material = Awaited<ReturnType<Witness['testify']>>;
type LogEntry = NonNullable<Material['tlogEntries']>[number];

function rekorAt(url: string): Service {
  return { name: 'Rekor', input: 'attest-rekor-url', url };
}

function authorityAt(url: string): Service {
  return { name: 'the timestamp authority', input: 'attest-tsa-url', url };
}

/** Writes an entry of the kind `dsse` to a transparency log, which stores the digest of the statement and not the statement. */
export function rekorWitness(url: string, ports: SigningPorts, signal: AbortSignal): Witness {
  const service = rekorAt(url);
  return {
    async testify(content, publicKey) {
      const entries = `${url}/api/v1/log/entries`;
      const body: unknown = toProposedEntry(content, publicKey, 'dsse');
      const reply = await post(service, { url: entries, body, accepted: [409] }, ports, signal);
      if (reply.status !== 409) return { tlogEntries: [entryIn(service, jsonIn(service, reply))] };
      // a lost reply to the first attempt: it names the entry that is there already
      const known = reply.headers['location']?.[0]?.split('/').at(-1) ?? '';
      if (!/^[0-9a-f]{64,80}$/.test(known))
        throw serviceFailure(service, `Rekor at ${url} has the entry already`);
      const found = await get(service, `${entries}/${known}`, ports, signal);
      return { tlogEntries: [entryIn(service, jsonIn(service, found))] };
    },
  };
}

/** Whether a log answers. It writes nothing there, since entries cannot be removed. */
export async function checkRekor(url: string, ports: SigningPorts, signal: AbortSignal): Promise<void> {
  await get(rekorAt(url), `${url}/api/v1/log`, ports, signal);
}

/** Requests a timestamp over the signature. */
export function timestampWitness(url: string, ports: SigningPorts, signal: AbortSignal): Witness {
  return {
    testify: async (content) => ({
      rfc3161Timestamps: [{ signedTimestamp: await timestampOf(signatureIn(content), url, ports, signal) }],
    }),
  };
}

/** Requests a timestamp over nothing in particular. */
export async function checkAuthority(url: string, ports: SigningPorts, signal: AbortSignal): Promise<void> {
  await timestampOf(randomBytes(32), url, ports, signal);
}

async function timestampOf(
  signature: Uint8Array,
  url: string,
  ports: SigningPorts,
  signal: AbortSignal,
): Promise<Buffer> {
  const service = authorityAt(url);
  // as in signing configurations, a URL with a path is complete
  const endpoint = new URL(url).pathname === '/' ? `${new URL(url).origin}/api/v1/timestamp` : url;
  const artifactHash = createHash('sha256').update(signature).digest('base64');
  const body = { artifactHash, hashAlgorithm: 'sha256' };
  const reply = await post(service, { url: endpoint, body }, ports, signal);
  // a DER sequence
  if (reply.body[0] !== 0x30) throw serviceFailure(service, `the reply of ${url} is no timestamp`);
  return Buffer.from(reply.body);
}

function signatureIn(content: Bundle['content']): Uint8Array {
  const signature =
    content.$case === 'dsseEnvelope'
      ? content.dsseEnvelope.signatures[0]?.sig
      : content.messageSignature.signature;
  if (signature === undefined) throw new TypeError('a bundle has no signature');
  return signature;
}

/** The only entry in a reply of Rekor, with its proof. @throws PromoteError ATTEST_FAILED when it is incomplete */
function entryIn(service: Service, reply: Readonly<Record<string, unknown>>): LogEntry {
  const [entry, ...others] = Object.values(reply);
  const read = others.length === 0 && isJsonObject(entry) ? readEntry(entry) : undefined;
  if (read !== undefined) return read;
  throw serviceFailure(service, `the reply of Rekor at ${service.url} holds no entry with its proof`);
}

function readEntry(entry: Readonly<Record<string, unknown>>): LogEntry | undefined {
  const { body, logID, logIndex, integratedTime, verification } = entry;
  if (typeof body !== 'string' || typeof logID !== 'string' || !isJsonObject(verification)) return undefined;
  if (typeof logIndex !== 'number' || typeof integratedTime !== 'number') return undefined;
  const { signedEntryTimestamp, inclusionProof } = verification;
  const canonicalizedBody = Buffer.from(body, 'base64');
  const described: unknown = parsed(canonicalizedBody.toString('utf8'));
  if (!isJsonObject(described)) return undefined;
  const { kind, apiVersion } = described;
  const proof = isJsonObject(inclusionProof) ? readProof(inclusionProof) : undefined;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || proof === undefined) return undefined;
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, 'hex') },
    kindVersion: { kind, version: apiVersion },
    integratedTime: String(integratedTime),
    inclusionPromise:
      typeof signedEntryTimestamp === 'string'
        ? { signedEntryTimestamp: Buffer.from(signedEntryTimestamp, 'base64') }
        : undefined,
    inclusionProof: proof,
    canonicalizedBody,
  };
}

function readProof(proof: Readonly<Record<string, unknown>>): LogEntry['inclusionProof'] {
  const { logIndex, treeSize, rootHash, hashes, checkpoint } = proof;
  if (typeof logIndex !== 'number' || typeof treeSize !== 'number' || typeof rootHash !== 'string')
    return undefined;
  if (!Array.isArray(hashes) || typeof checkpoint !== 'string') return undefined;
  return {
    logIndex: String(logIndex),
    treeSize: String(treeSize),
    rootHash: Buffer.from(rootHash, 'hex'),
    hashes: hashes.map((hash: unknown) => Buffer.from(String(hash), 'hex')),
    checkpoint: { envelope: checkpoint },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { bundleFromJSON } from '@sigstore/bundle';
import type { Descriptor } from '../../core/image/descriptor.ts';
import { shortDigest, type Digest } from '../../core/image/digest.ts';
import { PromoteError, type ErrorCode } from '../../core/text/errors.ts';
import type { ImageContent, Manifest } from '../../core/image/manifest.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isJsonObject, parseStrictJson } from '../../core/text/strict-json.ts';
import type { PolicyPorts } from '../model/ports.ts';
import type { AttachedDocument, Evidence, SignedStatement, SimpleSignature } from './evidence.ts';
import { bundleOfEnvelope } from './legacy-bundle.ts';

// registry.md §10, "Caps"
const MAX_SIGNATURES = 100;
const MAX_PAYLOAD_BYTES = 64 * 1024;
/** An SBOM of a large image in base64; cosign takes 128 MiB, which is more than a reader of JSON should. */
const MAX_STATEMENT_BYTES = 16 * 1024 * 1024;
const MAX_TOTAL_BYTES = 128 * 1024 * 1024;

const SIMPLE_SIGNING = 'application/vnd.dev.cosign.simplesigning.v1+json';
const ENVELOPE = 'application/vnd.dsse.envelope.v1+json';
const SIGNATURE = 'dev.cosignproject.cosign/signature';
const BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle(?:\+json|\.v\d)/;
/** Older ones prove less: a promise of a log instead of its proof. */
const CURRENT_BUNDLE = /^application\/vnd\.dev\.sigstore\.bundle(?:\.v0\.3\+json|\+json;version=0\.3)$/;
const SBOM = /spdx|cyclonedx/i;

/**
 * Reads everything attached to a digest, without verifying it. Attachments that cannot be read or belong to another digest are
 * listed as unusable. Every size is checked before the download.
 */
export async function gatherEvidence(
  subject: Digest,
  ports: PolicyPorts,
  signal: AbortSignal,
): Promise<Evidence> {
  const attached = await ports.findAttached(subject, signal);
  const gathering: Gathering = {
    ...{ subject, ports, signal, totalBytes: 0 },
    unusable: [...attached.problems],
    unread: [...attached.problems],
  };
  const found: Found[] = [];
  for (const { kind, tag, manifest } of attached.tags) {
    const { content } = manifest;
    if (content.kind !== 'image') {
      gathering.unusable.push(`the tag ${tag} is an index`);
    } else if (kind === 'sbom') {
      found.push({ documents: documentsOf(manifest, content) });
    } else {
      found.push(await readTag(kind, tag, { manifest, content }, gathering));
    }
  }
  for (const descriptor of attached.referrers.slice(0, MAX_SIGNATURES))
    found.push(await readReferrer(descriptor, gathering));
  if (attached.referrers.length > MAX_SIGNATURES)
    addUnread(
      `${attached.referrers.length} manifests refer to it, more than the ${MAX_SIGNATURES} that are looked at`,
      gathering,
    );
  return {
    subject,
    signatures: found.flatMap(({ signatures = [] }) => signatures),
    statements: found.flatMap(({ statements = [] }) => statements),
    documents: found.flatMap(({ documents = [] }) => documents),
    unusable: gathering.unusable,
    unread: gathering.unread,
  };
}

interface Gathering {
  readonly subject: Digest;
  readonly ports: PolicyPorts;
  readonly signal: AbortSignal;
  readonly unusable: string[];
  readonly unread: string[];
  totalBytes: number;
}

type Found = Partial<Pick<Evidence, 'signatures' | 'statements' | 'documents'>>;

interface Artifact {
  readonly manifest: Manifest;
  readonly content: ImageContent;
}

async function readTag(
  kind: 'signature' | 'attestation',
  tag: string,
  { manifest, content }: Artifact,
  gathering: Gathering,
): Promise<Found> {
  const wanted = kind === 'signature' ? SIMPLE_SIGNING : ENVELOPE;
  const layers = content.layers.filter(({ mediaType }) => mediaType === wanted);
  if (layers.length > MAX_SIGNATURES) {
    addUnread(
      `the tag ${tag} holds ${layers.length} entries, more than the ${MAX_SIGNATURES} that are looked at`,
      gathering,
    );
    return {};
  }
  if (layers.length === 0) gathering.unusable.push(`the tag ${tag} holds no ${kind}`);
  const signatures: SimpleSignature[] = [];
  const statements: SignedStatement[] = [];
  for (const [index, layer] of layers.entries()) {
    const place = `${kind} ${index + 1} under the tag ${tag}`;
    await attempt(place, gathering, async () => {
      if (kind === 'signature') signatures.push(await readSignature(manifest, layer, gathering));
      else statements.push(await readEnvelope(manifest, layer, gathering));
    });
  }
  return { signatures, statements };
}

async function readSignature(
  manifest: Manifest,
  layer: Descriptor,
  gathering: Gathering,
): Promise<SimpleSignature> {
  const annotations = layer.annotations ?? {};
  const signature = decodeBase64(annotations[SIGNATURE]);
  if (signature === undefined) throw notUsable('it has no signature in base64');
  const payload = await readBounded(layer, MAX_PAYLOAD_BYTES, gathering);
  return { manifest: manifest.digest, payload, signature, annotations };
}

async function readEnvelope(
  manifest: Manifest,
  layer: Descriptor,
  gathering: Gathering,
): Promise<SignedStatement> {
  const bytes = await readBounded(layer, MAX_STATEMENT_BYTES, gathering);
  const envelope = parseStrictJson(bytes, 'it');
  return {
    manifest: manifest.digest,
    format: 'envelope',
    bundle: bundleOfEnvelope(envelope, layer.annotations ?? {}),
  };
}

/** Its entry in a list is not believed: some say the type of the config instead of the artifact's (cosign 3.1). */
async function readReferrer(descriptor: Descriptor, gathering: Gathering): Promise<Found> {
  const place = `referrer ${shortDigest(descriptor.digest)}`;
  const found = await attempt(place, gathering, async (): Promise<Found> => {
    const { repository } = gathering.ports;
    const manifest = await repository.getManifest(descriptor.digest, gathering.signal);
    const { content } = manifest;
    const claimed = content.subject?.digest;
    // the image itself is under the fallback tag after `cosign copy`, and its parts claim nothing
    if (claimed === undefined) return {};
    if (claimed !== gathering.subject) throw notUsable(`it is attached to ${shortDigest(claimed)}`);
    if (content.kind !== 'image') return {};
    const bundles = content.layers.filter(({ mediaType }) => BUNDLE.test(mediaType));
    if (bundles.length === 0) return { documents: documentsOf(manifest, content) };
    const [layer, ...more] = content.layers;
    if (layer === undefined || more.length > 0) throw notUsable('it holds more than one bundle');
    return { statements: [await readBundle(manifest, layer, gathering)] };
  });
  return found ?? {};
}

async function readBundle(
  manifest: Manifest,
  layer: Descriptor,
  gathering: Gathering,
): Promise<SignedStatement> {
  const bytes = await readBounded(layer, MAX_STATEMENT_BYTES, gathering);
  const value = parseStrictJson(bytes, 'it');
  const mediaType = isJsonObject(value) ? value['mediaType'] : undefined;
  if (typeof mediaType !== 'string' || !CURRENT_BUNDLE.test(mediaType)) {
    throw notUsable(
      `it is ${JSON.stringify(mediaType)?.slice(0, 80) ?? 'nothing known'}, not a bundle of version 0.3`,
    );
  }
  return { manifest: manifest.digest, format: 'bundle', bundle: bundleFromJSON(value) };
}

/** Unsigned SBOMs. */
function documentsOf(manifest: Manifest, content: ImageContent): readonly AttachedDocument[] {
  const types = [content.artifactType, ...content.layers.map(({ mediaType }) => mediaType)];
  const type = types.find((each) => each !== undefined && SBOM.test(each));
  return type === undefined ? [] : [{ manifest: manifest.digest, type }];
}

async function readBounded(blob: Descriptor, maxBytes: number, gathering: Gathering): Promise<Uint8Array> {
  if (blob.sizeBytes > maxBytes)
    throw tooLarge(`it has ${blob.sizeBytes} bytes, more than the ${maxBytes} that are read`);
  gathering.totalBytes += blob.sizeBytes;
  if (gathering.totalBytes > MAX_TOTAL_BYTES)
    throw tooLarge(`more than ${MAX_TOTAL_BYTES} bytes are attached`);
  return gathering.ports.repository.readBlob(blob, gathering.signal);
}

/** undefined when it is unusable, which is recorded */
async function attempt<Result>(
  place: string,
  gathering: Gathering,
  read: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    const isOurs = error instanceof PromoteError;
    if (gathering.signal.aborted || (isOurs && error.code === 'CANCELLED')) throw error;
    // parsers of what an attacker may have written throw anything
    const why = error instanceof Error ? error.message : String(error);
    const text = `${place} cannot be used: ${cleanServerText(why, 200)}`;
    if (isOurs && !UNDERSTOOD.includes(error.code)) addUnread(text, gathering);
    else gathering.unusable.push(text);
    return undefined;
  }
}

/** It is no statement, or it is gone; anything else may be one. */
const UNDERSTOOD: readonly ErrorCode[] = ['MANIFEST_INVALID', 'IMAGE_NOT_FOUND'];

function addUnread(text: string, { unusable, unread }: Gathering): void {
  unusable.push(text);
  unread.push(text);
}

function tooLarge(message: string): PromoteError {
  return new PromoteError({ code: 'MANIFEST_UNSUPPORTED', message });
}

function notUsable(message: string): PromoteError {
  return new PromoteError({ code: 'MANIFEST_INVALID', message });
}

function decodeBase64(text: string | undefined): Buffer | undefined {
  if (text === undefined || text === '') return undefined;
  const bytes = Buffer.from(text, 'base64');
  // Node's decoder skips what it does not understand
  return bytes.toString('base64') === text ? bytes : undefined;
}

import { formatPlatform, type Descriptor } from '../core/image/descriptor.ts';
import { digestOf, type Digest } from '../core/image/digest.ts';
import type { Manifest } from '../core/image/manifest.ts';
import { isManifestMediaType, OCI_MANIFEST } from '../core/image/media-types.ts';
import { readManifest } from '../core/image/read-manifest.ts';
import { formatReference } from '../core/image/reference.ts';
import type { AttestedPromotion, Attestor } from '../core/attestor.ts';
import type { Repository } from '../core/ports/registry.ts';
import type { AttestationReport } from '../core/report.ts';
import { PromoteError } from '../core/text/errors.ts';
import { isJsonObject, parseStrictJson } from '../core/text/strict-json.ts';
import { PROMOTION_PREDICATE } from '../core/version.ts';
import { buildReport } from './build-report.ts';
import { attestedRepository } from './check/check-attest.ts';
import { listedBy, listReferrers } from './move/attachments/carry-referrers.ts';
import { attachmentsOf } from './move/attachments/find.ts';
import { referrersUnderTag } from './move/attachments/look.ts';
import type { Ports } from './run/ports.ts';
import { sourceDigestOf, sourceImageOf, type ResolvedImage } from './run/resolved-image.ts';
import type { Run } from './run/run.ts';

const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json';
const PREDICATE_ANNOTATION = 'dev.sigstore.bundle.predicateType';
const MAX_BUNDLE_BYTES = 4 * 1024 * 1024;
const LISTING_ATTEMPTS = 5;
/** How long another client may take between reading the index and writing it. */
const OTHER_WRITER_MS = 1_000;
/** of those attached to one image, the latest included */
const MAX_LOOKED_AT = 50;

/** An image with a signed statement that is not attached yet. */
interface SignedPromotion {
  readonly image: ResolvedImage;
  readonly repository: Repository;
  readonly subject: Manifest;
  readonly bundle: Uint8Array;
}

/** One whose bundle the registry has. */
interface Attached extends SignedPromotion {
  /** with the bundle */
  readonly manifest: Manifest;
}

/**
 * Signs a statement about every image that this run has promoted, then attaches all of them at the destination. An image that was
 * in place is signed again only if no attestation of this promotion is attached to it.
 * @throws PromoteError ATTEST_FAILED, saying which images have an attestation and which do not
 */
export async function attestImages(
  run: Run,
  attestor: Attestor,
  images: readonly ResolvedImage[],
  startedAt: Date,
): Promise<void> {
  const { options, ports, signal } = run;
  try {
    const signed: SignedPromotion[] = [];
    for (const image of images) {
      const each = await signImage(image, run, attestor, startedAt);
      if (each !== undefined) signed.push(each);
    }
    const attached: Attached[] = [];
    for (const each of signed) attached.push({ ...each, manifest: await store(each, ports, signal) });
    await listAll(attached, run);
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    const failure = withState(error, images, run);
    if (options.attest?.onFailure !== 'warn') throw failure;
    ports.reporter.warning(failure.message);
  }
}

/** undefined: an earlier run attested it, and nothing has changed since */
async function signImage(
  image: ResolvedImage,
  run: Run,
  attestor: Attestor,
  startedAt: Date,
): Promise<SignedPromotion | undefined> {
  const { options, ports, signal } = run;
  const repository = await attestedRepository(image, options, ports, signal);
  if (!isChanged(image, run)) {
    const manifest = await findAttestation(image, repository, signal);
    if (manifest !== undefined) {
      report(run, image, { manifest, outcome: 'present' });
      ports.reporter.info(`${nameOf(image)} was attested before: ${placeOf(repository, manifest)}`);
      return undefined;
    }
  }
  const subject = await repository.getManifest(image.root.digest, signal);
  const bundle = await attestor.sign(factsAbout(image, subject, run, startedAt), signal);
  return { image, repository, subject, bundle };
}

function isChanged(image: ResolvedImage, { state }: Run): boolean {
  return (
    state.movedTags.some((moved) => moved.image === image) ||
    state.rollouts.some(({ images, result }) => images.includes(image) && result.status !== 'unchanged')
  );
}

function factsAbout(
  image: ResolvedImage,
  subject: Manifest,
  { options, state }: Run,
  startedAt: Date,
): AttestedPromotion {
  const { images } = buildReport({ ...state, startedAt, durationMs: 0 }, options);
  const reported =
    images[state.images.indexOf(image)] ?? images.find(({ destination }) => destination === nameOf(image));
  if (reported === undefined) throw new TypeError(`${nameOf(image)} is in no report`);
  const { source, destination } = image.request;
  const digest = sourceDigestOf(image);
  const [repository = ''] = sourceImageOf(image).split('@');
  return {
    image: reported,
    children: childrenOf(subject),
    sourceServer:
      source.kind === 'stream' ? (options.source.server ?? options.destination.server) : undefined,
    destinationServer: destination.kind === 'stream' ? options.destination.server : undefined,
    policies: (state.policy ?? []).filter(
      (policy) =>
        policy.digest === digest && (policy.image.startsWith(`${repository}@`) || source.kind === 'stream'),
    ),
    startedAt: startedAt.toISOString(),
  };
}

/** The images in an index that can be run. */
function childrenOf({ content }: Manifest): AttestedPromotion['children'] {
  if (content.kind !== 'index') return [];
  return content.manifests
    .filter(
      ({ mediaType, annotations = {} }) =>
        isManifestMediaType(mediaType) && !('vnd.docker.reference.type' in annotations),
    )
    .map(({ digest, platform }) => ({
      digest,
      platform: platform === undefined ? undefined : formatPlatform(platform),
    }));
}

/**
 * An attestation that says what this run would say. It is not verified: whoever may write to the repository could as well remove
 * the attestation, and `verify` believes neither.
 */
async function findAttestation(
  image: ResolvedImage,
  repository: Repository,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const { referrers } = await attachmentsOf(repository)(image.root.digest, signal);
  const candidates = referrers.filter(
    ({ annotations }) => annotations?.[PREDICATE_ANNOTATION] === PROMOTION_PREDICATE,
  );
  for (const { digest } of candidates.slice(-MAX_LOOKED_AT).reverse()) {
    const destination = await destinationIn(digest, repository, signal);
    if (destination === nameOf(image)) return digest;
  }
  return undefined;
}

/** The destination that a promotion claims; undefined: it cannot be read */
async function destinationIn(digest: Digest, repository: Repository, signal: AbortSignal): Promise<unknown> {
  try {
    const { content } = await repository.getManifest(digest, signal);
    const layer = content.kind === 'image' ? content.layers[0] : undefined;
    if (layer === undefined || layer.sizeBytes > MAX_BUNDLE_BYTES) return undefined;
    const bundle = parseStrictJson(await repository.readBlob(layer, signal));
    const envelope = isJsonObject(bundle) ? bundle['dsseEnvelope'] : undefined;
    const payload = isJsonObject(envelope) ? envelope['payload'] : undefined;
    if (typeof payload !== 'string') return undefined;
    const statement = parseStrictJson(Buffer.from(payload, 'base64'));
    const predicate = isJsonObject(statement) ? statement['predicate'] : undefined;
    const destination = isJsonObject(predicate) ? predicate['destination'] : undefined;
    return isJsonObject(destination) ? destination['reference'] : undefined;
  } catch (error) {
    if (error instanceof PromoteError && !signal.aborted) return undefined;
    throw error;
  }
}

/** Stores a bundle as a referrer (https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md). */
async function store(
  { repository, subject, bundle }: SignedPromotion,
  ports: Ports,
  signal: AbortSignal,
): Promise<Manifest> {
  const layer = { ...blobOf(bundle), mediaType: BUNDLE_TYPE };
  const config = { ...blobOf(new TextEncoder().encode('{}')), mediaType: EMPTY_TYPE };
  const body = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: BUNDLE_TYPE,
    config: { mediaType: EMPTY_TYPE, digest: config.digest, size: config.sizeBytes },
    layers: [{ mediaType: BUNDLE_TYPE, digest: layer.digest, size: layer.sizeBytes }],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.bytes.byteLength },
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      [PREDICATE_ANNOTATION]: PROMOTION_PREDICATE,
      'org.opencontainers.image.created': ports.clock.date().toISOString(),
    },
  };
  const manifest = readManifest(new TextEncoder().encode(JSON.stringify(body)), OCI_MANIFEST);
  const route = { source: repository, destination: repository, onBytes: () => undefined, shortcuts: true };
  for (const blob of [config, layer]) await ports.registries.copyBlob(blob, route, signal);
  await repository.putManifest(manifest, manifest.digest, signal);
  return manifest;
}

function blobOf(data: Uint8Array): Pick<Descriptor, 'digest' | 'sizeBytes' | 'data'> {
  return { digest: digestOf(data), sizeBytes: data.byteLength, data };
}

/**
 * Makes the registry list what is attached. Where that is an index under a tag, another client may have read the index before this
 * run wrote it, and write it afterwards without this run's entry: it is read once more when such a client must be done.
 */
async function listAll(attached: readonly Attached[], run: Run): Promise<void> {
  const { ports, signal } = run;
  const failures: PromoteError[] = [];
  let pending = attached;
  for (let attempt = 1; attempt <= LISTING_ATTEMPTS && pending.length > 0; attempt += 1) {
    const inIndex: Attached[] = [];
    for (const each of pending) {
      const { repository, subject, manifest } = each;
      const unlisted = await listReferrers(subject.digest, [manifest], repository, ports.clock, signal);
      if (unlisted !== undefined) failures.push(notListed(each, unlisted.reason));
      else if (await isListedByApi(each, signal)) noteAttached(each, run);
      else inIndex.push(each);
    }
    if (inIndex.length > 0) await ports.clock.sleep(OTHER_WRITER_MS, signal);
    const found = await Promise.all(inIndex.map((each) => isInIndex(each, signal)));
    for (const each of inIndex.filter((_, index) => found[index])) noteAttached(each, run);
    pending = inIndex.filter((_, index) => found[index] !== true);
  }
  failures.push(
    ...pending.map((each) => notListed(each, 'another client keeps removing it from the list of referrers')),
  );
  const [first] = failures;
  if (first !== undefined) throw first;
}

async function isListedByApi(
  { repository, subject, manifest }: Attached,
  signal: AbortSignal,
): Promise<boolean> {
  const listed = await listedBy(repository, subject.digest, signal);
  return listed.some(({ digest }) => digest === manifest.digest);
}

async function isInIndex({ repository, subject, manifest }: Attached, signal: AbortSignal): Promise<boolean> {
  const { content } = (await referrersUnderTag(subject.digest, repository, signal)) ?? {};
  return content?.kind === 'index' && content.manifests.some(({ digest }) => digest === manifest.digest);
}

function noteAttached({ image, repository, manifest }: Attached, run: Run): void {
  report(run, image, { manifest: manifest.digest, outcome: 'attached' });
  run.ports.reporter.info(`${nameOf(image)} is attested: ${placeOf(repository, manifest.digest)}`);
}

function notListed({ repository, manifest }: Attached, reason: string): PromoteError {
  return new PromoteError({
    code: 'ATTEST_FAILED',
    message: `${placeOf(repository, manifest.digest)} is stored but not listed: ${reason}`,
    hint: 'attach nothing else to the image meanwhile',
  });
}

function report({ state }: Run, image: ResolvedImage, result: AttestationReport): void {
  state.attestations = new Map([...state.attestations, [image, result]]);
}

/** What failed, and what holds nevertheless. */
function withState(error: PromoteError, images: readonly ResolvedImage[], { state }: Run): PromoteError {
  const [done, missing] = [true, false].map((isAttested) =>
    images.filter((image) => state.attestations.has(image) === isAttested).map(nameOf),
  );
  const attested = done === undefined || done.length === 0 ? '' : `; attested: ${done.join(', ')}`;
  return new PromoteError({
    code: 'ATTEST_FAILED',
    message: `the promotion of ${missing?.join(', ') ?? ''} is not attested: ${error.message}${attested}`,
    hint: `tags and workloads stay as promoted; run the promotion again to attest it${error.hint === undefined ? '' : `; ${error.hint}`}`,
    cause: error.cause,
    where: error.where,
  });
}

function nameOf({ request: { destination } }: ResolvedImage): string {
  return formatReference({ ...destination, digest: undefined });
}

function placeOf({ host, name }: Repository, digest: Digest): string {
  return `${host}/${name}@${digest}`;
}

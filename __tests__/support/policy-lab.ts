// An image, what is attached to it, and a policy's view of them, in memory. Signatures are real.
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Descriptor } from '../../src/core/image/descriptor.ts';
import { digestOf, type Digest } from '../../src/core/image/digest.ts';
import type { Manifest } from '../../src/core/image/manifest.ts';
import { OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import { parseReference } from '../../src/core/image/reference.ts';
import type { PolicyReport, RuleReport } from '../../src/core/ports/policy-report.ts';
import type { TagHistory } from '../../src/core/ports/streams.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import { readYaml } from '../../src/openshift/yaml/read-yaml.ts';
import { evaluatePolicy } from '../../src/policy/evaluate.ts';
import { readPolicy } from '../../src/policy/file/read-policy.ts';
import type { Policy } from '../../src/policy/model/policy.ts';
import type { Attached, PolicyPorts } from '../../src/policy/model/ports.ts';
import { BUNDLE_TYPE, descriptorFor, SIGNATURE_LAYER } from './sample-artifacts.ts';
import { descriptorJson, jsonBytes, utf8, type SampleImage } from './sample-images.ts';

export const HOST = 'registry.example.com';
export const REPOSITORY = 'dev/app';
const ENVELOPE_LAYER = 'application/vnd.dsse.envelope.v1+json';

/** A key pair as `cosign generate-key-pair` makes it. */
export interface TestKey {
  readonly pem: string;
  readonly privateKey: KeyObject;
}

export function newKey(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey };
}

/** What cosign signs in its older format. */
export function payloadFor(
  digest: string,
  repository = `${HOST}/${REPOSITORY}`,
  more: object = {},
): Uint8Array {
  return jsonBytes({
    critical: {
      identity: { 'docker-reference': repository },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    },
    optional: null,
    ...more,
  });
}

export function signatureOf(payload: Uint8Array, { privateKey }: TestKey): string {
  return sign(privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', payload, privateKey).toString(
    'base64',
  );
}

/** in-toto statement about digests */
export function statementAbout(
  digests: readonly string[],
  predicateType: string,
  predicate: object = {},
): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: digests.map((digest) => ({ digest: { sha256: digest.replace('sha256:', '') } })),
    predicateType,
    predicate,
  };
}

export const COSIGN_SIGN = 'https://sigstore.dev/cosign/sign/v1';

/** DSSE envelope as JSON */
export function envelopeOf(
  statement: object,
  key: TestKey,
  payloadType = 'application/vnd.in-toto+json',
): object {
  const payload = jsonBytes(statement);
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${payload.byteLength} `;
  const signature = sign('sha256', Buffer.concat([utf8(head), payload]), key.privateKey);
  return {
    payload: Buffer.from(payload).toString('base64'),
    payloadType,
    signatures: [{ sig: signature.toString('base64') }],
  };
}

/** A bundle by key, as cosign 3 writes it. */
export function bundleOf(statement: object, key: TestKey, fields: object = {}): object {
  return {
    mediaType: BUNDLE_TYPE,
    verificationMaterial: { publicKey: { hint: 'whatever' } },
    dsseEnvelope: envelopeOf(statement, key),
    ...fields,
  };
}

export interface PolicyLab {
  readonly image: SampleImage;
  readonly digest: Digest;
  /** what the clock says; may be set */
  now: Date;
  /** of streams, by `side project/stream` */
  readonly histories: Map<string, readonly TagHistory[]>;
  download: PolicyPorts['download'];
  /** how many blobs and manifests were asked for */
  readonly reads: string[];
  /** further layers under the tag `….sig` of a digest */
  addSignatures(
    subject: Digest,
    entries: readonly { payload: Uint8Array; signature?: string; annotations?: object; sizeBytes?: number }[],
  ): void;
  addEnvelope(subject: Digest, envelope: object | Uint8Array, annotations?: object): void;
  /** a referrer with one layer; `claims`: another subject than the one it is listed for */
  addReferrer(subject: Manifest, content: object | Uint8Array, options?: ReferrerOptions): Manifest;
  list(subject: Digest, descriptor: Descriptor): void;
  addProblem(problem: string): void;
  read(policy: string | object, files?: Readonly<Record<string, string>>): Promise<Policy>;
  evaluate(policy: string | object, options?: EvaluateOptions): Promise<PolicyReport>;
  /** the report of the only rule */
  check(rule: object, more?: object, options?: EvaluateOptions): Promise<RuleReport>;
}

export interface ReferrerOptions {
  readonly claims?: Manifest;
  readonly layerType?: string;
  readonly artifactType?: string | undefined;
  readonly sizeBytes?: number;
}

export interface EvaluateOptions {
  readonly override?: string;
  readonly source?: string;
  readonly server?: string;
  readonly otherNames?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

const never = new AbortController().signal;
export const NOW = new Date('2026-06-15T12:00:00Z');

export function policyLab(image: SampleImage): PolicyLab {
  const manifests = new Map<string, Manifest>(image.manifests.map((each) => [each.digest, each]));
  const blobs = new Map<string, Uint8Array>(image.blobs);
  const tags = new Map<Digest, Map<'signature' | 'attestation', { layers: object[] }>>();
  const referrers = new Map<Digest, Descriptor[]>();
  const problems: string[] = [];
  const addLayer = (
    subject: Digest,
    kind: 'signature' | 'attestation',
    bytes: Uint8Array,
    layer: object,
  ): void => {
    blobs.set(digestOf(bytes), bytes);
    const kinds = tags.get(subject) ?? new Map<'signature' | 'attestation', { layers: object[] }>();
    const tag = kinds.get(kind) ?? { layers: [] };
    tag.layers.push(layer);
    tags.set(subject, kinds.set(kind, tag));
  };
  const artifact = (layers: readonly object[], fields: object = {}): Manifest => {
    const config = jsonBytes({});
    const body = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: descriptorJson(config, 'application/vnd.oci.image.config.v1+json'),
      layers,
      ...fields,
    };
    const manifest = readManifest(jsonBytes(body), OCI_MANIFEST);
    manifests.set(manifest.digest, manifest);
    return manifest;
  };
  const missing = (what: string): PromoteError =>
    new PromoteError({ code: 'IMAGE_NOT_FOUND', message: `${what} does not exist` });
  const reads: string[] = [];
  const ports: PolicyPorts = {
    repository: {
      host: HOST,
      name: REPOSITORY,
      getManifest: async (reference) => {
        reads.push(reference);
        const found = manifests.get(reference);
        if (found === undefined) throw missing(reference);
        return found;
      },
      readBlob: async ({ digest }) => {
        reads.push(digest);
        const found = blobs.get(digest);
        if (found === undefined) throw missing(digest);
        return found;
      },
    },
    clock: { date: () => lab.now },
    findAttached: async (subject): Promise<Attached> => ({
      tags: [...(tags.get(subject) ?? [])].map(([kind, { layers }]) => ({
        kind,
        tag: `${subject.replace(':', '-')}.${kind === 'signature' ? 'sig' : 'att'}`,
        manifest: artifact(layers),
      })),
      referrers: referrers.get(subject) ?? [],
      problems,
    }),
    readHistory: async (side, { project, stream }) => lab.histories.get(`${side} ${project}/${stream}`),
    download: (url, maxBytes, signal) => lab.download(url, maxBytes, signal),
  };
  const lab: PolicyLab = {
    image,
    digest: image.root.digest,
    now: NOW,
    histories: new Map(),
    download: async (url) => {
      throw new PromoteError({ code: 'CONNECTION_FAILED', message: `${url} cannot be reached` });
    },
    reads,
    addSignatures(subject, entries) {
      for (const { payload, signature, annotations, sizeBytes } of entries) {
        const described = descriptorJson(payload, SIGNATURE_LAYER, {
          annotations: {
            ...(signature === undefined ? {} : { 'dev.cosignproject.cosign/signature': signature }),
            ...annotations,
          },
        });
        addLayer(
          subject,
          'signature',
          payload,
          sizeBytes === undefined ? described : { ...described, size: sizeBytes },
        );
      }
    },
    addEnvelope(subject, envelope, annotations = {}) {
      const bytes = envelope instanceof Uint8Array ? envelope : jsonBytes(envelope);
      addLayer(subject, 'attestation', bytes, descriptorJson(bytes, ENVELOPE_LAYER, { annotations }));
    },
    addReferrer(subject, content, options = {}) {
      const bytes = content instanceof Uint8Array ? content : jsonBytes(content);
      blobs.set(digestOf(bytes), bytes);
      const { claims = subject, layerType = BUNDLE_TYPE, sizeBytes } = options;
      const layer = descriptorJson(bytes, layerType);
      const manifest = artifact([sizeBytes === undefined ? layer : { ...layer, size: sizeBytes }], {
        subject: { mediaType: claims.mediaType, digest: claims.digest, size: claims.bytes.byteLength },
        artifactType: 'artifactType' in options ? options.artifactType : BUNDLE_TYPE,
      });
      // as cosign 3.1 lists it: by the type of its config
      lab.list(subject.digest, {
        ...descriptorFor(manifest),
        artifactType: 'application/vnd.oci.empty.v1+json',
      });
      return manifest;
    },
    list(subject, descriptor) {
      referrers.set(subject, [...(referrers.get(subject) ?? []), descriptor]);
    },
    addProblem: (problem) => void problems.push(problem),
    async read(policy, files = {}) {
      const text = typeof policy === 'string' ? policy : JSON.stringify(policy);
      const yaml = await readYaml(text);
      if (!yaml.ok) throw new Error(yaml.problem.what);
      const readBeside = async (name: string): Promise<string> => {
        const content = files[name];
        if (content === undefined) throw missing(name);
        return content;
      };
      return readPolicy({ name: 'policy.yaml', text, tree: yaml.documents[0], readBeside });
    },
    async evaluate(policy, options = {}) {
      const parsed = parseReference(options.source ?? `${HOST}/${REPOSITORY}:1`);
      if (!('reference' in parsed)) throw new Error(parsed.problem);
      const judged = {
        reference: parsed.reference,
        digest: lab.digest,
        server: options.server,
        otherNames: options.otherNames ?? [],
      };
      return evaluatePolicy(await lab.read(policy, options.files), judged, ports, options.override, never);
    },
    async check(rule, more = {}, options) {
      const { rules } = await lab.evaluate(
        { version: 1, ...more, rules: [{ name: 'the rule', ...rule }] },
        options,
      );
      const [only] = rules;
      if (only === undefined) throw new Error('there is no rule');
      return only;
    },
  };
  return lab;
}

/** All that was found, in one text. */
export function foundIn({ findings }: RuleReport): string {
  return findings.map(({ found }) => found).join('\n');
}

export function neededBy({ findings }: RuleReport): string {
  return findings.flatMap(({ needed }) => needed ?? []).join('\n');
}

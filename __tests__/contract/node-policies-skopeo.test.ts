// skopeo starts what the nodes of a cluster would: it has the same engine, which decides by the same policy.json.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import type { Side } from '../../src/core/text/errors.ts';
import { createTransport } from '../../src/http/transport.ts';
import type { PolicyPorts } from '../../src/policy/model/ports.ts';
import { judgeImage } from '../../src/policy/nodes/judge.ts';
import { readPolicyJson } from '../../src/policy/nodes/policy-json.ts';
import { attachmentsOf } from '../../src/promotion/move/attachments/find.ts';
import { createRegistries } from '../../src/registry/registries.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { missingCosign } from '../support/cosign.ts';
import { accountsByHost } from '../support/accounts.ts';
import { realClock } from '../support/clocks.ts';
import { runProgram } from '../support/command.ts';
import { missingProgram, startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { newestPeers } from '../support/peers.ts';
import { newKey, payloadFor, signatureOf, type TestKey } from '../support/policy-lab.ts';
import { SIGNATURE_LAYER, signatureTag } from '../support/sample-artifacts.ts';
import {
  descriptorJson,
  jsonBytes,
  noise,
  sampleImage,
  sampleIndex,
  type SampleImage,
} from '../support/sample-images.ts';

const ELSEWHERE = 'registry.example.com';
const RELEASE = newKey();
const STRANGER = newKey();
const never = new AbortController().signal;

const imageFor = (architecture: string, seed: number): SampleImage =>
  sampleImage([noise(200, seed)], {
    config: jsonBytes({
      architecture,
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: [digestOf(noise(200, seed))] },
    }),
  });
const IMAGE = imageFor('amd64', 1);
const OTHER = imageFor('amd64', 2);
const CHILDREN = [imageFor('amd64', 3), imageFor('arm64', 4)] as const;
const INDEX = sampleIndex([
  { image: CHILDREN[0], platform: { os: 'linux', architecture: 'amd64' } },
  { image: CHILDREN[1], platform: { os: 'linux', architecture: 'arm64' } },
]);

/** A name a signature was made for, by which key and over what. */
interface Signed {
  readonly as: string;
  readonly by?: TestKey;
  readonly over?: SampleImage;
}

// Debian's stable suite builds skopeo without signatures of sigstore
const missing = missingCosign() ?? missingProgram('docker-registry', 'docker-registry');

describeUnless(missing, 'what nodes require', () => {
  let registry: DockerRegistry;
  let folder: string;

  beforeAll(async () => {
    registry = await startDockerRegistry();
    folder = mkdtempSync(path.join(os.tmpdir(), 'node-policies-'));
    mkdirSync(path.join(folder, 'registries.d'));
    // as the nodes of OpenShift are configured for the scopes of a policy
    writeFileSync(
      path.join(folder, 'registries.d/all.yaml'),
      'default-docker:\n  use-sigstore-attachments: true\n',
    );
  });
  afterAll(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true });
  });

  async function put(url: string, type: string, body: Uint8Array): Promise<void> {
    const reply = await fetch(url, {
      method: 'PUT',
      headers: { 'content-type': type },
      body: Buffer.from(body),
    });
    if (!reply.ok) throw new Error(`${url} answered ${reply.status}: ${await reply.text()}`);
  }
  async function putBlob(repository: string, bytes: Uint8Array): Promise<void> {
    const begun = await fetch(`http://${registry.host}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
    const location = begun.headers.get('location') ?? '';
    await put(`${location}&digest=${digestOf(bytes)}`, 'application/octet-stream', bytes);
  }
  async function push(repository: string, image: SampleImage): Promise<void> {
    for (const bytes of image.blobs.values()) await putBlob(repository, bytes);
    for (const { digest, mediaType, bytes } of image.manifests)
      await put(`http://${registry.host}/v2/${repository}/manifests/${digest}`, mediaType, bytes);
    const { mediaType, bytes } = image.root;
    await put(`http://${registry.host}/v2/${repository}/manifests/1`, mediaType, bytes);
  }
  /** The tag `….sig` of an image as cosign writes it. */
  async function sign(repository: string, image: SampleImage, signatures: readonly Signed[]): Promise<void> {
    const payloads = signatures.map(({ as, over = image }) => payloadFor(over.root.digest, as));
    const diffIds = payloads.map((payload) => digestOf(payload));
    const config = jsonBytes({ architecture: '', os: '', rootfs: { type: 'layers', diff_ids: diffIds } });
    for (const blob of [config, ...payloads]) await putBlob(repository, blob);
    const layers = payloads.map((payload, index) => {
      const signature = signatureOf(payload, signatures[index]?.by ?? RELEASE);
      return descriptorJson(payload, SIGNATURE_LAYER, {
        annotations: { 'dev.cosignproject.cosign/signature': signature },
      });
    });
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const body = {
      ...{ schemaVersion: 2, mediaType, layers },
      config: descriptorJson(config, 'application/vnd.oci.image.config.v1+json'),
    };
    const url = `http://${registry.host}/v2/${repository}/manifests/${signatureTag(image.root.digest)}`;
    await put(url, mediaType, jsonBytes(body));
  }

  let runs = 0;
  /** Whether skopeo copies the image as a node does that pulls it, and what it said. */
  async function skopeoStarts(
    policy: object,
    name: string,
    ...flags: string[]
  ): Promise<readonly [boolean, string]> {
    runs += 1;
    const file = path.join(folder, `policy-${runs}.json`);
    writeFileSync(file, JSON.stringify(policy));
    const { status, stderr } = await runProgram(
      newestPeers().skopeo.path,
      [
        ...['--policy', file, '--registries.d', path.join(folder, 'registries.d'), ...flags],
        ...['copy', '--src-tls-verify=false', `docker://${name}`, `dir:${path.join(folder, `out-${runs}`)}`],
      ],
      { PATH: process.env['PATH'] ?? '', HOME: folder },
    );
    return [status === 0, stderr];
  }

  function portsOf(repositoryName: string): PolicyPorts {
    const sideOf = (side: Side) => ({
      transport: createTransport({ side, environment: {}, clock: realClock }),
      accountAt: accountsByHost(() => undefined),
      plainHttpHosts: new Set([registry.host]),
      realmHosts: new Set<string>(),
    });
    const sides = { source: sideOf('source'), destination: sideOf('destination') };
    const registries = createRegistries({ sides, clock: realClock, log: () => undefined });
    const repository = registries.repository('source', registry.host, repositoryName);
    const find = attachmentsOf(repository);
    return {
      repository,
      clock: realClock,
      findAttached: async (digest, signal) => {
        const { problems, ...attached } = await find(digest, signal);
        return { ...attached, problems: problems.map(({ message }) => message) };
      },
      readHistory: async () => undefined,
      download: async (url) => Promise.reject(new Error(`nobody reads ${url}`)),
    };
  }
  /** Whether pods would start, as this program judges. */
  async function weStart(policy: object, name: string, image = IMAGE): Promise<readonly [boolean, string]> {
    const ports = portsOf(name.replace(`${registry.host}/`, '').replace(/[:@].*/, ''));
    const judged = { name, digest: image.root.digest, from: ports, signed: [ports] };
    const verdicts = await judgeImage(readPolicyJson('policy.json', jsonBytes(policy)), judged, never);
    expect(verdicts.filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
    return [
      verdicts.every(({ outcome }) => outcome === 'starts'),
      verdicts.map(({ found }) => found).join('\n'),
    ];
  }
  const expectAgreement = async (policy: object, name: string, image = IMAGE): Promise<boolean> => {
    const [[theirs, said], [ours, found]] = await Promise.all([
      skopeoStarts(policy, name, '--override-os=linux', '--override-arch=amd64'),
      weStart(policy, name, image),
    ]);
    expect(ours, `${name} with ${JSON.stringify(policy)}\nskopeo: ${said}\nours: ${found}`).toBe(theirs);
    return theirs;
  };

  const required = (more: object = {}, key = RELEASE): object => ({
    ...{ type: 'sigstoreSigned', keyData: Buffer.from(key.pem).toString('base64') },
    ...more,
  });
  const policyOf = (scopes: Readonly<Record<string, readonly object[]>>, otherwise = 'reject'): object => ({
    default: [{ type: otherwise }],
    transports: { docker: scopes },
  });

  /** by the name of the repository, what is under its tag `….sig`; undefined: nothing */
  const SIGNATURES: Readonly<Record<string, (here: string) => readonly Signed[] | undefined>> = {
    unsigned: () => undefined,
    plain: (here) => [{ as: here }],
    tagged: (here) => [{ as: `${here}:1` }],
    othertag: (here) => [{ as: `${here}:2` }],
    digested: (here) => [{ as: `${here}@${IMAGE.root.digest}` }],
    elsewhere: () => [{ as: `${ELSEWHERE}/team/app` }],
    elsewheretagged: () => [{ as: `${ELSEWHERE}/team/app:1` }],
    samepath: () => [{ as: `${ELSEWHERE}/dev/samepath:1` }],
    stranger: (here) => [{ as: here, by: STRANGER }],
    lookalike: (here) => [{ as: `${here}-evil:1` }, { as: `${here}/evil:1` }, { as: `x${here}:1` }],
    otherdigest: (here) => [{ as: `${here}:1`, over: OTHER }],
    mixed: (here) => [
      { as: `${here}:1`, by: STRANGER },
      { as: 'not a name' },
      { as: here },
      { as: `${here}:1` },
    ],
  };
  const RULES: Readonly<Record<string, (here: string) => object>> = {
    'the default identity': () => required(),
    matchRepository: () => required({ signedIdentity: { type: 'matchRepository' } }),
    matchExact: () => required({ signedIdentity: { type: 'matchExact' } }),
    exactRepository: () =>
      required({ signedIdentity: { type: 'exactRepository', dockerRepository: `${ELSEWHERE}/team/app` } }),
    exactReference: () =>
      required({ signedIdentity: { type: 'exactReference', dockerReference: `${ELSEWHERE}/team/app:1` } }),
    'remapIdentity of the repository': (here) =>
      required({
        signedIdentity: { type: 'remapIdentity', prefix: here, signedPrefix: `${ELSEWHERE}/team/app` },
      }),
    'remapIdentity of the host': (here) =>
      required({
        signedIdentity: { type: 'remapIdentity', prefix: here.replace(/\/.*/, ''), signedPrefix: ELSEWHERE },
      }),
  };

  describe.each(Object.keys(SIGNATURES))('of an image with the signatures "%s"', (kind) => {
    let here: string;
    beforeAll(async () => {
      here = `${registry.host}/dev/${kind}`;
      await push(`dev/${kind}`, IMAGE);
      const signatures = SIGNATURES[kind]?.(here);
      if (signatures !== undefined) await sign(`dev/${kind}`, IMAGE, signatures);
    });

    it.each(Object.keys(RULES))('is the same by tag and by digest: %s', async (rule) => {
      const policy = policyOf({ [here]: [RULES[rule]?.(here) ?? {}] });
      const names = [`${here}:1`, `${here}@${IMAGE.root.digest}`];
      await Promise.all(names.map((name) => expectAgreement(policy, name)));
    });
  });

  it('is accepted by some of these and refused by others, so that agreeing says something', async () => {
    const here = `${registry.host}/dev/tagged`;
    const accepted = policyOf({ [here]: [required()] });
    const refused = policyOf({ [here]: [required({}, STRANGER)] });

    expect(await expectAgreement(accepted, `${here}:1`)).toBe(true);
    expect(await expectAgreement(refused, `${here}:1`)).toBe(false);
  });

  describe('of the scope that fits', () => {
    const ACCEPT = [{ type: 'insecureAcceptAnything' }];
    const REJECT = [{ type: 'reject' }];
    const scopesAt = (scope: string): object => policyOf({ [scope]: ACCEPT });
    const here = (): string => `${registry.host}/dev/unsigned`;
    const names = (): readonly string[] => [`${here()}:1`, `${here()}@${IMAGE.root.digest}`];

    it.each<[string, () => string]>([
      ['the image by tag', () => `${here()}:1`],
      ['another tag', () => `${here()}:2`],
      ['the image by digest', () => `${here()}@${IMAGE.root.digest}`],
      ['the repository', here],
      ['a name that only begins the same', () => here().slice(0, -1)],
      ['the namespace', () => `${registry.host}/dev`],
      ['the host with its port', () => registry.host],
      ['the host without its port', () => registry.host.replace(/:.*/, '')],
      ['a wildcard', () => '*.0.0.1'],
      ['a wildcard of the host itself', () => `*.127.0.0.1`],
      ['everything', () => ''],
    ])('is the same for %s', async (_, scope) => {
      for (const name of names()) await expectAgreement(scopesAt(scope()), name);
    });

    it('is that of the narrowest', async () => {
      for (const policy of [
        policyOf({ [registry.host]: REJECT, [here()]: ACCEPT }),
        policyOf({ [registry.host]: ACCEPT, [here()]: REJECT }),
        policyOf({ '': REJECT, [`${registry.host}/dev`]: ACCEPT }, 'insecureAcceptAnything'),
        policyOf({ '*.0.1': REJECT, '*.0.0.1': ACCEPT }),
        policyOf({}, 'insecureAcceptAnything'),
      ])
        for (const name of names()) await expectAgreement(policy, name);
    });
  });

  it('is all of several requirements', async () => {
    const here = `${registry.host}/dev/both`;
    await push('dev/both', IMAGE);
    await sign('dev/both', IMAGE, [{ as: `${here}:1` }, { as: `${here}:1`, by: STRANGER }]);
    const by = [required(), required({}, STRANGER), required({}, newKey())];
    for (const list of [[by[0]], [by[0], by[1]], [by[0], by[2]], [{ type: 'insecureAcceptAnything' }, by[2]]])
      await expectAgreement(policyOf({ [here]: list as object[] }), `${here}:1`);
  });

  it('is asked of the image for the platform, not of its index', async () => {
    const expected = new Map<string, boolean>();
    for (const [name, signed] of [
      ['indexonly', [INDEX]],
      ['oneimage', [CHILDREN[0]]],
      ['images', CHILDREN],
    ] as const) {
      const here = `${registry.host}/multi/${name}`;
      await push(`multi/${name}`, INDEX);
      for (const image of signed) await sign(`multi/${name}`, image, [{ as: `${here}:1` }]);
      const policy = policyOf({ [here]: [required()] });
      const starts = await Promise.all(
        ['amd64', 'arm64'].map(async (architecture) => {
          const [isStarted] = await skopeoStarts(
            policy,
            `${here}:1`,
            '--override-os=linux',
            `--override-arch=${architecture}`,
          );
          return isStarted;
        }),
      );
      const [ours] = await weStart(policy, `${here}:1`, INDEX);
      expect(ours, name).toBe(starts.every((each) => each));
      expected.set(name, ours);
    }
    expect([...expected.values()]).toEqual([false, false, true]);
  });
});

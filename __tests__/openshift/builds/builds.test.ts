import { afterEach, describe, expect, it } from 'vitest';
import { parseDigest } from '../../../src/core/image/digest.ts';
import type { BuildRequest } from '../../../src/core/ports/builds.ts';
import { createApi } from '../../../src/openshift/api/api.ts';
import { runBuild } from '../../../src/openshift/builds/builds.ts';
import type { ClusterContext } from '../../../src/openshift/api/watch-objects.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';
import { quietClock } from '../../support/quiet-clock.ts';

const BUILDS = '/apis/build.openshift.io/v1/namespaces/prod/builds';
const STREAMS = '/apis/image.openshift.io/v1/namespaces/prod/imagestreams';
const TAGS = '/apis/image.openshift.io/v1/namespaces/prod/imagestreamtags';
const SECRETS = '/api/v1/namespaces/prod/secrets';
const SOURCE = parseDigest(`sha256:${'a'.repeat(64)}`);
const BUILT = parseDigest(`sha256:${'b'.repeat(64)}`);
const REQUEST: BuildRequest = {
  project: 'prod',
  stream: 'app',
  from: `registry.dev.example.com/dev/app@${SOURCE}`,
  sourceDigest: SOURCE,
  credentials: undefined,
  timeoutMs: 60_000,
};
const MISSING = {
  status: 404,
  body: { kind: 'Status', code: 404, message: 'x', details: { kind: 'imagestreams' } },
};

let server: ScriptedApi | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Names of builds are made up, so paths are told without them. */
type Script = Readonly<Record<string, Step | readonly Step[]>>;

async function run(
  script: Script,
  request = REQUEST,
  lines: string[] = [],
  signal = AbortSignal.timeout(60_000),
) {
  const named = new Map<string, Step | readonly Step[]>(Object.entries(script));
  const unnamed = (text: string): string => text.replace(/promote-app-[0-9a-f]{8}/g, 'NAME');
  const steps = new Proxy(
    {},
    {
      get: (_, key: string) => named.get(unnamed(key)),
    },
  );
  server = await startScriptedApi(steps);
  const options = { side: 'destination' as const, server: server.url, token: 't' };
  const clock = quietClock();
  const api = createApi({ ...options, transport: clock.watching(loopbackTransport('destination')) });
  const viewer: ClusterContext = { api, clock, log: (line) => void lines.push(line) };
  const result = runBuild(viewer, request, (line) => void lines.push(line), signal);
  return result.finally(() => {
    keys = server?.keys().map((key) => unnamed(key)) ?? [];
    build = server?.bodies(`POST ${BUILDS}`)[0];
  });
}
let keys: readonly string[] = [];
let build: unknown;

const list = (phase: string, more: object = {}): Step => ({
  body: { metadata: {}, items: [{ metadata: { name: 'NAME' }, status: { phase, ...more } }] },
});
const GONE = { body: {} };
const image = { metadata: { name: BUILT }, dockerImageReference: `host/prod/app@${BUILT}` };
const GOOD: Script = {
  [`POST ${BUILDS}`]: { status: 201, body: {} },
  [`GET ${STREAMS}/app`]: { body: {} },
  [`GET ${BUILDS}`]: [
    list('New'),
    list('Running'),
    list('Complete', { output: { to: { imageDigest: BUILT } } }),
  ],
  [`GET ${BUILDS}/NAME/log`]: { headers: { 'content-type': 'text/plain' }, body: 'STEP 1\n\u001b[31mred\n' },
  [`GET ${TAGS}/app:NAME`]: { body: { image } },
  [`DELETE ${BUILDS}/NAME`]: GONE,
  [`DELETE ${TAGS}/app:NAME`]: GONE,
  [`DELETE ${SECRETS}/NAME`]: GONE,
};

describe('a build', () => {
  it('is FROM the source by digest, hands its log over and is removed; its tag stays', async () => {
    const lines: string[] = [];
    const result = await run(GOOD, REQUEST, lines);

    expect(result).toMatchObject({ digest: BUILT, pullSpec: `host/prod/app@${BUILT}` });
    expect(build).toMatchObject({
      metadata: { labels: { 'app.kubernetes.io/managed-by': 'openshift-promote' } },
      spec: {
        completionDeadlineSeconds: 60,
        source: { dockerfile: `FROM ${REQUEST.from}\n` },
        output: {
          to: { kind: 'ImageStreamTag', name: `app:${result.temporaryTag}` },
          imageLabels: [{ name: 'openshift-promote.source-digest', value: SOURCE }],
        },
      },
    });
    expect(lines).toContain('STEP 1');
    expect(lines.join('\n')).not.toContain('\u001b');
    expect(keys).toContain(`DELETE ${BUILDS}/NAME`);
    expect(keys).not.toContain(`DELETE ${TAGS}/app:NAME`);
  });

  it('has its own pull secret for as long as it runs', async () => {
    const credentials = { host: 'registry.dev.example.com', username: 'u', password: 'p' };
    const missing = { status: 404, body: { kind: 'Status', code: 404, message: 'x' } };
    const secrets = { [`GET ${SECRETS}/NAME`]: missing, [`POST ${SECRETS}`]: { status: 201, body: {} } };
    await run({ ...GOOD, ...secrets }, { ...REQUEST, credentials });

    expect(build).toMatchObject({ spec: { strategy: { dockerStrategy: { pullSecret: {} } } } });
    expect(keys.indexOf(`POST ${SECRETS}`)).toBeLessThan(keys.indexOf(`POST ${BUILDS}`));
    expect(keys.slice(-2)).toEqual([`DELETE ${BUILDS}/NAME`, `DELETE ${SECRETS}/NAME`]);
  });

  it.each([
    ['Failed', 'PullBuilderImageFailed', 'its nodes must reach that registry'],
    ['Failed', 'PushImageToRegistryFailed', 'system:image-builder'],
    ['Error', 'BuildPodDeleted', 'its log is above'],
    ['Cancelled', 'CancelledBuild', 'its log is above'],
  ])('that is %s by %s leaves nothing behind', async (phase, reason, hint) => {
    const status = { reason, message: 'no', logSnippet: 'error: denied' };
    const failing = { ...GOOD, [`GET ${BUILDS}`]: list(phase, status) };
    await expect(run(failing)).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining(`${phase}, ${reason}, no, error: denied`) as string,
      hint: expect.stringContaining(hint) as string,
    });
    expect(keys).toContain(`DELETE ${BUILDS}/NAME`);
    expect(keys).toContain(`DELETE ${TAGS}/app:NAME`);
  });

  it('that never starts is given up, and the stream that was made for it goes, too', async () => {
    const stuck = { reason: 'MissingPushSecret', message: 'Missing push secret.' };
    const script: Script = {
      ...GOOD,
      [`GET ${STREAMS}/app`]: [MISSING, { body: { status: {} } }],
      [`POST ${STREAMS}`]: { status: 201, body: {} },
      [`DELETE ${STREAMS}/app`]: GONE,
      [`GET ${BUILDS}`]: list('Pending', stuck),
      [`GET ${BUILDS}/NAME/log`]: { status: 504, body: 'timed out waiting for build' },
    };
    await expect(run(script)).rejects.toMatchObject({
      code: expect.stringMatching(/^(BUILD_FAILED|TIMED_OUT)$/) as string,
      message: expect.stringContaining('Missing push secret.') as string,
    });
    expect(keys).toContain(`DELETE ${STREAMS}/app`);
  });

  it('is not believed when its tag is another image', async () => {
    const other = { ...image, metadata: { name: SOURCE } };
    const script = { ...GOOD, [`GET ${TAGS}/app:NAME`]: { body: { image: other } } };
    await expect(run(script)).rejects.toMatchObject({ code: 'BUILD_FAILED' });
  });

  it('goes on without a log, and with the beginning of one that does not end', async () => {
    const lines: string[] = [];
    const none = {
      ...GOOD,
      [`GET ${BUILDS}/NAME/log`]: { status: 403, body: { kind: 'Status', code: 403, message: 'no' } },
    };
    await run(none, REQUEST, lines);
    expect(lines.join('\n')).toContain('cannot be read: no');
    await server?.close();

    const long = { ...GOOD, [`GET ${BUILDS}/NAME/log`]: { body: 'line\n'.repeat(2000) } };
    const told: string[] = [];
    await run(long, REQUEST, told);
    expect(told.filter((line) => line === 'line')).toHaveLength(500);
    expect(told.join('\n')).toContain('the rest of the log is left out');
  });
});

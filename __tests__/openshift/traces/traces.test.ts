import { afterEach, describe, expect, it } from 'vitest';
import { parseDigest } from '../../../src/core/image/digest.ts';
import type { Traces } from '../../../src/core/ports/traces.ts';
import type { Trace } from '../../../src/core/trace/trace.ts';
import { createApi } from '../../../src/openshift/api/api.ts';
import { createTraces } from '../../../src/openshift/traces/traces.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { recordedReply } from '../../support/recorded-reply.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';

const PREFIX = 'openshift-promote.github.io/';
const STREAM = { project: 'promo-src', stream: 'app' };
const PATH = '/apis/image.openshift.io/v1/namespaces/promo-src/imagestreams/app';
const WEB = '/apis/apps/v1/namespaces/prod/deployments/web';
const IMAGE = parseDigest('sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b');
const RECORDED = '05g-imagestream-full';
const CONFLICT = { status: 409, body: { kind: 'Status', status: 'Failure', reason: 'Conflict' } };
const FORBIDDEN = { status: 403, body: { kind: 'Status', status: 'Failure', reason: 'Forbidden' } };
const TRACE: Trace = { digest: IMAGE, time: '2026-11-21T09:00:00.000Z', source: 'dev/app:1.0', actor: 'al' };
const signal = (): AbortSignal => AbortSignal.timeout(60_000);
const echo: Step = ({ body }) => ({ body });

interface Tag {
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>> | null;
}
interface Stream {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: { readonly tags: readonly Tag[] };
  readonly status: unknown;
}

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

async function tracesWith(script: Readonly<Record<string, Step | readonly Step[]>>): Promise<Traces> {
  server = await startScriptedApi(script);
  const options = { side: 'destination' as const, server: server.url, token: 't' };
  return createTraces(createApi({ ...options, transport: loopbackTransport('destination') }));
}

function written(): Stream {
  return server.bodies(`PUT ${PATH}`).at(-1) as Stream;
}

const recorded = (): Stream => JSON.parse(recordedReply(RECORDED).body) as Stream;

describe('a trace on a tag', () => {
  it('changes nothing of the stream but the annotations of the tag, on the condition of its version', async () => {
    const traces = await tracesWith({ [`GET ${PATH}`]: RECORDED, [`PUT ${PATH}`]: echo });

    expect(await traces.traceTags(STREAM, new Map([['prod', TRACE]]), signal())).toEqual(new Map());

    const { spec, ...rest } = written();
    const before = recorded();
    expect({ ...rest, spec: { ...spec, tags: [] } }).toEqual({
      ...before,
      spec: { ...before.spec, tags: [] },
    });
    expect(spec.tags.map((tag) => ({ ...tag, annotations: null }))).toEqual(before.spec.tags);
    expect(spec.tags.find(({ name }) => name === 'prod')?.annotations).toMatchObject({
      [`${PREFIX}digest`]: IMAGE,
      [`${PREFIX}source`]: 'dev/app:1.0',
      [`${PREFIX}since`]: '2026-11-21T08:14:07Z',
    });
  });

  it('gives a tag that was only pushed an entry without a source, like the placeholder of a real stream', async () => {
    const traces = await tracesWith({ [`GET ${PATH}`]: RECORDED, [`PUT ${PATH}`]: echo });

    await traces.traceTags(STREAM, new Map([['1.0', TRACE]]), signal());

    const added = written().spec.tags.find(({ name }) => name === '1.0');
    expect(Object.keys(added ?? {})).toEqual(['name', 'annotations']);
  });

  it('is written once more on the fresh stream after a conflict, and given up after five more', async () => {
    const fresh = { ...recorded(), metadata: { ...recorded().metadata, resourceVersion: '1200' } };
    const reads: Step[] = [RECORDED, { body: fresh }];
    const traces = await tracesWith({ [`GET ${PATH}`]: reads, [`PUT ${PATH}`]: [CONFLICT, echo] });
    expect(await traces.traceTags(STREAM, new Map([['prod', TRACE]]), signal())).toEqual(new Map());
    expect(written().metadata.resourceVersion).toBe('1200');
    await server.close();

    const stubborn = await tracesWith({ [`GET ${PATH}`]: RECORDED, [`PUT ${PATH}`]: CONFLICT });
    await expect(stubborn.traceTags(STREAM, new Map([['prod', TRACE]]), signal())).rejects.toThrow();
    expect(server.bodies(`PUT ${PATH}`)).toHaveLength(6);
  });

  it('is left out when the tag is another image by now', async () => {
    const traces = await tracesWith({ [`GET ${PATH}`]: RECORDED });
    const other = { ...TRACE, digest: parseDigest(`sha256:${'a'.repeat(64)}`) };

    expect(await traces.traceTags(STREAM, new Map([['prod', other]]), signal())).toEqual(
      new Map([['prod', 'the tag has moved since']]),
    );
  });

  it('is denied to an account that may not update the stream', async () => {
    const traces = await tracesWith({ [`GET ${PATH}`]: RECORDED, [`PUT ${PATH}`]: FORBIDDEN });

    const writing = traces.traceTags(STREAM, new Map([['prod', TRACE]]), signal());
    await expect(writing).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('is left out when Argo CD manages the stream', async () => {
    const id = { 'argocd.argoproj.io/tracking-id': 'shop:image.openshift.io/ImageStream:promo-src/app' };
    const body = { ...recorded(), metadata: { ...recorded().metadata, annotations: id } };
    const traces = await tracesWith({ [`GET ${PATH}`]: { body } });

    expect(await traces.traceTags(STREAM, new Map([['prod', TRACE]]), signal())).toEqual(
      new Map([['prod', 'a GitOps controller would remove it']]),
    );
  });
});

describe('a trace on a workload', () => {
  const WORKLOAD = { kind: 'deployment', project: 'prod', name: 'web' } as const;

  it('is a patch of its own annotations, with the change cause, and removes what an earlier one said', async () => {
    const traces = await tracesWith({ [`PATCH ${WEB}`]: [CONFLICT, echo] });

    await traces.traceWorkload(WORKLOAD, [{ trace: TRACE, tag: 'prod/app:live' }], signal());

    const [, body] = server.bodies(`PATCH ${WEB}`) as {
      metadata: { annotations: Record<string, unknown> };
    }[];
    expect(Object.keys(body ?? {})).toEqual(['metadata']);
    expect(Object.keys(body?.metadata ?? {})).toEqual(['annotations']);
    expect(body?.metadata.annotations['kubernetes.io/change-cause']).toMatch(
      /^prod\/app:live promoted to sha256:\w+ by al$/,
    );
    expect(body?.metadata.annotations).toMatchObject({
      [`${PREFIX}source`]: 'dev/app:1.0',
      [`${PREFIX}policy`]: null,
    });
  });
});

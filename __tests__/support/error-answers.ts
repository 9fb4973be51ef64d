// Answers of OpenShift when something is wrong, and what is made of them.
import type { PromoteError } from '../../src/core/text/errors.ts';
import { createApi, type Api } from '../../src/openshift/api/api.ts';
import { explain } from '../../src/openshift/api/explain.ts';
import { readFailure } from '../../src/openshift/api/failure.ts';
import { createWebhooks } from '../../src/openshift/webhooks.ts';
import { explainPush } from '../../src/promotion/rights/explain-denial.ts';
import { failedReply } from '../../src/registry/replies/reply.ts';
import { parseDigest } from '../../src/core/image/digest.ts';
import { anImage, fakePorts } from './fake-ports.ts';
import { nothingToSee } from './fake-preparing.ts';
import { loopbackTransport } from './loopback-transport.ts';
import { recordedReply } from './recorded-reply.ts';
import { startScriptedApi, type ScriptedApi, type Step } from './scripted-api.ts';
import { explainImport } from '../../src/openshift/imports/imports.ts';

const SERVER = 'https://api.prod.example.com:6443';
export const signal = AbortSignal.timeout(60_000);
const servers: ScriptedApi[] = [];
/** To be called after each test. */
export async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()));
}

const place = { side: 'destination' as const, server: SERVER, host: 'api.prod.example.com:6443' };

export function apiAnswer(
  status: number,
  text: string,
  request = 'PUT /apis/image.openshift.io/v1/x',
): PromoteError {
  const body = new TextEncoder().encode(text);
  return explain(readFailure({ status, body, attempts: 1 }, { ...place, request }));
}

export function recorded(name: string, request?: string): PromoteError {
  const { status, body } = recordedReply(name);
  return apiAnswer(status, body, request);
}

export function registryAnswer(
  status: number,
  body: string,
  more: { readonly repository?: string; readonly type?: string; readonly authenticate?: string } = {},
): PromoteError {
  const headers: Record<string, readonly string[]> = {
    'content-type': [more.type ?? 'application/json'],
    ...(more.type === undefined ? { 'x-registry-supports-signatures': ['1'] } : {}),
    ...(more.authenticate === undefined ? {} : { 'www-authenticate': [more.authenticate] }),
  };
  const context = {
    side: 'destination' as const,
    host: 'registry.prod.example.com',
    repository: more.repository ?? 'prod/app',
    action: 'push' as const,
    reads: false,
    object: 'tag 1.4.2',
    accountOrigin: () => 'destination-token',
    place: { side: 'destination' as const },
  };
  return failedReply({ status, headers, body: new TextEncoder().encode(body) }, context);
}

export const errors = (code: string, message: string): string =>
  JSON.stringify({ errors: [{ code, message }] });
export const DENIED = errors('DENIED', 'requested access to the resource is denied');
export const PAGE = '<html><head><title>Application is not available</title></head><body></body></html>';

export async function api(
  script: Readonly<Record<string, Step | readonly Step[]>>,
  retries = 0,
): Promise<Api> {
  const server = await startScriptedApi(script);
  servers.push(server);
  const transport = loopbackTransport('destination', retries);
  return createApi({ side: 'destination', server: server.url, token: 't', transport });
}

/** Ports with which the check found nothing, or no longer knows. */
export function denial(missing: boolean, limit: 'none' | 'images' | 'storage'): Promise<unknown> {
  const ports = fakePorts({ source: true, destination: true });
  const { destination } = ports.clusters;
  if (destination === undefined) throw new TypeError('no cluster');
  const range = { name: 'img', type: 'openshift.io/ImageStream', resource: 'openshift.io/images' };
  const size = { name: 'sto', type: 'openshift.io/Image', resource: 'storage' };
  const limits = {
    none: [],
    images: [{ ...range, max: 0, maxText: '0' }],
    storage: [{ ...size, max: 1, maxText: '1' }],
  }[limit];
  const cluster = {
    ...destination,
    account: {
      ...destination.account,
      missingRights: async (questions: Parameters<typeof destination.account.missingRights>[0]) =>
        missing ? questions.map(({ problem }) => problem) : [],
    },
    inspection: {
      ...nothingToSee(),
      limits: async () => ({ quotas: [], ranges: limits }),
      streamUsage: async () => 'absent' as const,
    },
  };
  const root = anImage('a');
  const content = root.content.kind === 'image' ? root.content : undefined;
  const blobs = content === undefined ? [] : [content.config, ...content.layers];
  const stream = { kind: 'stream', project: 'prod', stream: 'app', tag: '1', digest: undefined } as const;
  const image = {
    strategy: 'copy' as const,
    request: { source: stream, destination: stream, extraTags: [] },
    stream: { cluster, project: 'prod', stream: 'app' },
    source: ports.registries.repository('source', 'registry.dev.example.com', 'dev/app'),
    destination: ports.registries.repository('destination', 'registry.prod.example.com', 'prod/app'),
    root,
    tags: [{ tag: '1', digest: undefined }],
    previousDigest: undefined,
    graph: { root, manifests: [], blobs } as never,
  };
  return explainPush(registryAnswer(403, DENIED), [image], cluster, signal);
}

const OLD = parseDigest('sha256:6a1e3519936a89a5e195224b4fe14737708dbe44ec130f7275d4d6170fd45a9b');
export const importStatus = (code: number, reason: string, message: string) =>
  explainImport(
    { side: 'destination', host: place.host } as Api,
    'registry.dev.example.com/dev/app@sha256:1',
    'prod',
    { status: 'Failure', code, reason, message },
  );

export async function webhook(status: number): Promise<unknown> {
  const path = '/apis/build.openshift.io/v1/namespaces/prod/buildconfigs/pipe/webhooks/s3cret/generic';
  const server = await startScriptedApi({
    [`POST ${path}`]: { status, body: { kind: 'Status', message: 'no' } },
  });
  servers.push(server);
  const transport = loopbackTransport('destination');
  const webhooks = createWebhooks({
    server: server.url,
    token: 't',
    transport,
    openVerifying: () => transport,
  });
  const image = {
    image: 'i',
    tag: '1',
    digest: OLD,
    sourceImage: 's',
    previousDigest: undefined,
  } as never;
  return webhooks.call(
    { target: { kind: 'buildconfig', project: 'prod', name: 'pipe' }, secret: 's3cret' } as never,
    [image],
    signal,
  );
}

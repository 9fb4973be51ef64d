// What OpenShift answers when something is wrong, row by row as openshift-api.md §15 has it, and what the user is told.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { PromoteError } from '../../src/core/errors.ts';
import { createApi, type Api } from '../../src/openshift/api.ts';
import { explain } from '../../src/openshift/explain.ts';
import { readFailure } from '../../src/openshift/failure.ts';
import { explainImport } from '../../src/openshift/import-failure.ts';
import { putStreamTag } from '../../src/openshift/image-stream-tags.ts';
import { createProjects } from '../../src/openshift/projects.ts';
import { createWebhooks } from '../../src/openshift/webhooks.ts';
import { explainDenial, explainPush, pullRight } from '../../src/promotion/explain-denial.ts';
import { failedReply } from '../../src/registry/reply.ts';
import { parseDigest } from '../../src/core/digest.ts';
import { realClock } from '../support/clocks.ts';
import { anImage, fakeWorld, nothingToSee } from '../support/fake-world.ts';
import { loopbackTransport } from '../support/loopback-transport.ts';
import { recordedReply } from '../support/recorded-reply.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../support/scripted-api.ts';

const SERVER = 'https://api.prod.example.com:6443';
const signal = AbortSignal.timeout(60_000);
const servers: ScriptedApi[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** How one row is answered. */
interface Row {
  /** as the documentation names it */
  readonly seen: string;
  readonly code: string;
  readonly message: RegExp;
  readonly hint: RegExp;
  readonly fail: () => unknown;
}

const place = { side: 'destination' as const, server: SERVER, host: 'api.prod.example.com:6443' };

function apiAnswer(
  status: number,
  text: string,
  request = 'PUT /apis/image.openshift.io/v1/x',
): PromoteError {
  const body = new TextEncoder().encode(text);
  return explain(readFailure({ status, body, attempts: 1 }, { ...place, request }));
}

function recorded(name: string, request?: string): PromoteError {
  const { status, body } = recordedReply(name);
  return apiAnswer(status, body, request);
}

function registryAnswer(
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

const errors = (code: string, message: string): string => JSON.stringify({ errors: [{ code, message }] });
const DENIED = errors('DENIED', 'requested access to the resource is denied');
const PAGE = '<html><head><title>Application is not available</title></head><body></body></html>';

async function api(script: Readonly<Record<string, Step | readonly Step[]>>, retries = 0): Promise<Api> {
  const server = await startScriptedApi(script);
  servers.push(server);
  const transport = loopbackTransport('destination', retries);
  return createApi({ side: 'destination', server: server.url, token: 't', transport });
}

/** A world in which the check found nothing, or no longer knows. */
function denial(missing: boolean, limit: 'none' | 'images' | 'storage'): Promise<unknown> {
  const world = fakeWorld({ source: true, destination: true });
  const { destination } = world.clusters;
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
    missingRights: async (questions: Parameters<typeof destination.missingRights>[0]) =>
      missing ? questions.map(({ problem }) => problem) : [],
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
    source: world.registries.repository('source', 'registry.dev.example.com', 'dev/app'),
    destination: world.registries.repository('destination', 'registry.prod.example.com', 'prod/app'),
    root,
    previousDigest: undefined,
    graph: { root, manifests: [], blobs } as never,
  };
  return explainPush(registryAnswer(403, DENIED), [image], cluster, signal);
}

const OLD = parseDigest('sha256:6a1e3519936a89a5e195224b4fe14737708dbe44ec130f7275d4d6170fd45a9b');
const importStatus = (code: number, reason: string, message: string) =>
  explainImport(
    { side: 'destination', host: place.host } as Api,
    'registry.dev.example.com/dev/app@sha256:1',
    'prod',
    { status: 'Failure', code, reason, message },
  );

async function webhook(status: number): Promise<unknown> {
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

const ROWS: readonly Row[] = [
  {
    seen: 'API: 401',
    code: 'TOKEN_EXPIRED',
    message: /refused the destination token: it is expired, revoked or meant for another cluster/,
    hint: /oc login https:\/\/api\.prod\.example\.com:6443/,
    fail: () => recorded('01b-whoami-bad-token'),
  },
  {
    seen: 'API: 403 for `system:anonymous`',
    code: 'LOGIN_FAILED',
    message: /received no destination credentials/,
    hint: /a proxy or load balancer removes the Authorization header/,
    fail: () => recorded('01c-whoami-no-token'),
  },
  {
    seen: 'API: 403 `in the namespace`',
    code: 'ACCESS_DENIED',
    message: /may not .* in project .* \(or the project does not exist\)/,
    hint: /oc policy add-role-to-user \S+ \S+ -n /,
    fail: () => recorded('04e-istag-get-forbidden'),
  },
  {
    seen: 'tag: 422 `from: Forbidden`',
    code: 'ACCESS_DENIED',
    message: /may not pull promo-src\/app .* so it cannot be tagged from there/,
    hint: /to the account that promotes, not to the one that runs the pods: oc policy add-role-to-user system:image-puller USER -n promo-src/,
    fail: () => recorded('15d-xns-istag-no-source-access'),
  },
  {
    seen: 'tag: 422 `Not found`',
    code: 'IMAGE_NOT_FOUND',
    message: /the image to tag does not exist/,
    hint: /oc get imagestreams/,
    fail: () => recorded('49zt-xns-istag-missing-source-stream'),
  },
  {
    seen: 'tag: 422 `error generating tag event`',
    code: 'IMAGE_NOT_FOUND',
    message: /is in the history of no tag of its image stream: it was pruned/,
    hint: /push or import it again/,
    fail: () => recorded('49r-istag-put-digest-not-in-history'),
  },
  {
    seen: 'tag: 200, and it stays what it was',
    code: 'TAG_CONFLICT',
    message: /was set to sha256:7e54\w+ but stays sha256:6a1e/,
    hint: /oc describe imagestream app -n more-is/,
    fail: async () => {
      const wanted = parseDigest('sha256:7e54cb13f611fd0e994541007f1904a9b1e804f02432bef334971b9b6988a04f');
      const path = '/apis/image.openshift.io/v1/namespaces/more-is/imagestreamtags/app:prod';
      // not even with another importMode, which is what usually moves it (capture 49l)
      const silent = {
        [`GET ${path}`]: '49e-istag-after-push-over',
        [`PUT ${path}`]: '49f-istag-put-equal-from-after-push-over',
      };
      return putStreamTag(
        await api(silent),
        { project: 'more-is', stream: 'app', tag: 'prod' },
        { project: 'more-is', stream: 'app', digest: wanted },
        signal,
      );
    },
  },
  {
    seen: 'import: 201 with 401 inside',
    code: 'ACCESS_DENIED',
    message: /project prod has no pull secret for registry\.dev\.example\.com/,
    hint: /oc create secret docker-registry NAME --docker-server=registry\.dev\.example\.com/,
    fail: () => importStatus(401, 'Unauthorized', 'you may not have access to the container image'),
  },
  {
    seen: 'import: `x509`',
    code: 'TLS_FAILED',
    message: /does not trust the certificate of registry\.dev\.example\.com/,
    hint: /additionalTrustedCA/,
    fail: () =>
      importStatus(500, 'InternalError', 'Internal error: tls: failed to verify certificate: x509: unknown'),
  },
  {
    seen: 'import: 422 `not allowed by whitelist`',
    code: 'ACCESS_DENIED',
    message: /imports from registries on its list only.*registry\.dev\.example\.com:443/,
    hint: /allowedRegistriesForImport/,
    fail: () =>
      apiAnswer(
        422,
        JSON.stringify({
          kind: 'Status',
          reason: 'Invalid',
          message:
            'ImageStreamImport.image.openshift.io "app" is invalid: spec.images[0].from.name: Forbidden: registry "registry.dev.example.com:443" not allowed by whitelist: "quay.io:443"',
        }),
      ),
  },
  {
    seen: 'registry: 401 `access denied`',
    code: 'ACCESS_DENIED',
    message: /the source account may not pull from image stream app in project dev/,
    hint: /oc policy add-role-to-user system:image-puller USER -n dev/,
    fail: async () => {
      const refusal = registryAnswer(401, '', {
        authenticate: 'Basic realm=openshift,error="access denied"',
      });
      const { source } = fakeWorld({ source: true, destination: true }).clusters;
      if (source === undefined) throw new TypeError('no cluster');
      const stream = { kind: 'stream', project: 'dev', stream: 'app', tag: '1', digest: undefined } as const;
      const missingRights: typeof source.missingRights = async (questions) =>
        questions.map(({ problem }) => problem);
      const rights = [pullRight('source', stream)];
      return explainDenial(refusal, { ...source, missingRights }, rights, signal);
    },
  },
  {
    seen: 'registry: 403 `DENIED` for a manifest, a right is missing',
    code: 'ACCESS_DENIED',
    message: /the destination account may not .* in project prod/,
    hint: /oc policy add-role-to-user registry-editor USER -n prod/,
    fail: () => denial(true, 'none'),
  },
  {
    seen: 'registry: 403 `DENIED` for a manifest, a quota or limit',
    code: 'QUOTA_EXCEEDED',
    message: /limit range img of project prod allows 0 openshift\.io\/images/,
    hint: /oc describe limitrange img -n prod/,
    fail: () => denial(false, 'images'),
  },
  {
    seen: 'registry: 403 `DENIED`, the image is too large',
    code: 'QUOTA_EXCEEDED',
    message: /limit range sto of project prod allows 1 for an image/,
    hint: /make the image smaller/,
    fail: () => denial(false, 'storage'),
  },
  {
    seen: 'registry: 403 `DENIED`, nobody may look at limits',
    code: 'ACCESS_DENIED',
    message: /may not create the image stream, or a quota or limit range of the project is exhausted/,
    hint: /oc describe quota,limitrange -n prod/,
    fail: () => denial(false, 'none'),
  },
  {
    seen: 'registry: 400 with an empty body',
    code: 'INPUT_INVALID',
    message: /refuses the name/,
    hint: /project\/stream, with exactly one slash/,
    fail: () => registryAnswer(400, '', { repository: 'prod/team/app' }),
  },
  {
    seen: 'registry: 500 `UNKNOWN` for an index',
    code: 'SERVER_UNAVAILABLE',
    message: /failed at tag 1\.4\.2/,
    hint: /an index entry without platform, or an index at all before 4\.13/,
    fail: () => registryAnswer(500, errors('UNKNOWN', 'unknown error')),
  },
  {
    seen: 'registry: 503 with a web page',
    code: 'SERVER_UNAVAILABLE',
    message: /is not available/,
    hint: /"defaultRoute":true/,
    fail: () => registryAnswer(503, PAGE, { type: 'text/html' }),
  },
  {
    seen: '`404 page not found` of an API',
    code: 'NOT_OPENSHIFT',
    message: /has no DeploymentConfigs: the capability DeploymentConfig is not enabled/,
    hint: /deployment\/NAME instead of dc\/NAME/,
    fail: () =>
      apiAnswer(
        404,
        '404 page not found\n',
        'GET /apis/apps.openshift.io/v1/namespaces/prod/deploymentconfigs/api',
      ),
  },
  {
    seen: 'project: 409',
    code: 'PROJECT_NOT_FOUND',
    message: /project prod .* exists already, but the destination account cannot see it/,
    hint: /oc policy add-role-to-user edit USER -n prod/,
    fail: async () => {
      const connected = await api({
        'POST /apis/project.openshift.io/v1/projectrequests': '02c-projectrequest-already-exists-other-user',
        'GET /apis/project.openshift.io/v1/projects/prod': '02k-project-get-missing-as-user',
      });
      return createProjects(connected, realClock).request({ name: 'prod', displayName: undefined }, signal);
    },
  },
  {
    seen: 'webhook: 401',
    code: 'WEBHOOK_FAILED',
    message: /answered 401/,
    hint: /a wrong secret, a missing BuildConfig and a missing generic trigger look the same/,
    fail: () => webhook(401),
  },
  {
    seen: 'webhook: 403',
    code: 'WEBHOOK_FAILED',
    message: /answered 403/,
    hint: /oc policy add-role-to-user system:webhook USER -n prod/,
    fail: () => webhook(403),
  },
  {
    seen: '500 `ServerTimeout`, 503, 504',
    code: 'SERVER_UNAVAILABLE',
    message: /failed \(status 503\)/,
    hint: /oc get clusteroperators openshift-apiserver/,
    fail: () =>
      recorded(
        '00-aggregated-api-unavailable',
        'GET /apis/image.openshift.io/v1/namespaces/prod/imagestreams',
      ),
  },
];

/** What a promotion gets over by itself, and the test that shows it. */
const OVERCOME: readonly (readonly [seen: string, file: string, title: string])[] = [
  [
    'tag: 200, and it stays what it was (another import mode moves it)',
    'openshift/image-stream-tags',
    'changes the import mode when an equal spec is silently ignored',
  ],
  [
    'registry: 404 `MANIFEST_UNKNOWN` after a push by digest',
    'promotion/promote',
    'moves blobs, then the children of the index, then the index by tag',
  ],
  [
    'registry: `MANIFEST_BLOB_UNKNOWN`',
    'promotion/promote',
    'gets all blobs of the manifest again, without shortcuts, and then the manifest',
  ],
  [
    'instantiate: 204, nothing to do',
    'openshift/deployment-config-rollout',
    'goes on with the version a trigger made when there is nothing left to do',
  ],
  [
    'the image of a Deployment goes back',
    'openshift/deployment-plan',
    'leaves it to the image trigger that follows the tag',
  ],
  ['500 `ServerTimeout`, 503, 504 (for a while)', 'http/retry', 'waits as long as the server asks'],
];

async function errorOf({ fail }: Row): Promise<unknown> {
  try {
    return await fail();
  } catch (error) {
    return error;
  }
}

describe('what OpenShift answers and what is told', () => {
  it.each(ROWS)('$seen', async (row) => {
    const error = await errorOf(row);
    expect(error).toBeInstanceOf(PromoteError);
    const { code, message, hint } = error as PromoteError;
    expect({ code, message, hint }).toEqual({
      code: row.code,
      message: expect.stringMatching(row.message) as string,
      hint: expect.stringMatching(row.hint) as string,
    });
  });

  it.each(OVERCOME)('%s: is shown by a test', (_seen, file, title) => {
    const text = readFileSync(new URL(`../${file}.test.ts`, import.meta.url), 'utf8');
    expect(text).toContain(`it('${title}'`);
  });

  it('waits out an API server that asks for a moment, as a ServerTimeout does', async () => {
    const body = { kind: 'Status', reason: 'ServerTimeout', details: { retryAfterSeconds: 0 }, code: 500 };
    const path = '/apis/project.openshift.io/v1/projects/prod';
    const connected = await api(
      {
        [`GET ${path}`]: [
          { status: 500, headers: { 'retry-after': '0' }, body },
          { body: { kind: 'Project', metadata: { name: 'prod' }, status: { phase: 'Active' } } },
        ],
      },
      1,
    );
    await expect(createProjects(connected, realClock).find('prod', signal)).resolves.toBe('active');
  });

  it('is in the documentation, row by row', () => {
    const text = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');
    const section = text.split('## What OpenShift answers')[1]?.split('\n## ')[0] ?? '';
    const documented = [
      ...section.matchAll(/^\| (?!It answers|---)(.+?) \| (?:\[([A-Z_]+)\]|nothing)/gm),
    ].map(([, seen, code]) => [seen, code]);
    const expected = [
      ...ROWS.map(({ seen, code }) => [seen, code]),
      ...OVERCOME.map(([seen]) => [seen, undefined]),
    ];
    expect(documented).toEqual(expected);
  });
});

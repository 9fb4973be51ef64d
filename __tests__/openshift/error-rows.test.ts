import type { Account } from '../../src/core/ports/account.ts';
// What OpenShift answers when something is wrong, row by row as openshift-api.md §13 has it, and what the user is told.
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parseDigest } from '../../src/core/image/digest.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import { putStreamTag } from '../../src/openshift/streams/image-stream-tags.ts';
import { createProjects } from '../../src/openshift/projects/projects.ts';
import { explainDenial, pullRight } from '../../src/promotion/rights/explain-denial.ts';
import { realClock } from '../support/clocks.ts';
import {
  api,
  apiAnswer,
  closeServers,
  denial,
  errors,
  importStatus,
  PAGE,
  recorded,
  registryAnswer,
  signal,
  webhook,
} from '../support/error-answers.ts';
import { fakePorts } from '../support/fake-ports.ts';

afterEach(closeServers);

/** How one row is answered. */
interface Row {
  /** of the table in openshift-api.md §13 */
  readonly row: number;
  /** as the documentation names it */
  readonly seen: string;
  readonly code: string;
  readonly message: RegExp;
  readonly hint: RegExp;
  readonly fail: () => unknown;
}

const ROWS: readonly Row[] = [
  {
    row: 1,
    seen: 'API: 401',
    code: 'TOKEN_EXPIRED',
    message: /refused the destination token: it is expired, revoked or meant for another cluster/,
    hint: /oc login https:\/\/api\.prod\.example\.com:6443/,
    fail: () => recorded('01b-whoami-bad-token'),
  },
  {
    row: 2,
    seen: 'API: 403 for `system:anonymous`',
    code: 'LOGIN_FAILED',
    message: /received no destination credentials/,
    hint: /a proxy or load balancer removes the Authorization header/,
    fail: () => recorded('01c-whoami-no-token'),
  },
  {
    row: 3,
    seen: 'API: 403 `in the namespace`',
    code: 'ACCESS_DENIED',
    message: /may not .* in project .* \(or the project does not exist\)/,
    hint: /oc policy add-role-to-user \S+ \S+ -n /,
    fail: () => recorded('04e-istag-get-forbidden'),
  },
  {
    row: 4,
    seen: 'tag: 422 `from: Forbidden`',
    code: 'ACCESS_DENIED',
    message: /may not pull promo-src\/app .* so it cannot be tagged from there/,
    hint: /to the account that promotes, not to the one that runs the pods: oc policy add-role-to-user system:image-puller USER -n promo-src/,
    fail: () => recorded('15d-xns-istag-no-source-access'),
  },
  {
    row: 5,
    seen: 'tag: 422 `Not found`',
    code: 'IMAGE_NOT_FOUND',
    message: /the image to tag does not exist/,
    hint: /oc get imagestreams/,
    fail: () => recorded('49zt-xns-istag-missing-source-stream'),
  },
  {
    row: 6,
    seen: 'tag: 422 `error generating tag event`',
    code: 'IMAGE_NOT_FOUND',
    message: /is in the history of no tag of its image stream: it was pruned/,
    hint: /push or import it again/,
    fail: () => recorded('49r-istag-put-digest-not-in-history'),
  },
  {
    row: 7,
    seen: 'tag: 200, but the tag does not change',
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
        parseDigest('sha256:6a1e3519936a89a5e195224b4fe14737708dbe44ec130f7275d4d6170fd45a9b'),
        signal,
      );
    },
  },
  {
    row: 8,
    seen: 'import: 201 with 401 inside',
    code: 'ACCESS_DENIED',
    message: /project prod has no pull secret for registry\.dev\.example\.com/,
    hint: /oc create secret docker-registry NAME --docker-server=registry\.dev\.example\.com/,
    fail: () => importStatus(401, 'Unauthorized', 'you may not have access to the container image'),
  },
  {
    row: 9,
    seen: 'import: `x509`',
    code: 'TLS_FAILED',
    message: /does not trust the certificate of registry\.dev\.example\.com/,
    hint: /additionalTrustedCA/,
    fail: () =>
      importStatus(500, 'InternalError', 'Internal error: tls: failed to verify certificate: x509: unknown'),
  },
  {
    row: 10,
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
    row: 11,
    seen: 'registry: 401 `access denied`',
    code: 'ACCESS_DENIED',
    message: /the source account may not pull from image stream app in project dev/,
    hint: /oc policy add-role-to-user system:image-puller USER -n dev/,
    fail: async () => {
      const refusal = registryAnswer(401, '', {
        authenticate: 'Basic realm=openshift,error="access denied"',
      });
      const { source } = fakePorts({ source: true, destination: true }).clusters;
      if (source === undefined) throw new TypeError('no cluster');
      const stream = { kind: 'stream', project: 'dev', stream: 'app', tag: '1', digest: undefined } as const;
      const account: Account = {
        ...source.account,
        missingRights: async (questions) => questions.map(({ problem }) => problem),
      };
      const rights = [pullRight('source', stream)];
      return explainDenial(refusal, { ...source, account }, rights, signal);
    },
  },
  {
    row: 12,
    seen: 'registry: 403 `DENIED` for a manifest, missing role',
    code: 'ACCESS_DENIED',
    message: /the destination account may not .* in project prod/,
    hint: /oc policy add-role-to-user registry-editor USER -n prod/,
    fail: () => denial(true, 'none'),
  },
  {
    row: 12,
    seen: 'registry: 403 `DENIED` for a manifest, quota or limit',
    code: 'QUOTA_EXCEEDED',
    message: /limit range img of project prod allows 0 openshift\.io\/images/,
    hint: /oc describe limitrange img -n prod/,
    fail: () => denial(false, 'images'),
  },
  {
    row: 13,
    seen: 'registry: 403 `DENIED`, image too large',
    code: 'QUOTA_EXCEEDED',
    message: /limit range sto of project prod allows 1 for an image/,
    hint: /make the image smaller/,
    fail: () => denial(false, 'storage'),
  },
  {
    row: 12,
    seen: 'registry: 403 `DENIED`, limits not readable',
    code: 'ACCESS_DENIED',
    message: /may not create the image stream, or a quota or limit range of the project is exhausted/,
    hint: /oc describe quota,limitrange -n prod/,
    fail: () => denial(false, 'none'),
  },
  {
    row: 14,
    seen: 'registry: 400 with an empty body',
    code: 'INPUT_INVALID',
    message: /refuses the name/,
    hint: /project\/stream, with exactly one slash/,
    fail: () => registryAnswer(400, '', { repository: 'prod/team/app' }),
  },
  {
    row: 15,
    seen: 'registry: 500 `UNKNOWN` for an index',
    code: 'SERVER_UNAVAILABLE',
    message: /failed at tag 1\.4\.2/,
    hint: /an index entry without platform, or an index at all before 4\.13/,
    fail: () => registryAnswer(500, errors('UNKNOWN', 'unknown error')),
  },
  {
    row: 18,
    seen: 'registry: 503 with a web page',
    code: 'SERVER_UNAVAILABLE',
    message: /is not available/,
    hint: /"defaultRoute":true/,
    fail: () => registryAnswer(503, PAGE, { type: 'text/html' }),
  },
  {
    row: 21,
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
    row: 22,
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
    row: 23,
    seen: 'webhook: 401',
    code: 'WEBHOOK_FAILED',
    message: /answered 401/,
    hint: /a wrong secret, a missing BuildConfig and a missing generic trigger look the same/,
    fail: () => webhook(401),
  },
  {
    row: 24,
    seen: 'webhook: 403',
    code: 'WEBHOOK_FAILED',
    message: /answered 403/,
    hint: /oc policy add-role-to-user system:webhook USER -n prod/,
    fail: () => webhook(403),
  },
  {
    row: 25,
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
const OVERCOME: readonly (readonly [row: number, seen: string, file: string, title: string])[] = [
  [
    7,
    'tag: 200, but the tag does not change until its import mode does',
    'openshift/streams/image-stream-tags',
    'changes the import mode when an equal spec is silently ignored',
  ],
  [
    16,
    'registry: 404 `MANIFEST_UNKNOWN` after a push by digest',
    'promotion/promote',
    'moves blobs, then the children of the index, then the index by tag',
  ],
  [
    17,
    'registry: `MANIFEST_BLOB_UNKNOWN`',
    'promotion/promote',
    'gets all blobs of the manifest again, without shortcuts, and then the manifest',
  ],
  [
    19,
    'instantiate: 204, nothing to do',
    'openshift/rollouts/deployment-configs/deployment-config-rollout',
    'goes on with the version a trigger made when there is nothing left to do',
  ],
  [
    20,
    'the image of a Deployment reverts',
    'openshift/rollouts/deployment-plan',
    'leaves it to the image trigger that follows the tag',
  ],
  [
    25,
    '500 `ServerTimeout`, 503, 504, temporarily',
    'http/exchange/retry',
    'waits as long as the server asks',
  ],
];

async function errorOf({ fail }: Row): Promise<unknown> {
  try {
    return await fail();
  } catch (error) {
    return error;
  }
}

describe('what OpenShift answers and what is reported', () => {
  it.each(ROWS)('row $row, $seen', async (row) => {
    const error = await errorOf(row);
    expect(error).toBeInstanceOf(PromoteError);
    const { code, message, hint } = error as PromoteError;
    expect({ code, message, hint }).toEqual({
      code: row.code,
      message: expect.stringMatching(row.message) as string,
      hint: expect.stringMatching(row.hint) as string,
    });
  });

  it.each(OVERCOME)('row %i, %s: is shown by a test', (_row, _seen, file, title) => {
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

  it('has all rows of the table', () => {
    const rows = new Set([...ROWS.map(({ row }) => row), ...OVERCOME.map(([row]) => row)]);
    const page = new URL('../../docs/reference/openshift-api.md', import.meta.url);
    const [, table = ''] = readFileSync(page, 'utf8').split('\n## 13 ');
    const numbers = [...table.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));
    expect(numbers).toHaveLength(25);
    expect([...rows].sort((one, other) => one - other)).toEqual(numbers);
  });

  it('is in the documentation, row by row', () => {
    const text = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');
    const section = text.split('## What OpenShift answers')[1]?.split('\n## ')[0] ?? '';
    const documented = [
      ...section.matchAll(/^\| (?!OpenShift answers|---)(.+?) \| (?:\[([A-Z_]+)\])?/gm),
    ].map(([, seen, code]) => [seen, code]);
    const expected = [
      ...ROWS.map(({ seen, code }) => [seen, code]),
      ...OVERCOME.map(([, seen]) => [seen, undefined]),
    ];
    expect(documented).toEqual(expected);
  });
});

import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/core/host.ts';
import { PromoteError } from '../../src/core/text/errors.ts';
import { deliver, NotDelivered, type NotificationPorts, type Reply } from '../../src/notify/delivery.ts';
import {
  adviceOn,
  endDeployment,
  findJob,
  recordArtifacts,
  startDeployment,
} from '../../src/notify/github-records.ts';
import { noAbort } from '../support/http-transport.ts';
import { DIGEST, IMAGE, REPORT } from '../support/sample-report.ts';

const SHA = 'a'.repeat(40);
const JOB = { apiUrl: 'https://github.example.com/api/v3', repository: 'acme/app', sha: SHA };
const RESULT: Omit<RunResult, 'record'> = { report: REPORT, plan: undefined, failure: undefined };

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

function serve(...replies: readonly Partial<Reply>[]): {
  readonly sent: Sent[];
  readonly waits: number[];
  readonly ports: NotificationPorts;
} {
  const sent: Sent[] = [];
  const waits: number[] = [];
  const left = [...replies];
  return {
    sent,
    waits,
    ports: {
      clock: {
        sleep: (ms) => {
          waits.push(ms);
          return Promise.resolve();
        },
      },
      post: (url, headers, body) => {
        sent.push({ url, headers, body: JSON.parse(body) as Sent['body'] });
        return Promise.resolve({ status: 201, text: '{"id": 7}', retryAfterMs: undefined, ...left.shift() });
      },
    },
  };
}

const context = (ports: NotificationPorts) =>
  ({
    options: { token: 'ghs_x', environment: 'production', records: ['deployment'] },
    job: JOB,
    ports,
  }) as const;

describe('a deployment at GitHub', () => {
  it('is created for the commit of the workflow, without merging or waiting for checks, and is in progress', async () => {
    const { sent, ports } = serve();

    expect(await startDeployment(context(ports), [], 'https://github.example.com/run', noAbort)).toBe(7);
    expect(sent.map(({ url }) => url)).toEqual([
      'https://github.example.com/api/v3/repos/acme/app/deployments',
      'https://github.example.com/api/v3/repos/acme/app/deployments/7/statuses',
    ]);
    expect(sent[0]?.headers).toMatchObject({
      authorization: 'Bearer ghs_x',
      'x-github-api-version': '2022-11-28',
    });
    expect(sent[0]?.body).toMatchObject({
      ref: SHA,
      auto_merge: false,
      required_contexts: [],
      environment: 'production',
    });
    expect(sent[1]?.body).toEqual({ state: 'in_progress', log_url: 'https://github.example.com/run' });
  });

  it('ends as a success with the address of the application, and replaces the one before', async () => {
    const { sent, ports } = serve();
    const report = { ...REPORT, url: 'https://web.example.com/' };

    await endDeployment(context(ports), 7, { ...RESULT, report }, noAbort);

    expect(sent[0]?.body).toEqual({
      state: 'success',
      description: 'prod/app:1.4.2 is sha256:0083874168b7',
      environment_url: 'https://web.example.com/',
      auto_inactive: true,
    });
  });

  it('ends as a failure with the code of the error', async () => {
    const { sent, ports } = serve();
    const error = new PromoteError({ code: 'ROLLOUT_FAILED', message: 'it crashes' });

    await endDeployment(context(ports), 7, { ...RESULT, failure: { error } }, noAbort);

    expect(sent[0]?.body).toEqual({ state: 'failure', description: 'ROLLOUT_FAILED' });
  });

  it.each([
    [403, 'add it to the job: permissions: { deployments: write }'],
    [404, 'add it to the job: permissions: { deployments: write }'],
    [401, 'the token is not valid: pass github-token: ${{ github.token }}'],
    [500, 'the result of the run is not affected'],
  ])('that is answered with %i names what to do', async (status, advice) => {
    const { ports } = serve({ status, text: '{"message": "Resource not accessible by integration"}' });
    const error: unknown = await startDeployment(context(ports), [], undefined, noAbort).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toBeInstanceOf(NotDelivered);
    expect((error as Error).message).toBe(
      `github.example.com answered ${status} (Resource not accessible by integration)`,
    );
    expect(adviceOn(error, 'deployments')).toBe(advice);
  });
});

describe('records of what is deployed', () => {
  it('say per image which digest is where', async () => {
    const { sent, ports } = serve();

    await recordArtifacts(
      context(ports),
      { ...RESULT, report: { ...REPORT, images: [IMAGE, IMAGE] } },
      noAbort,
    );

    expect(sent).toHaveLength(2);
    expect(sent[0]).toMatchObject({
      url: 'https://github.example.com/api/v3/orgs/acme/artifacts/metadata/deployment-record',
      body: {
        name: 'registry.prod.example.com/prod/app',
        digest: DIGEST,
        version: '1.4.2',
        status: 'deployed',
        logical_environment: 'production',
        cluster: 'api.prod.example.com',
        deployment_name: 'prod/app:1.4.2',
        github_repository: 'app',
      },
    });
  });
});

describe('the job of a workflow', () => {
  it.each([
    [{ GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: SHA }, 'https://api.github.com'],
    [
      { GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: SHA, GITHUB_API_URL: 'https://ghe.example.com/api/v3/' },
      'https://ghe.example.com/api/v3',
    ],
    [
      { GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: SHA, GITHUB_API_URL: 'http://127.0.0.1:1/x' },
      'http://127.0.0.1:1/x',
    ],
  ])('%o is at %s', (environment, apiUrl) => {
    expect(findJob(environment)).toMatchObject({ apiUrl });
  });

  it.each([
    {},
    { GITHUB_REPOSITORY: 'acme/app/../x', GITHUB_SHA: SHA },
    { GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: SHA, GITHUB_API_URL: 'http://ghe.example.com' },
    {
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_SHA: SHA,
      GITHUB_API_URL: 'https://api.github.com@evil.example.com',
    },
  ])('%o is none, so no token is sent', (environment) => {
    expect(typeof findJob(environment)).toBe('string');
  });
});

describe('a delivery', () => {
  const request = { url: 'https://chat.example.com/hook', body: {} };

  it('waits as long as the server asks for, once', async () => {
    const { sent, waits, ports } = serve({ status: 429, retryAfterMs: 3000 }, { status: 200 });

    expect((await deliver(request, ports, noAbort)).status).toBe(200);
    expect(waits).toEqual([3000]);
    expect(sent).toHaveLength(2);
  });

  it.each([
    [
      [
        { status: 429, retryAfterMs: 1000 },
        { status: 429, retryAfterMs: 1000 },
      ],
      2,
    ],
    [[{ status: 429, retryAfterMs: 60_000 }], 1],
    [[{ status: 429, retryAfterMs: undefined }], 1],
    [[{ status: 302 }], 1],
  ])('gives up after %o', async (replies, requests) => {
    const { sent, ports } = serve(...replies);

    await expect(deliver(request, ports, noAbort)).rejects.toThrow(/^chat\.example\.com answered \d{3}/);
    expect(sent).toHaveLength(requests);
  });
});

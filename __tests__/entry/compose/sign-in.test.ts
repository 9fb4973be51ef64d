import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { PostStepState } from '../../../src/core/post-step-state.ts';
import type { PromoteOptions } from '../../../src/core/options.ts';
import { composePorts, type ComposeOptions } from '../../../src/entry/compose/compose.ts';
import { tokenObjectName } from '../../../src/openshift/login/log-in.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.ts';
import { fakePorts } from '../../support/fake-ports.ts';
import { failureOf } from '../../support/http-transport.ts';
import { promoteOptions, sideOptions } from '../../support/promote-options.ts';
import { startScriptedApi, type ScriptedApi } from '../../support/scripted-api.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ source: { separateOauth: true }, destination: { separateOauth: true } });
});
afterAll(() => sandbox.stop());

function options(): PromoteOptions {
  const side = (name: 'source' | 'destination') =>
    sideOptions(name, {
      server: sandbox[name].apiUrl,
      ca: sandbox[name].ca,
      token: undefined,
      username: 'alice',
      password: 'alice-pw',
    });
  return promoteOptions({ source: side('source'), destination: side('destination') });
}

function composing(): {
  readonly dependencies: ComposeOptions;
  readonly lines: readonly string[];
  readonly hidden: string[];
  readonly kept: Partial<PostStepState>[];
} {
  const { reporter, lines } = fakePorts({ source: false, destination: false });
  const hidden: string[] = [];
  const kept: Partial<PostStepState>[] = [];
  return {
    dependencies: {
      reporter,
      environment: {},
      maskSecret: (secret) => void hidden.push(secret),
      saveForPostStep: (postStepState) => void kept.push(postStepState),
    },
    lines,
    hidden,
    kept,
  };
}

const deleted = (): readonly boolean[] =>
  [sandbox.source, sandbox.destination].flatMap(({ state }) =>
    [...state.tokens.values()].map((record) => record.deleted),
  );

describe('a job that is cancelled', () => {
  it('gives its tokens back', async () => {
    const job = new AbortController();
    const setup = composing();
    const composed = await composePorts(options(), setup.dependencies, job.signal);
    expect(deleted()).toEqual([false, false]);
    const tokens = [composed.options.destination.token ?? '', composed.options.source.token ?? ''];
    expect(setup.hidden).toEqual(tokens);
    expect(setup.kept.at(-1)?.tokens).toEqual([
      {
        side: 'destination',
        server: sandbox.destination.apiUrl,
        tokenName: tokenObjectName(tokens[0] ?? ''),
      },
      { side: 'source', server: sandbox.source.apiUrl, tokenName: tokenObjectName(tokens[1] ?? '') },
    ]);
    job.abort(new PromoteError({ code: 'CANCELLED', message: 'the job was cancelled' }));

    const { failure } = await promote(composed.options, composed.ports, job.signal);
    await composed.close();

    expect(failure?.error).toMatchObject({ code: 'CANCELLED' });
    expect(deleted()).toEqual([true, true]);
    expect(setup.kept.at(-1)).toEqual({ tokens: [] });
  });

  it('logs in nowhere', async () => {
    const before = deleted().length;
    const job = AbortSignal.abort(new PromoteError({ code: 'CANCELLED', message: 'cancelled' }));

    expect((await failureOf(composePorts(options(), composing().dependencies, job))).code).toBe('CANCELLED');
    expect(deleted()).toHaveLength(before);
  });
});

it('waits two seconds at most for a server that does not log out, and tells', async () => {
  const server: ScriptedApi = await startScriptedApi({
    'GET /.well-known/oauth-authorization-server': () => ({
      body: {
        issuer: server.url,
        authorization_endpoint: `${server.url}/oauth/authorize`,
        token_endpoint: `${server.url}/oauth/token`,
      },
    }),
    'GET /oauth/authorize': ({ headers }) =>
      headers['authorization'] === undefined
        ? { status: 401, headers: { 'www-authenticate': 'Basic realm="openshift"' } }
        : {
            status: 302,
            headers: { location: `${server.url}/oauth/token/implicit#access_token=sha256~abc&expires_in=60` },
          },
    'DELETE /apis/oauth.openshift.io/v1/oauthaccesstokens/sha256~ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0':
      {
        body: '{',
        then: 'hold',
      },
  });
  const side = { server: server.url, token: undefined, username: 'alice', password: 'alice-pw' };
  const setup = composing();
  const composed = await composePorts(
    promoteOptions({
      source: sideOptions('source', { server: undefined, token: undefined }),
      destination: sideOptions('destination', side),
      requestTimeoutMs: 60_000,
    }),
    setup.dependencies,
    new AbortController().signal,
  );
  const startedMs = performance.now();

  await composed.close();

  const tookMs = performance.now() - startedMs;
  await server.close();
  expect(tookMs).toBeGreaterThan(1900);
  expect(tookMs).toBeLessThan(30_000);
  expect(setup.lines.join('\n')).toMatch(
    /the token obtained from http.* could not be revoked and stays valid until 20/,
  );
  expect(setup.kept).toHaveLength(1);
});

import { afterEach, expect, it } from 'vitest';
import { createApi } from '../../../src/openshift/api/api.ts';
import { noAbort, testTransport } from '../../support/http-transport.ts';
import {
  startScriptedApi,
  type AskedRequest,
  type ScriptedApi,
  type Step,
} from '../../support/scripted-api.ts';

let server: ScriptedApi;
afterEach(() => server.close());

/** Only the second token is good. */
const needsNew = ({ headers }: AskedRequest): Step =>
  headers['authorization'] === 'Bearer new' ? { body: { ok: true } } : { status: 401, body: 'no' };

async function start(renewed: readonly (string | undefined)[]): Promise<ReturnType<typeof createApi>> {
  server = await startScriptedApi({ 'POST /a': needsNew, 'GET /a': needsNew });
  const tokens = [...renewed];
  return createApi({
    side: 'source',
    server: server.url,
    token: 'old',
    renewToken: () => Promise.resolve(tokens.shift()),
    transport: testTransport(),
  });
}

const sent = (): unknown[] => server.asked.map(({ headers }) => headers['authorization']);

it('sends what was refused again with the token as it is by now, also a change and a stream', async () => {
  const api = await start(['new']);

  expect(await api.send({ method: 'POST', path: '/a', body: {} }, noAbort)).toMatchObject({ ok: true });
  const stream = await api.open({ method: 'GET', path: '/a' }, noAbort);

  expect(stream.ok).toBe(true);
  if (stream.ok) stream.reply.discard();
  expect(sent()).toEqual(['Bearer old', 'Bearer new', 'Bearer new']);
});

it.each([[['old']], [[undefined]]])('tries a token that is the same no second time: %j', async (renewed) => {
  const api = await start(renewed);

  expect(await api.send({ method: 'GET', path: '/a' }, noAbort)).toMatchObject({ ok: false });
  expect(sent()).toEqual(['Bearer old']);
});

it('renews once for a refusal, and takes the next one as it is', async () => {
  const api = await start(['other', 'another']);

  expect(await api.sendForText({ method: 'GET', path: '/a' }, 100, noAbort)).toMatchObject({ ok: false });
  expect(sent()).toEqual(['Bearer old', 'Bearer other']);
});

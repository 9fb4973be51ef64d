import { existsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryBackend } from '../../support/memory-backend.ts';
import { codesOf, content, visit } from '../../support/registry-content.ts';
import { startRegistry, type RegistryServer } from '../../support/registry-server.ts';

let server: RegistryServer;

beforeEach(async () => {
  const backend = createMemoryBackend(() => true);
  backend.tokens.set('t', 'alice');
  server = await startRegistry(backend);
});

afterEach(() => server.close());

it('keeps what arrived before a connection broke, and goes on from there', async () => {
  const app = visit(server, 'prod/app', 't');
  const blob = content('0123456789'.repeat(50_000));
  const location = (await app.start()).headers.location ?? '';

  await sendAndBreak(location, blob.bytes.subarray(0, 200_000));
  const status = await waitFor(
    () => app.send('GET', location),
    ({ headers }) => headers['range'] !== '0-0',
  );
  expect(status.status).toBe(204);
  const received = Number(/^0-(\d+)$/.exec(status.headers['range'] as string)?.[1]) + 1;
  expect(received).toBe(200_000);

  const stale = await app.send('PATCH', location, {}, blob.bytes.subarray(received));
  expect([stale.status, codesOf(stale)]).toEqual([416, ['RANGE_INVALID']]);
  const rest = await app.send('PATCH', status.headers.location ?? '', {}, blob.bytes.subarray(received));
  expect([rest.status, rest.headers['range']]).toEqual([202, `0-${blob.bytes.byteLength - 1}`]);
  const done = await app.send('PUT', `${rest.headers.location ?? ''}&digest=${blob.digest}`);
  expect([done.status, done.headers['docker-content-digest']]).toEqual([201, blob.digest]);
  expect((await app.send('GET', `/blobs/${blob.digest}`)).body.equals(blob.bytes)).toBe(true);
});

it('takes a blob by PATCH and PUT, by PUT alone, and not by POST', async () => {
  const app = visit(server, 'prod/app', 't');
  const posted = content('posted');
  const post = await app.send('POST', `/blobs/uploads/?digest=${posted.digest}`, {}, posted.bytes);
  expect(post.status).toBe(202);
  expect((await app.send('HEAD', `/blobs/${posted.digest}`)).status).toBe(404);

  const put = content('put');
  expect((await app.pushBlob(put)).status).toBe(201);
  const head = await app.send('HEAD', `/blobs/${put.digest}`);
  expect([head.status, head.headers['content-length'], head.body.byteLength]).toEqual([200, '3', 0]);
});

it('mounts a blob of the repository itself when it is there, and opens an upload when not', async () => {
  const app = visit(server, 'prod/app', 't');
  const blob = content('layer');
  const missing = await app.start(`?mount=${blob.digest}&from=prod/app`);
  expect([missing.status, missing.headers['range']]).toEqual([202, '0-0']);
  await app.pushBlob(blob);
  const mounted = await app.start(`?mount=${blob.digest}&from=prod/app`);
  expect([mounted.status, mounted.headers['docker-content-digest']]).toEqual([201, blob.digest]);
});

it('refuses sizes that contradict Content-Range, and content types that are not bytes', async () => {
  const app = visit(server, 'prod/app', 't');
  const location = (await app.start()).headers.location ?? '';
  const short = await app.send('PATCH', location, { 'content-range': '0-9' }, Buffer.from('abc'));
  expect([short.status, codesOf(short)]).toEqual([400, ['SIZE_INVALID']]);
  const text = await app.send('PATCH', location, { 'content-type': 'text/plain' }, Buffer.from('abc'));
  expect([text.status, codesOf(text)]).toEqual([500, ['UNKNOWN']]);
  const right = await app.send('PATCH', location, { 'content-range': '0-2' }, Buffer.from('abc'));
  expect(right.status).toBe(202);
});

it('does not believe a state it has not signed', async () => {
  const app = visit(server, 'prod/app', 't');
  const location = (await app.start()).headers.location ?? '';
  const [base = '', state = ''] = location.split('_state=');
  const forged = `${state[0] === 'A' ? 'B' : 'A'}${state.slice(1)}`;
  const reply = await app.send('PATCH', `${base}_state=${forged}`, {}, Buffer.from('abc'));
  expect([reply.status, codesOf(reply)]).toEqual([404, ['BLOB_UPLOAD_INVALID']]);
});

it('never logs the state of an upload', async () => {
  const app = visit(server, 'prod/app', 't');
  await app.pushBlob(content('secret'));
  expect(server.log.join('\n')).toContain('PUT /v2/prod/app/blobs/uploads/');
  expect(server.log.join('\n')).not.toContain('_state');
});

it('removes everything from the disk when it closes, open uploads too', async () => {
  const app = visit(server, 'prod/app', 't');
  await app.pushBlob(content('a'));
  const location = (await app.start()).headers.location ?? '';
  await app.send('PATCH', location, {}, Buffer.from('abc'));
  const folder = path.dirname(await server.registry.blobs.newFile());
  expect(existsSync(folder)).toBe(true);
  await server.registry.close();
  expect(existsSync(folder)).toBe(false);
});

/** Sends the bytes of a larger body and breaks the connection. */
async function sendAndBreak(location: string, bytes: Uint8Array): Promise<void> {
  const request = httpRequest({
    host: '127.0.0.1',
    port: server.port,
    method: 'PATCH',
    path: location.replace(/^https:\/\/[^/]*/, ''),
    headers: { authorization: 'Bearer t', 'content-length': 500_000 },
    agent: false,
  });
  request.on('error', () => undefined);
  await new Promise<void>((resolve) => request.write(bytes, () => resolve()));
  await waitFor(
    () => visit(server, 'prod/app', 't').send('GET', location),
    ({ headers }) => headers['range'] === `0-${bytes.byteLength - 1}`,
  );
  request.destroy();
}

async function waitFor<T>(look: () => Promise<T>, found: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (found(seen)) return seen;
    await sleep(10);
  }
}

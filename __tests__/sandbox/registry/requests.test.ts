import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRange } from '../../../sandbox/registry/byte-range.ts';
import { parseRoute } from '../../../sandbox/registry/route.ts';
import { createMemoryBackend, type MemoryBackend } from '../../support/memory-backend.ts';
import { codesOf, visit } from '../../support/registry-content.ts';
import { startRegistry, type RegistryServer } from '../../support/registry-server.ts';

let server: RegistryServer;
let backend: MemoryBackend;

beforeEach(async () => {
  backend = createMemoryBackend((username) => username === 'alice');
  backend.tokens.set('t', 'alice');
  backend.tokens.set('b', 'bob');
  server = await startRegistry(backend);
});

afterEach(() => server.close());

const bearer = { authorization: 'Bearer t' };

it.each([
  ['/v2/a/b/tags/list', { kind: 'tags', repository: 'a/b' }],
  ['/v2/tags/list/tags/list', { kind: 'tags', repository: 'tags/list' }],
  ['/v2/a/b/manifests/v1.0', { kind: 'manifest', repository: 'a/b', reference: 'v1.0' }],
  ['/v2/a/b/manifests/sha256%3Aabc', { kind: 'manifest', repository: 'a/b', reference: 'sha256:abc' }],
  ['/v2/a/b/manifests/-x', { kind: 'unknown' }],
  ['/v2/a//b/manifests/x', { kind: 'unknown' }],
  ['/v2/a/B/manifests/x', { kind: 'unknown' }],
  ['/v2/%zz/b/manifests/x', { kind: 'unknown' }],
  ['/v2/a/blobs/uploads/', { kind: 'uploads', repository: 'a' }],
  ['/v2/a/b/blobs/uploads/1-2', { kind: 'upload', repository: 'a/b', uuid: '1-2' }],
  ['/v2/manifests/x', { kind: 'unknown' }],
  ['/', { kind: 'unknown' }],
] as const)('takes %s apart', (path, route) => {
  expect(parseRoute(path)).toEqual(route);
});

it.each([
  [undefined, { kind: 'whole', start: 0, end: 9 }],
  ['bytes=0-', { kind: 'part', start: 0, end: 9 }],
  ['bytes=3-99', { kind: 'part', start: 3, end: 9 }],
  ['bytes=-99', { kind: 'part', start: 0, end: 9 }],
  ['bytes=5-4', { kind: 'unsatisfiable', complaint: 'invalid range' }],
  ['bytes=-', { kind: 'unsatisfiable', complaint: 'invalid range' }],
  ['bytes=10-', { kind: 'unsatisfiable', complaint: 'invalid range: failed to overlap' }],
  ['lines=1-2', { kind: 'unsatisfiable', complaint: 'invalid range' }],
] as const)('reads the range %s of ten bytes', (header, range) => {
  expect(readRange(header, 10)).toEqual(range);
});

it('pages through tags and repositories', async () => {
  backend.addStream('prod/app', { c: 'sha256:1', a: 'sha256:2', b: 'sha256:3' });
  backend.addStream('prod/other');
  const tags = await server.send('GET', '/v2/prod/app/tags/list?n=2', bearer);
  expect(JSON.parse(tags.body.toString())).toEqual({ name: 'prod/app', tags: ['a', 'b'] });
  expect(tags.headers['link']).toBe('</v2/prod/app/tags/list?last=b&n=2>; rel="next"');
  const rest = await server.send('GET', '/v2/prod/app/tags/list?last=b&n=2', bearer);
  expect([rest.body.toString(), rest.headers['link']]).toEqual([
    '{"name":"prod/app","tags":["c"]}\n',
    undefined,
  ]);
  const catalog = await server.send('GET', '/v2/_catalog?n=1', bearer);
  expect([catalog.body.toString(), catalog.headers['link']]).toEqual([
    '{"repositories":["prod/app"]}\n',
    '</v2/_catalog?last=prod%2Fapp&n=1>; rel="next"',
  ]);
  const bad = await server.send('GET', '/v2/prod/app/tags/list?n=-1', bearer);
  expect([bad.status, codesOf(bad)]).toEqual([400, ['PAGINATION_NUMBER_INVALID']]);
});

it('names the form of a repository in the scope of a token', async () => {
  const reply = await server.send('GET', '/openshift/token?scope=repository:app:pull', bearer);
  expect([reply.status, reply.body.toString()]).toEqual([
    401,
    '{"details":"repository name \\"app\\" invalid: it must be of the format \\u003cproject\\u003e/\\u003cname\\u003e"}\n',
  ]);
  const basic = { authorization: `Basic ${Buffer.from('any:t').toString('base64')}` };
  const good = await server.send(
    'GET',
    '/openshift/token?scope=repository:a/b:pull+repository:c/d:pull',
    basic,
  );
  expect(good.body.toString()).toBe('{"access_token":"t","token":"t"}\n');
});

it('gives no token for a bearer token', async () => {
  const reply = await server.send('GET', '/openshift/token', bearer);
  expect([reply.status, reply.body.byteLength]).toEqual([401, 0]);
});

it('asks for credentials in a form it understands', async () => {
  const digest = await server.send('GET', '/v2/', { authorization: 'Digest x' });
  expect(digest.headers['www-authenticate']).toContain('Bearer realm=');
  const empty = await server.send('GET', '/v2/', { authorization: 'Basic eDo=' });
  expect(empty.headers['www-authenticate']).toBe(
    'Basic realm=openshift,error="failed to decode credentials"',
  );
});

it('refuses methods it does not have, after asking who is there', async () => {
  expect((await server.send('POST', '/v2/prod/app/tags/list')).status).toBe(401);
  const reply = await server.send('POST', '/v2/prod/app/tags/list', bearer);
  expect([reply.status, reply.headers['allow'], reply.body.toString()]).toEqual([
    405,
    'GET',
    'Method not allowed\n',
  ]);
});

it('denies a mount from where the caller may not read by opening an upload, and writing where he may not by 401', async () => {
  const open = createMemoryBackend((_, { namespace, verb }) => namespace === 'mine' && verb !== 'delete');
  open.tokens.set('b', 'bob');
  const other = await startRegistry(open);
  try {
    const from = 'sha256:'.padEnd(71, '0');
    const mine = await visit(other, 'mine/app', 'b').start(`?mount=${from}&from=theirs/app`);
    expect(mine.status).toBe(202);
    expect((await visit(other, 'mine/app', 'b').start(`?mount=${from}&from=theirs`)).status).toBe(400);
    expect((await visit(other, 'theirs/app', 'b').start()).status).toBe(401);
  } finally {
    await other.close();
  }
});

it('stores signatures of nobody', async () => {
  const path = `/extensions/v2/prod/app/signatures/sha256:${'0'.repeat(64)}`;
  expect((await server.send('PUT', path, { authorization: 'Bearer b' })).status).toBe(401);
  expect((await server.send('PUT', path, bearer)).status).toBe(501);
  expect((await server.send('GET', path, bearer)).status).toBe(404);
});

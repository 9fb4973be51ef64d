import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { seedProject } from '../../sandbox/seeds.ts';
import type { ApiReply } from '../../src/openshift/api/api.ts';
import { objectAt, textAt } from '../../src/openshift/api/json-fields.ts';
import { openApi, type ApiSession } from '../support/api-session.ts';
import { noAbort } from '../support/http-transport.ts';

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/prod/leases';
let cluster: SandboxCluster;
let session: ApiSession;

beforeAll(async () => {
  cluster = await startCluster('destination', {}, { paceMs: 1 });
  seedProject(cluster, 'prod');
  session = openApi(cluster, 'alice');
});
afterAll(async () => {
  expect(cluster.unknownRequests).toEqual([]);
  await session.close();
  await cluster.stop();
});

const SPEC = { holderIdentity: 'me', leaseDurationSeconds: 60, renewTime: '2026-12-01T13:00:00.000000Z' };
const bodyOf = (name: string, spec: object, resourceVersion?: string) => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
  spec: { ...spec },
});
const create = (name: string, spec: object = SPEC): Promise<ApiReply> =>
  session.api.send({ method: 'POST', path: LEASES, body: bodyOf(name, spec) }, noAbort);
const versionOf = (reply: ApiReply): string =>
  reply.ok ? (textAt(reply.body, 'metadata', 'resourceVersion') ?? '') : '';
const textOf = (reply: ApiReply): string =>
  reply.ok ? 'OK' : `${reply.failure.status} ${reply.failure.message}`;

describe('a Lease', () => {
  it('is created once, and kept as it was given', async () => {
    expect(textOf(await create('once'))).toBe('OK');
    expect(textOf(await create('once'))).toBe('409 leases.coordination.k8s.io "once" already exists');
    const read = await session.api.send({ method: 'GET', path: `${LEASES}/once` }, noAbort);
    expect(read.ok && objectAt(read.body, 'spec')).toEqual(SPEC);
  });

  it('is changed only by who has read its latest version', async () => {
    const first = versionOf(await create('contended'));
    const put = (version: string): Promise<ApiReply> =>
      session.api.send(
        { method: 'PUT', path: `${LEASES}/contended`, body: bodyOf('contended', SPEC, version) },
        noAbort,
      );
    const changed = await session.api.send(
      {
        method: 'PUT',
        path: `${LEASES}/contended`,
        body: bodyOf('contended', { ...SPEC, holderIdentity: 'you' }, first),
      },
      noAbort,
    );
    expect(textOf(changed)).toBe('OK');
    expect(textOf(await put(first))).toMatch(/^409 Operation cannot be fulfilled on leases/);
    expect(textOf(await put(versionOf(changed)))).toBe('OK');
  });

  it('is deleted only in the version of the precondition', async () => {
    const version = versionOf(await create('gone'));
    const remove = (resourceVersion: string): Promise<ApiReply> =>
      session.api.send(
        { method: 'DELETE', path: `${LEASES}/gone`, body: { preconditions: { resourceVersion } } },
        noAbort,
      );
    expect(textOf(await remove('1'))).toBe(
      `409 Operation cannot be fulfilled on leases.coordination.k8s.io "gone": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${version}). The object might have been modified`,
    );
    expect(textOf(await remove(version))).toBe('OK');
  });

  it.each([
    [
      { renewTime: '2026-12-01T13:00:00.000Z' },
      /^400 Lease in version "v1" cannot be handled as a Lease: parsing time/,
    ],
    [
      { leaseDurationSeconds: 0 },
      /^422 .*spec\.leaseDurationSeconds: Invalid value: 0: must be greater than 0/,
    ],
    [{ leaseDurationSeconds: '60' }, /^400 .*cannot unmarshal string into Go struct field/],
  ])('with %j is refused', async (wrong, message) => {
    expect(textOf(await create('wrong', { ...SPEC, ...wrong }))).toMatch(message);
  });
});

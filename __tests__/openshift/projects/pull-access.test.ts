import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTransport } from '../../../src/http/transport.ts';
import type { Transport } from '../../../src/http/exchange/exchange.ts';
import { createApi } from '../../../src/openshift/api/api.ts';
import { createPullAccess } from '../../../src/openshift/projects/pull-access.ts';
import { decide } from '../../../sandbox/access/authorizer.ts';
import { startCluster, type SandboxCluster } from '../../../sandbox/cluster.ts';
import { seedProject, seedRole } from '../../../sandbox/seeds.ts';
import { find, insert, listObjects, replace } from '../../../sandbox/state/store.ts';
import { realClock } from '../../support/clocks.ts';
import type { PullAccess } from '../../../src/core/ports/projects.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);
const GRANT = { project: 'dev', forProject: 'prod' };
const LINK = { project: 'prod', secret: 'quay', serviceAccount: 'default' };

let sandbox: SandboxCluster;
let transport: Transport;

beforeAll(async () => {
  sandbox = await startCluster('destination', {}, { paceMs: 5 });
  for (const project of ['dev', 'prod']) seedProject(sandbox, project);
  seedRole(sandbox, 'dev', 'edit', 'bob');
  seedRole(sandbox, 'prod', 'view', 'bob');
  transport = createTransport({
    side: 'destination',
    ca: sandbox.ca,
    clock: realClock,
    environment: {},
    retries: 0,
  });
});
afterAll(async () => {
  await transport.close();
  await sandbox.stop();
});

function accessAs(username: string): PullAccess {
  const token = sandbox.token(username);
  return createPullAccess(createApi({ side: 'destination', server: sandbox.apiUrl, token, transport }));
}

const bindings = (): readonly string[] =>
  listObjects(sandbox.state, 'rolebindings', 'dev').map(({ metadata }) => metadata.name);

describe('pulling from another project', () => {
  it('is granted once, as oc policy add-role-to-group does it', async () => {
    const access = accessAs('alice');
    await expect(access.isGranted(GRANT, signal())).resolves.toBe(false);

    await access.grant(GRANT, signal());

    await expect(access.isGranted(GRANT, signal())).resolves.toBe(true);
    const count = bindings().length;
    await access.grant(GRANT, signal());
    expect(bindings()).toHaveLength(count);
    const pod = {
      username: 'system:serviceaccount:prod:default',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:prod'],
    };
    const layers = {
      verb: 'get',
      group: 'image.openshift.io',
      resource: 'imagestreams',
      subresource: 'layers',
    };
    expect(decide(sandbox.state, pod, { ...layers, namespace: 'dev' }).allowed).toBe(true);
  });

  it('takes the next free name for another project', async () => {
    await accessAs('alice').grant({ ...GRANT, forProject: 'stage' }, signal());
    expect(bindings()).toContain('system:image-puller-0');
  });

  it('needs an administrator, and says what that one types', async () => {
    await expect(accessAs('bob').isGranted(GRANT, signal())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      hint: 'have an administrator of dev do it: oc policy add-role-to-group system:image-puller system:serviceaccounts:prod -n dev',
    });
  });
});

describe('a pull secret', () => {
  it('that does not exist, or is none, is refused', async () => {
    const access = accessAs('alice');
    await expect(access.isLinked({ ...LINK, secret: 'nothing' }, signal())).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'secret nothing in prod does not exist',
    });
    insert(sandbox.state, 'secrets', { metadata: { name: 'plain', namespace: 'prod' }, type: 'Opaque' });
    await expect(access.isLinked({ ...LINK, secret: 'plain' }, signal())).rejects.toMatchObject({
      message: 'secret plain in prod is of type Opaque, which is no pull secret',
    });
  });

  it('is linked beside those the service account has, once', async () => {
    const data = { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') };
    const type = 'kubernetes.io/dockerconfigjson';
    insert(sandbox.state, 'secrets', { metadata: { name: 'quay', namespace: 'prod' }, type, data });
    await sandbox.settled();
    const account = find(sandbox.state, 'serviceaccounts', 'prod', 'default');
    if (account === undefined) throw new TypeError('no service account');
    replace(sandbox.state, 'serviceaccounts', {
      ...account,
      imagePullSecrets: [...(account.imagePullSecrets ?? []), { name: 'other' }],
    });
    const access = accessAs('alice');
    await expect(access.isLinked(LINK, signal())).resolves.toBe(false);

    await access.link(LINK, signal());
    await access.link(LINK, signal());

    await expect(access.isLinked(LINK, signal())).resolves.toBe(true);
    const names = find(sandbox.state, 'serviceaccounts', 'prod', 'default')?.imagePullSecrets?.map(
      ({ name }) => name,
    );
    expect(names).toContain('other');
    expect(names?.filter((name) => name === 'quay')).toHaveLength(1);
  });

  it('of a service account that does not exist is refused', async () => {
    await expect(
      accessAs('alice').isLinked({ ...LINK, serviceAccount: 'ghost' }, signal()),
    ).rejects.toMatchObject({ message: 'service account ghost in prod does not exist' });
  });

  it('may not be looked at by those who only view', async () => {
    await expect(accessAs('bob').isLinked(LINK, signal())).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});

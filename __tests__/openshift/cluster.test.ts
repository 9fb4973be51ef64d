import { afterEach, describe, expect, it } from 'vitest';
import { createCluster } from '../../src/openshift/cluster.ts';
import { loopbackTransport } from '../support/loopback-transport.ts';
import { quietClock } from '../support/quiet-clock.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../support/scripted-api.ts';

const REVIEWS = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

async function clusterWith(script: Readonly<Record<string, Step>>, lines: string[] = []) {
  server = await startScriptedApi(script);
  const clock = quietClock();
  return createCluster({
    side: 'destination',
    server: `${server.url}/`,
    token: 'sha256~secret',
    transport: clock.watching(loopbackTransport('destination')),
    clock,
    log: (line) => void lines.push(line),
  });
}

const question = {
  verb: 'update',
  group: 'image.openshift.io',
  resource: 'imagestreams',
  subresource: 'layers',
  project: 'prod',
  problem: { code: 'ACCESS_DENIED' as const, message: 'may not push', hint: 'grant it to USER' },
};

describe('a cluster', () => {
  it('asks nothing before it is used, and is named without a trailing slash', async () => {
    const cluster = await clusterWith({});
    expect(cluster.server).toBe(server.url);
    expect(server.asked).toEqual([]);
  });

  it('remembers who it is for the commands it hints at', async () => {
    const cluster = await clusterWith({
      'POST /apis/authentication.k8s.io/v1/selfsubjectreviews': '47a-selfsubjectreview-ok',
      'GET /apis/image.openshift.io/v1': '48e-apis-image',
      [REVIEWS]: '16b-ssar-denied',
    });
    await expect(cluster.account.missingRights([question], signal())).resolves.toEqual([question.problem]);
    await cluster.account.identify(signal());
    await expect(cluster.account.missingRights([question], signal())).resolves.toEqual([
      { ...question.problem, hint: 'grant it: oc policy add-role-to-user registry-editor alice -n prod' },
    ]);
  });

  it('says when a token may not ask for its rights, and goes on', async () => {
    const lines: string[] = [];
    const cluster = await clusterWith({ [REVIEWS]: '16c-ssar-scoped-token' }, lines);
    await expect(cluster.account.missingRights([question], signal())).resolves.toEqual([]);
    expect(lines).toEqual([expect.stringContaining('may not ask for its rights')]);
  });

  it('never tells its token', async () => {
    const lines: string[] = [];
    const cluster = await clusterWith(
      { 'GET /apis/project.openshift.io/v1/projects/prod': { status: 500, body: 'x' } },
      lines,
    );
    const error: unknown = await cluster.projects.find('prod', signal()).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error)).not.toContain('secret');
  });
});

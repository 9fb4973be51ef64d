import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createApi, type Api } from '../../../src/openshift/api/api.ts';
import { createProjects } from '../../../src/openshift/projects/projects.ts';
import { startCluster, type SandboxCluster } from '../../../sandbox/cluster.ts';
import { seedProject, seedServiceAccount } from '../../../sandbox/seeds.ts';
import { createTransport } from '../../../src/http/transport.ts';
import { manualClock, realClock } from '../../support/clocks.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);
const PROJECT = 'GET /apis/project.openshift.io/v1/projects/prod';
const REQUEST = 'POST /apis/project.openshift.io/v1/projectrequests';
const REVIEWS = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const ACCOUNT = 'GET /api/v1/namespaces/prod/serviceaccounts/default';

let server: ScriptedApi | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function scripted(script: Readonly<Record<string, Step | readonly Step[]>>): Promise<Api> {
  server = await startScriptedApi(script);
  const options = { side: 'destination' as const, server: server.url, token: 't' };
  return createApi({ ...options, transport: loopbackTransport('destination') });
}

const allowed = (yes: boolean): Step => ({ status: 201, body: { status: { allowed: yes } } });
const project = (phase: string): Step => ({ body: { kind: 'Project', status: { phase } } });

describe('a project', () => {
  it.each([
    ['active', project('Active'), 'active'],
    ['terminating', project('Terminating'), 'terminating'],
    ['absent for a user, whether or not it exists', '02k-project-get-missing-as-user', 'absent'],
    ['absent for somebody else’s project', '02j-project-get-forbidden', 'absent'],
    ['absent for an administrator', '02l-project-get-missing-as-admin', 'absent'],
  ] as const)('is %s', async (_title, step, state) => {
    const api = await scripted({ [PROJECT]: step });
    await expect(createProjects(api, manualClock()).find('prod', signal())).resolves.toBe(state);
  });

  it('may be asked for, or it is said why not', async () => {
    const path = 'GET /apis/project.openshift.io/v1/projectrequests';
    const api = await scripted({
      [path]: ['02g-projectrequests-list-allowed', '02h-projectrequests-list-forbidden'],
    });
    const projects = createProjects(api, manualClock());

    await expect(projects.whyNotRequest('prod', signal())).resolves.toBeUndefined();
    await expect(projects.whyNotRequest('prod', signal())).resolves.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('You may not request a new project via this API.') as string,
      hint: expect.stringContaining('oc new-project prod') as string,
    });
  });

  it('is made, and waited for until the rights in it have arrived', async () => {
    const api = await scripted({
      [REQUEST]: '02a-projectrequest-created',
      [REVIEWS]: [allowed(false), allowed(false), allowed(true)],
      [ACCOUNT]: [{ status: 404, body: {} }, { body: { kind: 'ServiceAccount' } }],
    });

    await createProjects(api, manualClock()).request({ name: 'prod', displayName: 'Production' }, signal());

    expect(server?.bodies(REQUEST)).toEqual([
      {
        kind: 'ProjectRequest',
        apiVersion: 'project.openshift.io/v1',
        metadata: { name: 'prod' },
        displayName: 'Production',
      },
    ]);
    expect(server?.bodies(REVIEWS)).toHaveLength(4);
  });

  it.each([
    [project('Active'), undefined],
    [project('Terminating'), 'is being deleted'],
    ['02j-project-get-forbidden', 'exists already, but the destination account cannot see it'],
  ] as const)('whose name is taken is told apart: %#', async (step, message) => {
    const api = await scripted({
      [REQUEST]: '02b-projectrequest-already-exists',
      [PROJECT]: step,
      [REVIEWS]: allowed(true),
      [ACCOUNT]: { body: {} },
    });
    const made = createProjects(api, manualClock()).request(
      { name: 'prod', displayName: undefined },
      signal(),
    );
    if (message === undefined) await expect(made).resolves.toBeUndefined();
    else {
      await expect(made).rejects.toMatchObject({
        code: 'PROJECT_NOT_FOUND',
        message: expect.stringContaining(message) as string,
      });
    }
  });

  it.each([
    ['02e-projectrequest-reserved-prefix', 'ACCESS_DENIED', 'cannot request a project starting with'],
    ['02f-projectrequest-forbidden-serviceaccount', 'ACCESS_DENIED', 'projectrequests'],
    ['02d-projectrequest-bad-name', 'INPUT_INVALID', 'metadata.name'],
  ] as const)('is refused as recorded: %s', async (capture, code, message) => {
    const api = await scripted({ [REQUEST]: capture });
    await expect(
      createProjects(api, manualClock()).request({ name: 'prod', displayName: undefined }, signal()),
    ).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
  });

  it('without rights for too long is an error that names it', async () => {
    const api = await scripted({ [REQUEST]: '02a-projectrequest-created', [REVIEWS]: allowed(false) });
    await expect(
      createProjects(api, manualClock()).request({ name: 'prod', displayName: undefined }, signal()),
    ).rejects.toMatchObject({
      code: 'TIMED_OUT',
      message: expect.stringContaining('project prod was created') as string,
    });
  });
});

describe('the sandbox', () => {
  let sandbox: SandboxCluster | undefined;
  afterAll(() => sandbox?.stop());

  it('gives the rights in a new project only after a while, and never to service accounts', async () => {
    sandbox = await startCluster('destination', {}, { paceMs: 5, rbacDelayMs: 300 });
    seedProject(sandbox, 'ci');
    const transport = createTransport({
      side: 'destination',
      ca: sandbox.ca,
      clock: realClock,
      environment: {},
      retries: 0,
    });
    const { apiUrl } = sandbox;
    const as = (token: string): ReturnType<typeof createProjects> =>
      createProjects(createApi({ side: 'destination', server: apiUrl, token, transport }), realClock);
    const startedMs = performance.now();

    await as(sandbox.token('alice')).request({ name: 'shop', displayName: undefined }, signal());

    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(300);
    await expect(as(sandbox.token('alice')).find('shop', signal())).resolves.toBe('active');
    const account = as(seedServiceAccount(sandbox, 'ci', 'bot'));
    await expect(account.whyNotRequest('other', signal())).resolves.toMatchObject({ code: 'ACCESS_DENIED' });
    await transport.close();
  });
});

import type { AccessQuestion } from '../../../src/core/ports/account.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { askForRights } from '../../../src/openshift/api/access.ts';
import { createApi, type Api } from '../../../src/openshift/api/api.ts';
import { findProject } from '../../../src/openshift/projects/projects.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import {
  startScriptedApi,
  type AskedRequest,
  type ScriptedApi,
  type Step,
} from '../../support/scripted-api.ts';

const REVIEWS = 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

async function apiWith(script: Readonly<Record<string, Step | readonly Step[]>>): Promise<Api> {
  server = await startScriptedApi(script);
  const options = { side: 'destination' as const, server: server.url, token: 't' };
  return createApi({ ...options, transport: loopbackTransport('destination') });
}

const question = (verb: string, name = 'app'): AccessQuestion => ({
  verb,
  group: 'image.openshift.io',
  resource: 'imagestreams',
  subresource: 'layers',
  project: 'prod',
  name,
  problem: { code: 'ACCESS_DENIED', message: `may not ${verb}`, hint: 'somehow' },
});

const verbOf = (request: AskedRequest): unknown =>
  (request.body as { spec: { resourceAttributes: { verb: unknown } } }).spec.resourceAttributes.verb;

const nameOf = (request: AskedRequest): unknown =>
  (request.body as { spec: { resourceAttributes: { name?: unknown } } }).spec.resourceAttributes.name;

describe('askForRights', () => {
  it('asks for the very object and returns the problems of what is denied, in order', async () => {
    const api = await apiWith({
      [REVIEWS]: (request) => (verbOf(request) === 'get' ? '16a-ssar-allowed' : '16b-ssar-denied'),
    });
    const questions = [question('update'), question('get'), question('delete')];
    const answers = await askForRights(api, questions, undefined, signal());
    expect(answers).toEqual({ problems: [questions[0]?.problem, questions[2]?.problem], unknown: false });
    expect(server.bodies(REVIEWS)).toContainEqual({
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      spec: {
        resourceAttributes: {
          namespace: 'prod',
          verb: 'update',
          group: 'image.openshift.io',
          resource: 'imagestreams',
          subresource: 'layers',
          name: 'app',
        },
      },
    });
  });

  it('hints at the exact command once it knows who we are', async () => {
    const api = await apiWith({ [REVIEWS]: '16b-ssar-denied' });
    const { problems } = await askForRights(
      api,
      [question('update')],
      'system:serviceaccount:prod:ci',
      signal(),
    );
    expect(problems[0]?.hint).toBe('grant it: oc policy add-role-to-user registry-editor -z ci -n prod');
  });

  it('keeps at most eight questions in flight', async () => {
    const api = await apiWith({ [REVIEWS]: '16a-ssar-allowed' });
    let inFlight = 0;
    let most = 0;
    const counting: Api = {
      ...api,
      async send(request, inner) {
        inFlight += 1;
        most = Math.max(most, inFlight);
        const reply = await api.send(request, inner);
        inFlight -= 1;
        return reply;
      },
    };
    const questions = Array.from({ length: 30 }, (_, index) => question(`verb${index}`));
    await askForRights(counting, questions, undefined, signal());
    expect(server.asked).toHaveLength(30);
    expect(most).toBe(8);
  });

  it('asks once for a right to many objects, and once for the same question', async () => {
    const api = await apiWith({ [REVIEWS]: '16a-ssar-allowed' });
    const questions = Array.from({ length: 200 }, (_, index) => question('get', `app${index}`));
    const answers = await askForRights(
      api,
      [...questions, question('update'), question('update')],
      undefined,
      signal(),
    );
    expect(answers.problems).toEqual([]);
    expect(server.asked.map(nameOf).toSorted()).toEqual(['app', undefined]);
  });

  it('asks for each of many objects when there is no right to all of them', async () => {
    const api = await apiWith({
      [REVIEWS]: (request) =>
        ['app1', 'app3'].includes(String(nameOf(request))) ? '16a-ssar-allowed' : '16b-ssar-denied',
    });
    const questions = Array.from({ length: 5 }, (_, index) => ({
      ...question('get', `app${index}`),
      problem: { code: 'ACCESS_DENIED' as const, message: `app${index}` },
    }));
    const { problems } = await askForRights(api, questions, undefined, signal());
    expect(problems.map(({ message }) => message)).toEqual(['app0', 'app2', 'app4']);
    expect(server.asked).toHaveLength(6);
  });

  it('knows nothing when the token is limited to scopes', async () => {
    const api = await apiWith({ [REVIEWS]: '16c-ssar-scoped-token' });
    const answers = await askForRights(api, [question('get')], 'alice', signal());
    expect(answers).toEqual({ problems: [], unknown: true });
  });

  it('fails when the token is refused', async () => {
    const api = await apiWith({ [REVIEWS]: '01b-whoami-bad-token' });
    await expect(askForRights(api, [question('get')], 'alice', signal())).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
    });
  });
});

describe('a project', () => {
  const PROJECT = 'GET /apis/project.openshift.io/v1/projects/promo-src';

  it('is active when it is there', async () => {
    const api = await apiWith({ [PROJECT]: '02i-project-get-ok' });
    await expect(findProject(api, 'promo-src', signal())).resolves.toBe('active');
  });

  it.each([
    '02j-project-get-forbidden',
    '02k-project-get-missing-as-user',
    '02l-project-get-missing-as-admin',
  ])('is absent for %s', async (name) => {
    const api = await apiWith({ [PROJECT]: name });
    await expect(findProject(api, 'promo-src', signal())).resolves.toBe('absent');
  });

  it('is terminating while it is being deleted', async () => {
    const api = await apiWith({ [PROJECT]: { body: { kind: 'Project', status: { phase: 'Terminating' } } } });
    await expect(findProject(api, 'promo-src', signal())).resolves.toBe('terminating');
  });

  it.each([
    ['01b-whoami-bad-token', 'TOKEN_EXPIRED'],
    ['01c-whoami-no-token', 'LOGIN_FAILED'],
    ['01g-scoped-user-info-forbidden', 'ACCESS_DENIED'],
  ])('is not absent for %s', async (name, code) => {
    const api = await apiWith({ [PROJECT]: name });
    await expect(findProject(api, 'promo-src', signal())).rejects.toMatchObject({ code });
  });
});

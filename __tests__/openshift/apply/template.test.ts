import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyRequest, ManifestSource } from '../../../src/core/ports/apply.ts';
import type { AppliedObject, Objects } from '../../../src/core/ports/objects.ts';
import type { JsonObject } from '../../../src/core/text/strict-json.ts';
import { createObjects } from '../../../src/openshift/apply/objects.ts';
import { startCluster, type SandboxCluster } from '../../../sandbox/cluster.ts';
import { seedProject } from '../../../sandbox/seeds.ts';
import { find } from '../../../sandbox/state/store.ts';
import { openApi, type ApiSession } from '../../support/api-session.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let sandbox: SandboxCluster;
let session: ApiSession;
let objects: Objects;

beforeAll(async () => {
  sandbox = await startCluster('destination', {}, { paceMs: 5 });
  for (const project of ['prod', 'shared']) seedProject(sandbox, project);
  session = openApi(sandbox, 'alice');
  objects = createObjects(session.api, () => Promise.reject(new Error('no URL was asked for')));
});
afterEach(() => {
  expect(sandbox.unknownRequests).toEqual([]);
});
afterAll(async () => {
  await session.close();
  await sandbox.stop();
});

const templateOf = (
  name: string,
  parameters: readonly JsonObject[],
  list: readonly JsonObject[],
): JsonObject => ({
  apiVersion: 'template.openshift.io/v1',
  kind: 'Template',
  metadata: { name },
  parameters,
  objects: list,
});

const fromFile = (template: JsonObject): ManifestSource => ({
  kind: 'text',
  name: 'template.json',
  text: JSON.stringify(template),
});

const asked = (template: ManifestSource, changes: Partial<ApplyRequest> = {}): ApplyRequest => ({
  template,
  parameters: {},
  manifests: [],
  objects: [],
  forceConflicts: false,
  project: 'prod',
  projects: ['prod'],
  newProjects: new Set(),
  values: { PROMOTE_IMAGE: 'registry/prod/app@sha256:1', PROMOTE_DIGEST: 'sha256:1' },
  ...changes,
});

async function apply(request: ApplyRequest): Promise<readonly AppliedObject[]> {
  const applied: AppliedObject[] = [];
  await objects.apply(request, (each) => applied.push(each), signal());
  return applied;
}

const actions = (applied: readonly AppliedObject[]): readonly string[] =>
  applied.map(({ object }) => `${object.action} ${object.kind}`);

const problemsOf = async (request: ApplyRequest): Promise<readonly string[]> => {
  const { problems } = await objects.plan(request, signal());
  return problems.map(({ message, hint }) => `${message} → ${hint ?? ''}`);
};

const configMap = (name: string, data: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});
const dataOf = (name: string): Record<string, string> | undefined =>
  find(sandbox.state, 'configmaps', 'prod', name)?.data;

describe('the parameters of a template', () => {
  const template = templateOf(
    'app',
    [{ name: 'NAME', value: 'app' }, { name: 'IMAGE', required: true }, { name: 'PROMOTE_DIGEST' }],
    [configMap('${NAME}', { image: '${IMAGE}', digest: '${PROMOTE_DIGEST}', direct: '${PROMOTE_IMAGE}' })],
  );

  it('are what the user says, with what is promoted in it, or what is promoted by their name', async () => {
    const parameters = { NAME: 'one', IMAGE: '${PROMOTE_IMAGE}' };
    await apply(asked(fromFile(template), { parameters }));
    expect(dataOf('one')).toEqual({
      image: 'registry/prod/app@sha256:1',
      digest: 'sha256:1',
      direct: 'registry/prod/app@sha256:1',
    });
  });

  it('that are missing or unknown are reported before anything happens', async () => {
    await expect(problemsOf(asked(fromFile(template)))).resolves.toEqual([
      'the template app needs a value for IMAGE → add to "template-parameters": IMAGE=…',
    ]);
    const parameters = { IMAGE: 'x', IMGAE: 'y' };
    await expect(problemsOf(asked(fromFile(template), { parameters }))).resolves.toEqual([
      'the template app has no parameter IMGAE → it has NAME, IMAGE, PROMOTE_DIGEST',
    ]);
  });

  it('name the objects of a project that is only about to be created', async () => {
    const { objects: plans } = await objects.plan(
      asked(fromFile(template), { parameters: { IMAGE: 'x' }, newProjects: new Set(['prod']) }),
      signal(),
    );
    expect(plans).toMatchObject([{ kind: 'ConfigMap', name: 'app', action: 'create' }]);
  });

  it('that the server refuses are reported with its words', async () => {
    const bad = templateOf('bad', [{ name: 'X', generate: 'magic' }], []);
    const [problem] = await problemsOf(asked(fromFile(bad)));
    expect(problem).toContain(
      'cannot be processed: Invalid value: "magic": Unknown generator name \'magic\'',
    );
  });
});

describe('a template', () => {
  it('of the cluster is read from its project', async () => {
    const stored = templateOf(
      'stored',
      [{ name: 'PROMOTE_DIGEST' }],
      [configMap('stored', { d: '${PROMOTE_DIGEST}' })],
    );
    const path = '/apis/template.openshift.io/v1/namespaces/shared/templates';
    const reply = await session.api.send({ method: 'POST', path, body: stored }, signal());
    expect(reply.ok).toBe(true);

    await apply(asked({ kind: 'stored', project: 'shared', name: 'stored' }));

    expect(dataOf('stored')).toEqual({ d: 'sha256:1' });
  });

  it('that does not exist, or is none, is reported', async () => {
    const [missing] = await problemsOf(asked({ kind: 'stored', project: 'shared', name: 'nothing' }));
    expect(missing).toContain('there is no template nothing in shared');
    const [other] = await problemsOf(asked(fromFile(configMap('x', {}))));
    expect(other).toContain('template.json is a ConfigMap, not one Template');
  });
});

describe('generated values', () => {
  const parameters = [{ name: 'PASSWORD', generate: 'expression', from: '[a-zA-Z0-9]{16}' }];
  const secret = (name: string): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    stringData: { password: '${PASSWORD}' },
  });
  const passwordOf = (name: string): string | undefined =>
    find(sandbox.state, 'secrets', 'prod', name)?.data?.['password'];

  it('stay what they are, in all objects that have them, while the rest changes', async () => {
    const template = (image: string): ManifestSource =>
      fromFile(
        templateOf('db', parameters, [
          secret('db'),
          configMap('db', { image, url: 'postgres://db:${PASSWORD}@db' }),
        ]),
      );
    await expect(apply(asked(template('one')))).resolves.toHaveLength(2);
    const password = passwordOf('db');
    expect(Buffer.from(password ?? '', 'base64').toString()).toMatch(/^\w{16}$/);

    const applied = await apply(asked(template('two')));

    expect(actions(applied)).toEqual(['unchanged Secret', 'change ConfigMap']);
    expect(passwordOf('db')).toBe(password);
    expect(dataOf('db')).toEqual({
      image: 'two',
      url: `postgres://db:${Buffer.from(password ?? '', 'base64').toString()}@db`,
    });
  });

  it('that cannot be found again keep their object as it is', async () => {
    const template = fromFile(
      templateOf('url', parameters, [configMap('url', { url: 'postgres://db:${PASSWORD}@db' })]),
    );
    await apply(asked(template));
    const before = dataOf('url');

    const { objects: plans } = await objects.plan(asked(template), signal());
    expect(plans).toMatchObject([{ action: 'keep' }]);
    expect(actions(await apply(asked(template)))).toEqual(['keep ConfigMap']);

    expect(dataOf('url')).toEqual(before);
  });

  it('are not generated when the user gives them', async () => {
    await apply(
      asked(fromFile(templateOf('own', parameters, [secret('own')])), { parameters: { PASSWORD: 'mine' } }),
    );
    expect(passwordOf('own')).toBe(Buffer.from('mine').toString('base64'));
  });
});

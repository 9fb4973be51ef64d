import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyRequest, ManifestSource, ObjectPlan } from '../../../src/core/ports/apply.ts';
import type { AppliedObject, Objects } from '../../../src/core/ports/objects.ts';
import { createObjects } from '../../../src/openshift/apply/objects.ts';
import { startCluster, type SandboxCluster } from '../../../sandbox/cluster.ts';
import { seedProject, seedRole } from '../../../sandbox/seeds.ts';
import { find } from '../../../sandbox/state/store.ts';
import { openApi, type ApiSession } from '../../support/api-session.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let sandbox: SandboxCluster;
const sessions: ApiSession[] = [];

beforeAll(async () => {
  sandbox = await startCluster('destination', {}, { paceMs: 5 });
  for (const project of ['prod', 'other']) seedProject(sandbox, project);
  seedRole(sandbox, 'prod', 'view', 'bob');
});
afterEach(() => {
  expect(sandbox.unknownRequests).toEqual([]);
});
afterAll(async () => {
  for (const session of sessions) await session.close();
  await sandbox.stop();
});

function objectsAs(username = 'alice', urls: Readonly<Record<string, string>> = {}): Objects {
  const session = openApi(sandbox, username);
  sessions.push(session);
  return createObjects(session.api, (url) => Promise.resolve(urls[url] ?? ''));
}

const text = (...lines: readonly string[]): ManifestSource => ({
  kind: 'text',
  name: 'app.yaml',
  text: lines.join('\n'),
});

const asked = (changes: Partial<ApplyRequest>): ApplyRequest => ({
  template: undefined,
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

async function apply(
  request: ApplyRequest,
  username = 'alice',
): Promise<{ readonly applied: readonly AppliedObject[]; readonly lines: readonly string[] }> {
  const applied: AppliedObject[] = [];
  await objectsAs(username).apply(request, (each) => applied.push(each), signal());
  return { applied, lines: applied.map(({ object }) => lineOf(object)) };
}

async function planned(request: ApplyRequest, username = 'alice'): Promise<readonly string[]> {
  const { objects, problems } = await objectsAs(username).plan(request, signal());
  return [...objects.map(lineOf), ...problems.map(({ code, message }) => `${code}: ${message}`)];
}

const lineOf = ({ action, kind, name }: ObjectPlan): string => `${action} ${kind}/${name}`;

const configMap = (name: string, ...data: readonly string[]): string =>
  [
    'apiVersion: v1',
    'kind: ConfigMap',
    `metadata: {name: ${name}}`,
    'data:',
    ...data.map((line) => `  ${line}`),
  ].join('\n');

const deployment = (image: string, ...more: readonly string[]): string =>
  [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: {name: web}',
    'spec:',
    '  selector: {matchLabels: {app: web}}',
    ...more.map((line) => `  ${line}`),
    '  template:',
    '    metadata: {labels: {app: web}}',
    `    spec: {containers: [{name: web, image: "${image}"}]}`,
  ].join('\n');

const configMaps = (name: string): Record<string, string> | undefined =>
  find(sandbox.state, 'configmaps', 'prod', name)?.data;

describe('manifests', () => {
  it('are planned without storing anything, then created, by kind, and left alone the next time', async () => {
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}';
    const documents = [
      deployment('${PROMOTE_IMAGE}'),
      service,
      '',
      configMap('web', 'digest: ${PROMOTE_DIGEST}'),
    ];
    const request = asked({ manifests: [text(documents.join('\n---\n'))] });
    const all = ['ConfigMap/web', 'Service/web', 'Deployment/web'];

    await expect(planned(request)).resolves.toEqual(all.map((name) => `create ${name}`));
    expect(configMaps('web')).toBeUndefined();

    expect((await apply(request)).lines).toEqual(all.map((name) => `create ${name}`));
    expect(configMaps('web')).toEqual({ digest: 'sha256:1' });
    const [container] =
      find(sandbox.state, 'deployments', 'prod', 'web')?.spec.template.spec.containers ?? [];
    expect(container?.image).toBe('registry/prod/app@sha256:1');

    await expect(planned(request)).resolves.toEqual(all.map((name) => `unchanged ${name}`));
    expect((await apply(request)).lines).toEqual(all.map((name) => `unchanged ${name}`));
  });

  it('lose what is taken out of them, and keep what others added', async () => {
    await apply(asked({ manifests: [text(configMap('shared', 'a: "1"', 'b: "2"'))] }));
    const path = '/api/v1/namespaces/prod/configmaps/shared';
    const session = openApi(sandbox, 'alice');
    sessions.push(session);
    const contentType = 'application/merge-patch+json';
    await session.api.send({ method: 'PATCH', path, contentType, body: { data: { c: '3' } } }, signal());

    const { lines } = await apply(asked({ manifests: [text(configMap('shared', 'a: "1"'))] }));

    expect(lines).toEqual(['change ConfigMap/shared']);
    expect(configMaps('shared')).toEqual({ a: '1', c: '3' });
  });

  it('may be lists, of URLs too, and of kinds that once had no group', async () => {
    const route = {
      apiVersion: 'v1',
      kind: 'Route',
      metadata: { name: 'listed' },
      spec: { to: { name: 'web' } },
    };
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [route] });
    const objects = objectsAs('alice', { 'https://example.com/app.json': list });
    const request = asked({ manifests: [{ kind: 'url', url: 'https://example.com/app.json' }] });

    const { objects: plans, problems } = await objects.plan(request, signal());

    expect(problems).toEqual([]);
    expect(plans).toEqual([
      {
        apiVersion: 'route.openshift.io/v1',
        kind: 'Route',
        project: 'prod',
        name: 'listed',
        action: 'create',
      },
    ]);
  });

  it('have the numbers and booleans that kubectl reads in them', async () => {
    const pod = [
      'containers:',
      '  - {name: web, image: web, tty: yes, stdin: off}',
      'securityContext: {fsGroup: 9007199254740993}',
      'volumes:',
      '  - name: key',
      '    secret: {secretName: key, defaultMode: 0400}',
    ];
    const lines = deployment('web').split('\n').slice(0, -1);
    const manifest = [...lines, '    spec:', ...pod.map((line) => `      ${line}`)].join('\n');

    await apply(asked({ manifests: [text(manifest.replace('name: web', 'name: keyed'))] }));

    const spec = find(sandbox.state, 'deployments', 'prod', 'keyed')?.spec.template.spec;
    expect(spec).toMatchObject({
      containers: [{ tty: true }],
      securityContext: { fsGroup: 9007199254740993n },
      volumes: [{ secret: { defaultMode: 256 } }],
    });
  });

  it('of a project that is only about to be created are planned as they stand', async () => {
    const manifests = [text(configMap('early', 'a: "1"'))];
    const request = asked({ manifests, project: 'soon', projects: ['soon'], newProjects: new Set(['soon']) });
    await expect(planned(request)).resolves.toEqual(['create ConfigMap/early']);
  });

  it('are taken back: what was created is removed, what was changed is restored', async () => {
    await apply(asked({ manifests: [text(configMap('back', 'a: "1"'))] }));
    const { applied } = await apply(
      asked({ manifests: [text(`${configMap('back', 'a: "2"')}\n---\n${configMap('fresh', 'a: "1"')}`)] }),
    );
    expect(configMaps('back')).toEqual({ a: '2' });

    for (const each of applied) await each.undo(signal());

    expect(configMaps('back')).toEqual({ a: '1' });
    expect(configMaps('fresh')).toBeUndefined();
  });
});

describe('a field that something else manages', () => {
  it('is a conflict that names it, before anything changes; it can be taken over', async () => {
    await apply(
      asked({ manifests: [text(deployment('x/y:1', 'replicas: 1').replace('name: web', 'name: scaled'))] }),
    );
    const session = openApi(sandbox, 'alice');
    sessions.push(session);
    const path = '/apis/apps/v1/namespaces/prod/deployments/scaled';
    const query = { fieldManager: 'horizontal-pod-autoscaler' };
    const contentType = 'application/merge-patch+json';
    await session.api.send(
      { method: 'PATCH', path, query, contentType, body: { spec: { replicas: 3 } } },
      signal(),
    );
    const manifests = [text(deployment('x/y:1', 'replicas: 2').replace('name: web', 'name: scaled'))];

    await expect(planned(asked({ manifests }))).resolves.toEqual([
      'APPLY_CONFLICT: Deployment scaled in prod has fields that something else manages: .spec.replicas (horizontal-pod-autoscaler)',
    ]);

    const { lines } = await apply(asked({ manifests, forceConflicts: true }));
    expect(lines).toEqual(['change Deployment/scaled']);
    expect(find(sandbox.state, 'deployments', 'prod', 'scaled')?.spec.replicas).toBe(2);
  });
});

describe('what cannot be applied', () => {
  it.each([
    [
      'cluster-wide objects',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: x}',
      'Namespace belongs to the whole cluster',
    ],
    [
      'another project',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: other}',
      'is of project other',
    ],
    [
      'a tag',
      'apiVersion: image.openshift.io/v1\nkind: ImageStreamTag\nmetadata: {name: "a:1"}',
      'ImageStreamTag cannot be applied',
    ],
    [
      'an unknown group',
      'apiVersion: acme.io/v1\nkind: Rocket\nmetadata: {name: x}',
      'does not know acme.io/v1',
    ],
    ['an unknown kind', 'apiVersion: v1\nkind: Rocket\nmetadata: {name: x}', 'knows no Rocket in v1'],
    ['no name', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: x-}', 'a ConfigMap has no name'],
    ['no kind', 'apiVersion: v1\nmetadata: {name: x}', 'has no kind'],
    ['no YAML', 'kind: [', 'app.yaml is not YAML'],
    [
      'a kustomization',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]',
      'document 1 of app.yaml is a kustomization, which is not built here',
    ],
    [
      'a key twice',
      `${configMap('x', 'a: b')}\n  a: c`,
      'app.yaml has the key "a" twice in one mapping (line 6)',
    ],
    ['an alias of itself', `${configMap('x')} &x {a: *x}`, 'app.yaml has an alias that contains itself'],
    ['an unknown value', configMap('x', 'a: "${PROMOTE_IMAGE_WEB}"'), 'asks for ${PROMOTE_IMAGE_WEB}'],
    ['a slip of the pen', deployment('x', 'replicaz: 1'), 'does not fit its schema: .spec.replicaz'],
    ['a number for a text', configMap('x', 'a: 1'), 'does not fit its schema: .data.a'],
  ])('%s is reported in the plan', async (_title, manifest, message) => {
    const [line, ...others] = await planned(asked({ manifests: [text(manifest)] }));
    expect(line).toContain('INPUT_INVALID');
    expect(line).toContain(message);
    expect(others).toEqual([]);
  });

  it('for want of a right is reported in the plan', async () => {
    const lines = await planned(asked({ manifests: [text(configMap('x', 'a: "1"'))] }), 'bob');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('ACCESS_DENIED');
    expect(lines[0]).toContain('bob may not patch configmaps');
  });

  it('because it cannot be changed in place says how to go on', async () => {
    await apply(asked({ manifests: [text(deployment('x/y:1').replace('name: web', 'name: fixed'))] }));
    const other = deployment('x/y:1')
      .replace('name: web', 'name: fixed')
      .replaceAll('app: web', 'app: other');
    const { problems } = await objectsAs().plan(asked({ manifests: [text(other)] }), signal());
    expect(problems[0]?.hint).toContain('oc delete deployment/fixed -n prod');
  });
});

import { describe, expect, it } from 'vitest';
import type { GitOpsOwner, GitOpsStatus } from '../../../src/core/ports/gitops.ts';
import { createGitOpsControllers } from '../../../src/openshift/gitops/controllers.ts';
import {
  applicationStatus,
  helmReleaseStatus,
  kustomizationStatus,
} from '../../../src/openshift/gitops/controllers.ts';
import type { Api, ApiReply } from '../../../src/openshift/api/api.ts';

const application = (spec: object, status: object = {}, annotations: object = {}): GitOpsStatus =>
  applicationStatus({
    metadata: { name: 'shop', namespace: 'openshift-gitops', annotations },
    spec: { project: 'default', destination: {}, ...spec },
    status,
  });
const automated = (policy: object): object => ({ syncPolicy: { automated: policy } });
const messages = ({ obstacles }: GitOpsStatus): readonly string[] => obstacles.map(({ message }) => message);

describe('an Application of Argo CD', () => {
  it('tells its state, its revision and where it deploys from, without credentials', () => {
    const source = {
      repoURL: 'https://ci:s3cret@git.example.com/shop.git',
      targetRevision: 'main',
      path: 'deploy',
    };
    const status = {
      sync: { status: 'Synced', revision: 'b1' },
      health: { status: 'Healthy' },
      operationState: { phase: 'Succeeded', syncResult: { revision: 'a0' } },
    };
    expect(application({ source, ...automated({}) }, status)).toEqual({
      namespace: 'openshift-gitops',
      name: 'shop',
      state: 'Synced, Healthy',
      revision: 'a0',
      source: 'https://git.example.com/shop.git main deploy',
      obstacles: [],
      reverts: false,
    });
  });

  it('of several sources tells the one with a path', () => {
    const sources = [
      { repoURL: 'https://charts.example.com', chart: 'shop' },
      { repoURL: 'git@git.example.com:shop.git', path: 'prod' },
    ];
    expect(application({ sources }).source).toBe('git@git.example.com:shop.git HEAD prod');
  });

  it.each([
    [{}, false],
    [automated({}), false],
    [automated({ selfHeal: true }), true],
    [automated({ selfHeal: true, enabled: false }), false],
    [{ ...automated({ selfHeal: true }), ignoreDifferences: [{ kind: 'Deployment' }] }, undefined],
  ])('with %o undoes changes: %o', (spec, reverts) => {
    expect(application(spec).reverts).toBe(reverts);
  });

  it.each([
    [{}],
    [{ syncPolicy: {} }],
    [{ syncPolicy: { automated: null } }],
    [automated({ enabled: false })],
  ])('with %o waits for somebody', (spec) => {
    expect(messages(application(spec))).toEqual(['its automated sync is off, so somebody has to sync it']);
  });

  it('that is not reconciled says so, and nothing else', () => {
    const paused = application(
      automated({ selfHeal: true }),
      {},
      { 'argocd.argoproj.io/skip-reconcile': 'true' },
    );
    expect(messages(paused)).toEqual([
      'its annotation argocd.argoproj.io/skip-reconcile keeps Argo CD from looking at it',
    ]);
    expect(paused.reverts).toBe(false);
  });

  it('tells the error of its last sync, of the comparison and of its workloads, as untrusted text', () => {
    const found = application(automated({}), {
      sync: { status: 'OutOfSync' },
      health: { status: 'Degraded', message: 'crash loop' },
      operationState: { phase: 'Failed', message: 'denied by\n::error::webhook' },
      conditions: [
        { type: 'ComparisonError', message: 'no such path' },
        { type: 'OrphanedResourceWarning', message: 'left out' },
      ],
    });
    expect(messages(found)).toEqual([
      'the last sync ended as Failed: denied by webhook',
      'ComparisonError: no such path',
      'its health is Degraded: crash loop',
    ]);
  });

  it('that Argo CD has not looked at yet is no error', () => {
    expect(application(automated({})).state).toBe('not compared yet');
  });
});

describe('Flux', () => {
  const flux = (spec: object, status: object): object => ({
    metadata: { name: 'apps', namespace: 'flux-system' },
    spec,
    status,
  });

  it('says in a Kustomization what was applied, from where, and that it reverts changes', () => {
    const spec = { sourceRef: { kind: 'GitRepository', name: 'shop' }, path: './deploy' };
    const status = {
      lastAppliedRevision: 'main@sha1:a0',
      conditions: [{ type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded' }],
    };
    expect(kustomizationStatus({ ...flux(spec, status) })).toEqual({
      namespace: 'flux-system',
      name: 'apps',
      state: 'Ready (ReconciliationSucceeded)',
      revision: 'main@sha1:a0',
      source: 'GitRepository shop ./deploy',
      obstacles: [],
      reverts: true,
    });
  });

  it('says that it is suspended or failed', () => {
    const conditions = [{ type: 'Ready', status: 'False', reason: 'BuildFailed', message: 'no such file' }];
    const found = kustomizationStatus({ ...flux({ suspend: true }, { conditions }) });
    expect(found.obstacles).toEqual([
      { message: 'it is suspended', hint: 'flux resume kustomization apps -n flux-system' },
      { message: 'BuildFailed: no such file' },
    ]);
    expect(found.reverts).toBe(false);
  });

  it.each([
    [{}, false],
    [{ driftDetection: { mode: 'warn' } }, false],
    [{ driftDetection: { mode: 'enabled' } }, true],
    [{ driftDetection: { mode: 'enabled', ignore: [{ paths: ['/spec'] }] } }, undefined],
    [{ suspend: true, driftDetection: { mode: 'enabled' } }, false],
  ])('reverts changes in a HelmRelease only with drift detection: %o', (spec, reverts) => {
    const status = { history: [{ chartVersion: '1.4.2' }, { chartVersion: '1.4.1' }] };
    expect(helmReleaseStatus({ ...flux(spec, status) })).toMatchObject({ reverts, revision: '1.4.2' });
  });
});

describe('the owner of a workload', () => {
  const owner: GitOpsOwner = { tool: 'Argo CD', kind: 'Application', name: 'shop', evidence: 'x' };
  const replying = (
    answer: (path: string) => ApiReply | Error,
  ): { readonly api: Api; readonly asked: string[] } => {
    const asked: string[] = [];
    const send: Api['send'] = ({ path }) => {
      asked.push(path);
      const reply = answer(path);
      return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
    };
    return { asked, api: { side: 'destination', server: '', host: '', send } as unknown as Api };
  };
  const refusal = (status: number, kind: string): ApiReply =>
    ({ ok: false, failure: { status, kind } }) as unknown as ApiReply;
  const look = (api: Api, of = owner): Promise<GitOpsStatus | string> =>
    createGitOpsControllers(api).look(of, 'prod', new AbortController().signal);

  it('is looked for where OpenShift GitOps and Argo CD keep it, then in the project', async () => {
    const { api, asked } = replying((path) =>
      path.includes('/prod/')
        ? { ok: true, status: 200, body: { metadata: { name: 'shop', namespace: 'prod' } } }
        : refusal(403, 'Status'),
    );
    expect(await look(api)).toMatchObject({ namespace: 'prod' });
    expect(asked).toEqual(
      ['openshift-gitops', 'argocd', 'prod'].map(
        (namespace) => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications/shop`,
      ),
    );
  });

  it.each([
    [403, 'Status', 'the account may not get applications.argoproj.io in openshift-gitops'],
    [404, 'Status', 'it is not in openshift-gitops'],
    [404, '', 'this cluster does not have that kind: the controller may run in another cluster'],
    [503, 'Status', 'the API answers 503'],
  ])('that cannot be read is a sentence: %d %j', async (status, kind, reason) => {
    const { api } = replying(() => refusal(status, kind));
    expect(await look(api)).toBe(`its Application shop cannot be read: ${reason}`);
  });

  it('without a name is not asked for', async () => {
    const { api, asked } = replying(() => refusal(500, ''));
    expect(await look(api, { tool: 'Flux', kind: 'HelmRelease', evidence: 'x' })).toBe(
      'Flux does not say which HelmRelease deploys it',
    );
    expect(asked).toEqual([]);
  });
});

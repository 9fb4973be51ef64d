import { describe, expect, it } from 'vitest';
import { messagesOf, problemsOf, read } from './read-options.ts';

describe('where the desired state is written', () => {
  it('is nowhere unless it is asked for', () => {
    expect(read().gitops).toBeUndefined();
  });

  it('is a path, a key and a destination image, one per line', () => {
    const gitops = 'deploy/kustomization.yaml\ncharts/app/values.yaml image.digest prod/app';
    expect(read({ gitops, 'gitops-branch': 'release', 'gitops-push': 'true' }).gitops).toEqual({
      targets: [
        { file: 'deploy/kustomization.yaml', key: undefined, image: undefined },
        { file: 'charts/app/values.yaml', key: 'image.digest', image: 'prod/app' },
      ],
      message: undefined,
      branch: 'release',
      push: true,
    });
  });

  it('is no line with more words, and no image that is not promoted', () => {
    expect(messagesOf({ gitops: 'a.yaml b prod/web\na.yaml b c d' })).toEqual([
      'gitops: "prod/web" is not a destination image → write one of prod/app',
      expect.stringContaining('gitops: "a.yaml b c d" has more than a path, a key and an image'),
    ]);
  });

  it('is not waited for without a push, and cannot be undone', () => {
    const problems = problemsOf({
      gitops: 'a.yaml',
      rollout: 'deployment/app',
      'rollback-on-failure': 'true',
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'rollback-on-failure: cannot take a commit back',
      'rollout: would wait for a commit that is not pushed',
    ]);
  });

  it.each([{ 'gitops-branch': 'x' }, { 'gitops-push': 'true' }, { 'gitops-message': 'x' }])(
    'is missing when only %o is given',
    (inputs) => {
      expect(messagesOf(inputs)).toEqual([
        `${Object.keys(inputs)[0] ?? ''}: only used with files to write → set gitops`,
      ]);
    },
  );
});

describe('rollouts by Argo CD or Flux', () => {
  const waiting = { rollout: 'deployment/app' };

  it('are waited for with a pushed commit, and made by this run otherwise', () => {
    expect(read(waiting).delivery).toBeUndefined();
    expect(read({ ...waiting, gitops: 'a.yaml', 'gitops-push': 'true' }).delivery).toEqual({
      owner: undefined,
    });
  });

  it.each([
    [
      'openshift-gitops/shop',
      { tool: 'Argo CD', kind: 'Application', namespace: 'openshift-gitops', name: 'shop' },
    ],
    ['application/team/shop', { tool: 'Argo CD', kind: 'Application', namespace: 'team', name: 'shop' }],
    [
      'Kustomization/flux-system/apps',
      { tool: 'Flux', kind: 'Kustomization', namespace: 'flux-system', name: 'apps' },
    ],
    ['helmrelease/prod/shop', { tool: 'Flux', kind: 'HelmRelease', namespace: 'prod', name: 'shop' }],
  ])('may be named: %s', (text, owner) => {
    expect(read({ ...waiting, 'gitops-application': text }).delivery).toEqual({
      owner: { ...owner, evidence: 'gitops-application' },
    });
  });

  it.each(['shop', 'a/b/c/d', 'pod/a/b', 'constructor/a/b', 'A/b', '../x', '/x'])(
    'have no name like %j',
    (text) => {
      expect(messagesOf({ ...waiting, 'gitops-application': text })).toEqual([
        `gitops-application: "${text}" is not the name of an Application → write namespace/name, or kustomization/namespace/name or helmrelease/namespace/name for Flux`,
      ]);
    },
  );

  it('need a workload, and are not undone', () => {
    const owner = { 'gitops-application': 'a/b' };
    expect(messagesOf(owner)).toEqual([
      'gitops-application: only used to wait for workloads → name them in rollout',
    ]);
    expect(
      problemsOf({ ...waiting, ...owner, 'rollback-on-failure': 'true' }).map(({ message }) => message),
    ).toEqual(['rollback-on-failure: cannot take back what Argo CD or Flux rolled out']);
  });
});

import { describe, expect, it } from 'vitest';
import { gitOpsOwner } from '../../../src/openshift/gitops/owner.ts';

const deployment = (metadata: object): Parameters<typeof gitOpsOwner>[0] => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'app', namespace: 'prod', ...metadata },
});
const tracked = (id: string) => deployment({ annotations: { 'argocd.argoproj.io/tracking-id': id } });
const writtenBy = (manager: string, more: object = {}) =>
  deployment({ managedFields: [{ manager, operation: 'Update', apiVersion: 'apps/v1' }], ...more });

describe('what deploys a workload', () => {
  it('is the Application that its tracking id names', () => {
    expect(gitOpsOwner(tracked('shop:apps/Deployment:prod/app'))).toEqual({
      tool: 'Argo CD',
      kind: 'Application',
      name: 'shop',
      evidence: 'annotation argocd.argoproj.io/tracking-id',
    });
  });

  it('is the Application of another namespace, which Argo CD writes in front of its name', () => {
    expect(gitOpsOwner(tracked('team-a_shop:apps/Deployment:prod/app'))).toMatchObject({
      namespace: 'team-a',
      name: 'shop',
    });
  });

  it.each([
    'shop:apps/Deployment:prod/other',
    'shop:apps/StatefulSet:prod/app',
    'shop',
    '',
    ':apps/Deployment:prod/app',
  ])('is not told by an id that belongs to another object: %j', (id) => {
    expect(gitOpsOwner(tracked(id))).toBeUndefined();
  });

  it.each([
    ['kustomize.toolkit.fluxcd.io', 'Kustomization'],
    ['helm.toolkit.fluxcd.io', 'HelmRelease'],
  ])('is the object of Flux that the labels of %s name', (group, kind) => {
    const labels = { [`${group}/name`]: 'apps', [`${group}/namespace`]: 'flux-system' };
    expect(gitOpsOwner(deployment({ labels }))).toEqual({
      tool: 'Flux',
      kind,
      namespace: 'flux-system',
      name: 'apps',
      evidence: `label ${group}/name`,
    });
  });

  it.each([
    { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' },
    { 'kustomize.toolkit.fluxcd.io/ssa': 'Ignore' },
    { 'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent' },
  ])('is not Flux if it leaves the object alone: %o', (annotations) => {
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps' };
    expect(gitOpsOwner(deployment({ labels, annotations }))).toBeUndefined();
  });

  it.each([
    ['argocd-controller', 'Argo CD'],
    ['argocd-application-controller', 'Argo CD'],
    ['kustomize-controller', 'Flux'],
    ['helm-controller', 'Flux'],
  ])('is known by the field manager %s', (manager, tool) => {
    const owner = gitOpsOwner(writtenBy(manager));
    expect(owner).toMatchObject({ tool, evidence: `field manager ${manager}` });
    expect(owner).not.toHaveProperty('name');
  });

  it('is the Application of the label app.kubernetes.io/instance if Argo CD wrote the object', () => {
    const labels = { 'app.kubernetes.io/instance': 'shop' };
    expect(gitOpsOwner(writtenBy('argocd-controller', { labels }))).toMatchObject({ name: 'shop' });
  });

  it.each([
    [
      'that label alone, which every Helm chart sets',
      deployment({ labels: { 'app.kubernetes.io/instance': 'shop' } }),
    ],
    ['other managers', writtenBy('kubectl-client-side-apply')],
    [
      'a manager of the status only',
      deployment({ managedFields: [{ manager: 'argocd-controller', subresource: 'status' }] }),
    ],
    ['a manager with the name of a property of every object', writtenBy('constructor')],
    ['nothing', deployment({})],
  ])('is not guessed from %s', (_title, object) => {
    expect(gitOpsOwner(object)).toBeUndefined();
  });
});

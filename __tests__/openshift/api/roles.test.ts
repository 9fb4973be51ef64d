import { describe, expect, it } from 'vitest';
import { grantCommand, roleFor } from '../../../src/openshift/api/roles.ts';

const right = (verb: string, group: string, path: string) => {
  const [resource = '', subresource = ''] = path.split('/');
  return { verb, group, resource, subresource };
};

describe('the least role that gives a right', () => {
  it.each([
    ['get', 'image.openshift.io', 'imagestreams/layers', 'system:image-puller'],
    ['update', 'image.openshift.io', 'imagestreams/layers', 'registry-editor'],
    ['get', 'image.openshift.io', 'imagestreamtags', 'registry-viewer'],
    ['create', 'image.openshift.io', 'imagestreams', 'registry-editor'],
    ['watch', 'apps', 'deployments', 'view'],
    ['patch', 'apps', 'deployments', 'edit'],
    ['create', 'apps.openshift.io', 'deploymentconfigs/instantiate', 'edit'],
    ['get', '', 'pods/log', 'view'],
    ['create', 'rbac.authorization.k8s.io', 'rolebindings', 'admin'],
  ])('to %s %s/%s is %s', (verb, group, path, role) => {
    expect(roleFor(right(verb, group, path))).toBe(role);
  });

  it('is granted to a service account of the project by -z, to another one by its full name', () => {
    const account = 'system:serviceaccount:prod:promoter';
    expect(grantCommand('edit', account, 'prod')).toBe('oc policy add-role-to-user edit -z promoter -n prod');
    expect(grantCommand('edit', account, 'test')).toBe(
      'oc policy add-role-to-user edit system:serviceaccount:prod:promoter -n test',
    );
  });

  it('is granted by a command that a shell takes as one', () => {
    expect(grantCommand('edit', "o'neil; rm -rf $HOME", 'prod')).toBe(
      "oc policy add-role-to-user edit 'o'\\''neil; rm -rf $HOME' -n prod",
    );
  });
});

import { describe, expect, it } from 'vitest';
import { decide, type AccessAttributes } from '../../sandbox/access/authorizer.ts';
import { createProject } from '../../sandbox/api/projects.ts';
import type { ClusterState } from '../../sandbox/state/cluster-state.ts';
import type { Subject } from '../../sandbox/state/kinds.ts';
import { createState } from '../../sandbox/state/new-state.ts';
import { insert } from '../../sandbox/state/store.ts';

function withProject(): ClusterState {
  const state = createState('source', {});
  createProject(state, 'app', 'alice');
  return state;
}

const user = (username: string) => ({
  username,
  groups: ['system:authenticated:oauth', 'system:authenticated'],
});

function bind(state: ClusterState, role: string, subject: Subject): void {
  insert(state, 'rolebindings', {
    metadata: { name: `${role}-${subject.name}`, namespace: 'app' },
    subjects: [subject],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  });
}

const PUSH: AccessAttributes = {
  verb: 'update',
  group: 'image.openshift.io',
  resource: 'imagestreams',
  subresource: 'layers',
  namespace: 'app',
};
const TAG: AccessAttributes = { ...PUSH, resource: 'imagestreamtags', subresource: undefined };
const ROLL_OUT: AccessAttributes = {
  verb: 'patch',
  group: 'apps',
  resource: 'deployments',
  namespace: 'app',
};

describe('who may do what', () => {
  it('is nobody who was not bound', () => {
    const state = withProject();
    for (const what of [PUSH, TAG, ROLL_OUT, { ...TAG, verb: 'get' }]) {
      expect(decide(state, user('bob'), what)).toEqual({ allowed: false });
    }
  });

  it('is the one who asked for the project, and nobody else there', () => {
    const state = withProject();
    expect(decide(state, user('alice'), PUSH)).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "admin/app" of ClusterRole "admin" to User "alice"',
    });
    expect(decide(state, user('alice'), { ...PUSH, namespace: 'other' }).allowed).toBe(false);
    expect(decide(state, user('alice'), { ...PUSH, namespace: undefined }).allowed).toBe(false);
  });

  it('is the administrator of the cluster, everywhere', () => {
    const state = withProject();
    expect(decide(state, user('clusteradmin'), { ...PUSH, namespace: 'missing' }).allowed).toBe(true);
  });

  it.each([
    ['registry-viewer', false, false, false],
    ['registry-editor', true, true, false],
    ['system:image-pusher', true, false, false],
    ['system:image-puller', false, false, false],
    ['edit', true, true, true],
    ['view', false, false, false],
  ])('as %s: push %s, tag %s, roll out %s', (role, mayPush, mayTag, mayRollOut) => {
    const state = withProject();
    bind(state, role, { kind: 'User', name: 'bob' });
    expect(decide(state, user('bob'), PUSH).allowed).toBe(mayPush);
    expect(decide(state, user('bob'), TAG).allowed).toBe(mayTag);
    expect(decide(state, user('bob'), ROLL_OUT).allowed).toBe(mayRollOut);
  });

  it('is a group, with the service accounts of another project', () => {
    const state = withProject();
    bind(state, 'system:image-puller', { kind: 'Group', name: 'system:serviceaccounts:prod' });
    const pull = { ...PUSH, verb: 'get' };
    const ofProd = {
      username: 'system:serviceaccount:prod:default',
      groups: ['system:serviceaccounts:prod'],
    };
    expect(decide(state, ofProd, pull).allowed).toBe(true);
    expect(decide(state, { ...ofProd, groups: ['system:serviceaccounts:test'] }, pull).allowed).toBe(false);
  });

  it('is a service account by its namespace: without one the binding grants nothing', () => {
    const state = withProject();
    const promoter = { username: 'system:serviceaccount:app:promoter', groups: [] };
    bind(state, 'edit', { kind: 'ServiceAccount', name: 'promoter' });
    expect(decide(state, promoter, TAG).allowed).toBe(false);
    bind(state, 'registry-editor', { kind: 'ServiceAccount', name: 'promoter', namespace: 'app' });
    expect(decide(state, promoter, TAG).allowed).toBe(true);
  });

  it('is nobody by a role that does not exist', () => {
    const state = withProject();
    bind(state, 'no-such-role', { kind: 'User', name: 'bob' });
    expect(decide(state, user('bob'), TAG).allowed).toBe(false);
  });

  it('can be limited to names', () => {
    const state = withProject();
    state.addedRoles.set('one-stream', {
      rules: [
        {
          apiGroups: ['image.openshift.io'],
          resources: ['imagestreams/layers'],
          verbs: ['update'],
          resourceNames: ['web'],
        },
      ],
    });
    bind(state, 'one-stream', { kind: 'User', name: 'bob' });
    expect(decide(state, user('bob'), { ...PUSH, name: 'web' }).allowed).toBe(true);
    expect(decide(state, user('bob'), { ...PUSH, name: 'api' }).allowed).toBe(false);
    expect(decide(state, user('bob'), PUSH).allowed).toBe(false);
  });
});

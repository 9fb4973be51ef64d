import { describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

describe('workloads to roll out', () => {
  it.each([
    ['deployment/web', 'deployment', 'prod', 'web'],
    ['deploy/web', 'deployment', 'prod', 'web'],
    ['deployment.apps/web', 'deployment', 'prod', 'web'],
    ['dc/api', 'deploymentconfig', 'prod', 'api'],
    // as oc get -o name prints it
    ['deploymentconfig.apps.openshift.io/api', 'deploymentconfig', 'prod', 'api'],
    ['deployments.v1.apps/web', 'deployment', 'prod', 'web'],
    ['DeploymentConfig/api', 'deploymentconfig', 'prod', 'api'],
    ['sts/db', 'statefulset', 'prod', 'db'],
    ['daemonset/agent', 'daemonset', 'prod', 'agent'],
    ['cj/nightly', 'cronjob', 'prod', 'nightly'],
    ['deployment/auto', 'deployment', 'prod', 'auto'],
    ['other/dc/api.v1', 'deploymentconfig', 'other', 'api.v1'],
  ])('%s', (rollout, kind, project, name) => {
    expect(read({ rollout }).rollouts).toEqual([{ kind, project, name }]);
  });

  it('are separated by commas or lines and counted once', () => {
    const rollout = 'deployment/web, dc/api\n# the same\ndeploy/web\n';

    expect(read({ rollout }).rollouts.map(({ name }) => name)).toEqual(['web', 'api']);
  });

  it('may name containers, together or one by one; a workload that is named as a whole is meant as a whole', () => {
    const rollout =
      'deployment/mono[web, worker], deployment/two[web]\ndeployment/two[proxy],dc/all[web],dc/all';

    expect(read({ rollout }).rollouts.map(({ name, containers }) => [name, containers])).toEqual([
      ['mono', ['web', 'worker']],
      ['two', ['web', 'proxy']],
      ['all', undefined],
    ]);
  });

  it.each([
    ['web', '"web" does not name a kind'],
    ['replicaset/db', '"replicaset/db" is not a workload'],
    ['deployment.batch/db', '"deployment.batch/db" is not a workload'],
    ['A/auto', '"A/auto" has a malformed project "A"'],
    ['constructor/db', '"constructor/db" is not a workload'],
    ['a/b/deployment/web', '"a/b/deployment/web" is not a workload'],
    ['deployment/Web', '"deployment/Web" has a malformed name "Web"'],
    ['deployment/', '"deployment/" has a malformed name ""'],
    ['deployment/web[]', '"deployment/web[]" has a malformed name ""'],
    ['deployment/web[a]b', '"deployment/web[a]b" has a malformed name "web[a]b"'],
    ['a b/deployment/web', '"a b/deployment/web" has a malformed name "a b"'],
  ])('%s is refused', (rollout, what) => {
    expect(messagesOf({ rollout })).toEqual([
      `rollout: ${what} → write deployment/name, dc/name (DeploymentConfig), statefulset/name, daemonset/name, cronjob/name, or auto; for a single container: deployment/name[container]`,
    ]);
  });

  it('need their project when the images go to several', () => {
    const inputProblems = messagesOf({
      'source-image': '',
      'destination-image': '',
      images: 'dev/a:1 => one/a:1\ndev/b:1 => two/b:1',
      rollout: 'deploy/a, two/deploy/b',
    });

    expect(inputProblems).toEqual([
      'rollout: "deploy/a" does not name a project → write project/deployment/a',
    ]);
  });

  it('are looked for with auto, in the project of each destination or in the one that is named', () => {
    expect(read({ rollout: 'auto' })).toMatchObject({ rollouts: [], searched: ['prod'] });
    expect(read({ rollout: 'other/auto, dc/api' })).toMatchObject({
      rollouts: [{ kind: 'deploymentconfig', project: 'prod', name: 'api' }],
      searched: ['other'],
    });
  });

  it('are not looked for without a project', () => {
    const inputProblems = messagesOf({ 'destination-image': 'quay.io/team/app:1', rollout: 'auto' });

    expect(inputProblems).toContain(
      'rollout: "auto" needs a project to search, but the destination is not an image stream → write project/auto',
    );
  });

  it('need a cluster', () => {
    const inputProblems = messagesOf({
      'destination-server': '',
      'destination-token': '',
      'destination-image': 'quay.io/team/app:1',
      rollout: 'prod/deploy/a',
    });

    expect(inputProblems).toEqual(['rollout: requires a destination cluster → set destination-server']);
  });
});

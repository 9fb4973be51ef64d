import { describe, expect, it } from 'vitest';
import { complaintsOf, read } from './read-options.ts';

describe('workloads to roll out', () => {
  it.each([
    ['deployment/web', 'deployment', 'prod', 'web'],
    ['deploy/web', 'deployment', 'prod', 'web'],
    ['deployment.apps/web', 'deployment', 'prod', 'web'],
    ['dc/api', 'deploymentconfig', 'prod', 'api'],
    ['DeploymentConfig/api', 'deploymentconfig', 'prod', 'api'],
    ['other/dc/api.v1', 'deploymentconfig', 'other', 'api.v1'],
  ])('%s', (rollout, kind, project, name) => {
    expect(read({ rollout }).rollouts).toEqual([{ kind, project, name }]);
  });

  it('are separated by commas or lines and counted once', () => {
    const rollout = 'deployment/web, dc/api\n# the same\ndeploy/web\n';

    expect(read({ rollout }).rollouts.map(({ name }) => name)).toEqual(['web', 'api']);
  });

  it.each([
    ['web', '"web" does not say of which kind it is'],
    ['statefulset/db', '"statefulset/db" is not a workload'],
    ['constructor/db', '"constructor/db" is not a workload'],
    ['a/b/deployment/web', '"a/b/deployment/web" is not a workload'],
    ['deployment/Web', '"deployment/Web" has a malformed name "Web"'],
    ['deployment/', '"deployment/" has a malformed name ""'],
    ['a b/deployment/web', '"a b/deployment/web" has a malformed name "a b"'],
  ])('%s is refused', (rollout, what) => {
    expect(complaintsOf({ rollout })).toEqual([
      `rollout: ${what} → write deployment/name or deploymentconfig/name (dc/name)`,
    ]);
  });

  it('need their project when the images go to several', () => {
    const complaints = complaintsOf({
      'source-image': '',
      'destination-image': '',
      images: 'dev/a:1 => one/a:1\ndev/b:1 => two/b:1',
      rollout: 'deploy/a, two/deploy/b',
    });

    expect(complaints).toEqual([
      'rollout: "deploy/a" does not say in which project it is → write project/deployment/a',
    ]);
  });

  it('need a cluster', () => {
    const complaints = complaintsOf({
      'destination-server': '',
      'destination-token': '',
      'destination-image': 'quay.io/team/app:1',
      rollout: 'prod/deploy/a',
    });

    expect(complaints).toEqual(['rollout: needs a cluster → set destination-server']);
  });
});

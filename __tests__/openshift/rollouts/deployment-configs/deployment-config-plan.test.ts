import { afterEach, describe, expect, it } from 'vitest';
import type { WorkloadName } from '../../../../src/core/ports/rollouts.ts';
import {
  CONFIGS,
  NS,
  TARGET,
  edited,
  editedItem,
  failed,
  imageTrigger,
  signal,
  startRollouts,
} from '../../../support/recorded-workloads.ts';
import { type ReplayedCluster } from '../../../support/replayed-cluster.ts';

let cluster: ReplayedCluster | undefined;
afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

async function rolloutsOf(options: Parameters<typeof startRollouts>[0] = {}) {
  const started = await startRollouts(options);
  ({ cluster } = started);
  return started;
}

const DC: WorkloadName = { kind: 'deploymentconfig', project: NS, name: 'app' };
const LIST = '43a-list-for-watch-dc';

describe('planning a DeploymentConfig', () => {
  it('leaves it to an automatic image trigger', async () => {
    const { rollouts } = await rolloutsOf();
    await expect(rollouts.plan(DC, [TARGET], signal())).resolves.toEqual({
      workload: DC,
      revisionBefore: '1',
      method: 'trigger',
      containers: ['c'],
      images: { c: TARGET.name },
      replicas: 1,
    });
  });

  it.each([
    ['instantiate', 'a trigger that is not automatic', [imageTrigger({})]],
    ['set-image', 'no trigger', []],
    ['set-image', 'a trigger on a tag of another stream for another container', [{ type: 'ConfigChange' }]],
  ])('chooses to %s with %s', async (method, _what, triggers) => {
    const config = editedItem(LIST, { spec: { triggers } });
    const { rollouts } = await rolloutsOf({ objects: { [CONFIGS]: [config] } });
    expect(await rollouts.plan(DC, [TARGET], signal())).toMatchObject({ method, containers: ['c'] });
  });

  it('wants no pods of a test deployment', async () => {
    const config = editedItem(LIST, { spec: { test: true } });
    const { rollouts } = await rolloutsOf({ objects: { [CONFIGS]: [config] } });
    expect((await rollouts.plan(DC, [TARGET], signal())).replicas).toBe(0);
  });

  it('has no revision before the first version', async () => {
    const config = editedItem(LIST, { status: { latestVersion: 0 } });
    const { rollouts } = await rolloutsOf({ objects: { [CONFIGS]: [config] } });
    expect((await rollouts.plan(DC, [TARGET], signal())).revisionBefore).toBeUndefined();
  });

  it('refuses a paused one', async () => {
    const { rollouts } = await rolloutsOf({
      objects: { [CONFIGS]: [edited('19d-dc-create-paused', { meta: { name: 'app' } })] },
    });
    await expect(rollouts.plan(DC, [TARGET], signal())).rejects.toMatchObject({
      code: 'ROLLOUT_PAUSED',
      hint: `resume it: oc rollout resume dc/app -n ${NS}`,
    });
  });

  it('says when there is none of that name', async () => {
    const { rollouts } = await rolloutsOf();
    await expect(rollouts.plan({ ...DC, name: 'nope' }, [TARGET], signal())).rejects.toMatchObject({
      code: 'WORKLOAD_NOT_FOUND',
      hint: `project ${NS} has dc/app; look what there is: oc get deploymentconfigs -n ${NS}`,
    });
  });

  it('tells a cluster without DeploymentConfigs from a missing right', async () => {
    const denied = `deploymentconfigs.apps.openshift.io "app" is forbidden: User "ci" cannot get resource "deploymentconfigs" in API group "apps.openshift.io" in the namespace "${NS}"`;
    const group = { status: 404, body: '404 page not found' as unknown };
    const { rollouts } = await rolloutsOf({
      intercept: ({ path }) =>
        path === `${CONFIGS}/app`
          ? failed(403, denied)
          : path === '/apis/apps.openshift.io/v1'
            ? group
            : undefined,
    });
    await expect(rollouts.plan(DC, [TARGET], signal())).rejects.toMatchObject({
      code: 'NOT_OPENSHIFT',
      hint: 'use a Deployment: deployment/app instead of dc/app',
    });
    Object.assign(group, { status: 200, body: { kind: 'APIResourceList' } });
    await expect(rollouts.plan(DC, [TARGET], signal())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      hint: `grant it: oc policy add-role-to-user view ci -n ${NS}`,
    });
  });
});

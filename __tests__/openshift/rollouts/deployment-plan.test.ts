import { afterEach, describe, expect, it } from 'vitest';
import type { WorkloadName } from '../../../src/core/ports/rollouts.ts';
import {
  DEPLOYMENTS,
  INTERNAL,
  NEW,
  NS,
  OLD,
  TARGET,
  edited,
  editedItem,
  signal,
  triggersOf,
  startRollouts,
} from '../../support/recorded-workloads.ts';

let cluster: Awaited<ReturnType<typeof startRollouts>>['cluster'] | undefined;
afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

async function rolloutsOf(options: Parameters<typeof startRollouts>[0] = {}) {
  const started = await startRollouts(options);
  ({ cluster } = started);
  return started;
}

const WEB: WorkloadName = { kind: 'deployment', project: NS, name: 'web' };

describe('planning a Deployment', () => {
  it('leaves it to the image trigger that follows the tag', async () => {
    const { rollouts } = await rolloutsOf();
    await expect(rollouts.plan(WEB, [TARGET], signal())).resolves.toEqual({
      workload: WEB,
      revisionBefore: '2',
      method: 'trigger',
      containers: ['c'],
      images: { c: TARGET.name },
      replicas: 1,
    });
  });

  it.each([
    ['no trigger', null, `${INTERNAL}:prod`],
    ['no trigger, by the public host', null, `registry.apps.example.com/${NS}/app@${OLD}`],
    ['a paused trigger', triggersOf('app:prod', { paused: true }), 'placeholder'],
    ['the digest from another registry', null, `quay.io/x/y@${NEW}`],
  ])('sets the image with %s', async (_what, triggers, image) => {
    const { rollouts } = await rolloutsOf({
      objects: { [DEPLOYMENTS]: [editedItem('43a-list-for-watch-dep', { triggers, image })] },
    });
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    expect(plan).toMatchObject({ method: 'set-image', containers: ['c'] });
  });

  it('refuses a workload none of whose containers runs the image, before anything is changed', async () => {
    const web = editedItem('43a-list-for-watch-dep', { triggers: null, image: 'quay.io/prod/app:1' });
    const { rollouts } = await rolloutsOf({ objects: { [DEPLOYMENTS]: [web] } });
    await expect(rollouts.plan(WEB, [TARGET], signal())).rejects.toMatchObject({ code: 'ROLLOUT_FAILED' });
  });

  it('takes a trigger on an alias of the tag for one on the tag', async () => {
    const from = { kind: 'ImageStreamTag', name: 'prod' };
    const alias = { kind: 'ImageStreamTag', tag: { name: 'live', from } };
    const { rollouts } = await rolloutsOf({
      objects: {
        [DEPLOYMENTS]: [editedItem('43a-list-for-watch-dep', { triggers: triggersOf('app:live') })],
      },
      intercept: ({ path }) =>
        path.endsWith('/imagestreamtags/app:live') ? { status: 200, body: alias } : undefined,
    });
    expect(await rollouts.plan(WEB, [TARGET], signal())).toMatchObject({
      method: 'trigger',
      containers: ['c'],
    });
  });

  it('refuses a container that follows another tag of the stream: its image would be set back', async () => {
    const web = editedItem('43a-list-for-watch-dep', { triggers: triggersOf('app:latest') });
    const { rollouts } = await rolloutsOf({ objects: { [DEPLOYMENTS]: [web] } });
    await expect(rollouts.plan(WEB, [TARGET], signal())).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining(`follows ${NS}/app:latest, not ${NS}/app:prod`) as string,
      hint: expect.stringContaining(
        `oc set triggers deployment/web --from-image=${NS}/app:prod -c c -n ${NS}`,
      ) as string,
    });
  });

  it('says when the annotation is unreadable and so no trigger works', async () => {
    const log: string[] = [];
    const objects = {
      [DEPLOYMENTS]: [
        edited('41w-deployment-trigger-paused-string-tag-moved', { image: `${INTERNAL}:prod` }),
      ],
    };
    const { rollouts } = await rolloutsOf({ objects, log });
    expect((await rollouts.plan(WEB, [TARGET], signal())).method).toBe('set-image');
    expect(log).toEqual([expect.stringContaining('no image trigger works')]);
  });

  it('refuses a paused one, naming the command that resumes it', async () => {
    const objects = { [DEPLOYMENTS]: [edited('41zj-deployment-paused-get', {})] };
    const { rollouts } = await rolloutsOf({ objects });
    await expect(rollouts.plan({ ...WEB, name: 'paused' }, [TARGET], signal())).rejects.toMatchObject({
      code: 'ROLLOUT_PAUSED',
      hint: `resume it: oc rollout resume deployment/paused -n ${NS}`,
    });
  });

  it('names the one that was probably meant', async () => {
    const { rollouts } = await rolloutsOf();
    await expect(rollouts.plan({ ...WEB, name: 'wep' }, [TARGET], signal())).rejects.toMatchObject({
      hint: expect.stringContaining('did you mean deployment/web?') as string,
    });
  });

  it('says when there is none of that name', async () => {
    const { rollouts } = await rolloutsOf();
    await expect(rollouts.plan({ ...WEB, name: 'nope' }, [TARGET], signal())).rejects.toMatchObject({
      code: 'WORKLOAD_NOT_FOUND',
      hint: `project ${NS} has deployment/web; look what there is: oc get deployments -n ${NS}`,
    });
  });
});

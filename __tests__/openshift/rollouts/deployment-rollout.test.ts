import { afterEach, describe, expect, it } from 'vitest';
import type { RolloutPlan, WorkloadName } from '../../../src/core/ports/rollouts.ts';
import {
  DEPLOYMENTS,
  INTERNAL,
  NEW,
  NS,
  OLD,
  PODS,
  TAG,
  TARGET,
  editedItem,
  optionsFor,
  signal,
  triggersOf,
  startRollouts,
  type Json,
} from '../../support/recorded-workloads.ts';
import { recordedEvents, type ReplayOptions, type TimedEvent } from '../../support/replayed-cluster.ts';

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

const timeline = (): readonly TimedEvent[] => [
  ...recordedEvents('43c-watch-deployment-tag-move', DEPLOYMENTS),
  ...recordedEvents('43r-watch-pods', PODS),
];

describe('rolling a Deployment out', () => {
  it('waits for the very revision the image trigger starts', async () => {
    const { rollouts, cluster: server } = await rolloutsOf();
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    const messages: string[] = [];
    const replaying = server.replay(timeline());
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor(messages), signal());
    await replaying;
    expect(result).toEqual({ workload: WEB, status: 'complete', revisionBefore: '2', revision: '3' });
    expect(messages).toEqual([
      'waiting for the image trigger',
      'waiting for the controller to see the new image',
      '0 of 1 pods updated, 1 available',
      '1 of 1 pods updated, 1 old pod to end',
    ]);
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true);
    await expect(rollouts.listPods(result, signal())).resolves.toEqual([
      { name: 'web-58bd88f7fc-2qk29', ready: true, imageDigests: { c: NEW } },
    ]);
  });

  it('does not take the old status for the new revision right after the tag moved', async () => {
    const { rollouts, cluster: server, clock } = await rolloutsOf();
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    const [first, ...later] = recordedEvents('43c-watch-deployment-tag-move', DEPLOYMENTS);
    if (first) server.happen(first);
    let isComplete = false;
    const rolling = rollouts.rollOut(plan, [TARGET], optionsFor([]), signal()).then((result) => {
      isComplete = true;
      return result;
    });
    await clock.sleep(6_000, signal());
    expect(isComplete).toBe(false);
    await server.replay(later);
    expect((await rolling).revision).toBe('3');
  });

  it('is unchanged when the digest runs already', async () => {
    const { rollouts, cluster: server } = await rolloutsOf();
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    await server.replay(timeline(), 0);
    const again: RolloutPlan = { ...plan, revisionBefore: '3' };
    const result = await rollouts.rollOut(again, [TARGET], optionsFor([]), signal());
    expect(result).toMatchObject({ status: 'unchanged', revision: '3' });
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('does not wait when it is not asked to', async () => {
    const { rollouts, cluster: server } = await rolloutsOf();
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    for (const event of recordedEvents('43c-watch-deployment-tag-move', DEPLOYMENTS).slice(0, 3))
      server.happen(event);
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor([], 600_000, false), signal());
    expect(result).toEqual({ workload: WEB, status: 'started', revisionBefore: '2', revision: '3' });
  });

  /** Answers a patch the way the API does, and lets the recorded timeline follow. */
  const patching: ReplayOptions['intercept'] = ({ method, path }, server) => {
    if (path === TAG) return { status: 200, body: tagObject() };
    if (method !== 'PATCH') return undefined;
    const events = recordedEvents('43c-watch-deployment-tag-move', DEPLOYMENTS);
    const [first, ...later] = events;
    if (first) server.happen(first);
    void server.replay(later);
    return { status: 200, body: first?.object };
  };
  const tagObject = (): Json => ({
    kind: 'ImageStreamTag',
    image: { metadata: { name: NEW }, dockerImageReference: `${INTERNAL}@${NEW}` },
  });

  it.each([
    [
      'keeps the repository a container names',
      `registry.apps.example.com/${NS}/app:prod`,
      null,
      `registry.apps.example.com/${NS}/app@${NEW}`,
    ],
    [
      'writes what the trigger would, when it is paused',
      'placeholder',
      triggersOf('app:prod', { paused: true }),
      `${INTERNAL}@${NEW}`,
    ],
  ])('%s when it sets the image', async (_what, image, triggers, expected) => {
    const objects = { [DEPLOYMENTS]: [editedItem('43a-list-for-watch-dep', { image, triggers })] };
    const { rollouts, cluster: server } = await rolloutsOf({ objects, intercept: patching });
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor([]), signal());
    expect(result).toMatchObject({ status: 'complete', revision: '3' });
    const patches = server.asked.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ path, body }) => ({ path, body }))).toEqual([
      {
        path: `${DEPLOYMENTS}/web`,
        body: { spec: { template: { spec: { containers: [{ name: 'c', image: expected }] } } } },
      },
    ]);
  });

  it('sets the image itself when the trigger does not act', async () => {
    const { rollouts, cluster: server } = await rolloutsOf({ intercept: patching });
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    const messages: string[] = [];
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor(messages), signal());
    expect(result.status).toBe('complete');
    expect(messages).toContain('the image trigger has not acted in 30 s: setting the image');
    expect(server.asked.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('fails when something sets another image meanwhile', async () => {
    const { rollouts, cluster: server } = await rolloutsOf();
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    const events = recordedEvents('43c-watch-deployment-tag-move', DEPLOYMENTS);
    const back = editedItem('43a-list-for-watch-dep', { image: `${INTERNAL}@${OLD}` });
    void server.replay(
      [
        ...events.slice(0, 2),
        {
          collection: DEPLOYMENTS,
          type: 'MODIFIED',
          object: { ...back, metadata: { ...(back['metadata'] as Json), resourceVersion: '9999' } },
        },
      ],
      1_000,
    );
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: expect.stringContaining(`changed to ${INTERNAL}@${OLD} while`) as string,
      hint: expect.stringContaining('--show-managed-fields') as string,
    });
  });

  it('fails when no container uses the image, and says how to make one', async () => {
    const web = editedItem('43a-list-for-watch-dep', { triggers: null, image: 'quay.io/prod/app:1' });
    const { rollouts } = await rolloutsOf({ objects: { [DEPLOYMENTS]: [web] } });
    await expect(rollouts.plan(WEB, [TARGET], signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: expect.stringContaining('c runs quay.io/prod/app:1') as string,
      hint: expect.stringContaining(`--from-image=${NS}/app:prod -c c`) as string,
    });
  });

  it('fails when the Deployment is deleted', async () => {
    const { rollouts, cluster: server, clock } = await rolloutsOf();
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    const [event] = recordedEvents('43c-watch-deployment-tag-move', DEPLOYMENTS);
    clock.after(3_000, () => {
      if (event) server.happen({ ...event, type: 'DELETED' });
    });
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      code: 'WORKLOAD_NOT_FOUND',
    });
  });

  it('is cancelled at once, without a diagnosis', async () => {
    const { rollouts, clock } = await rolloutsOf();
    const plan = await rollouts.plan(WEB, [TARGET], signal());
    const stop = new AbortController();
    clock.after(3_000, () => stop.abort());
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor([]), stop.signal)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});

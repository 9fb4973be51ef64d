import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rollouts } from '../../../../src/core/ports/rollouts.ts';
import { seedDeploymentConfig } from '../../../../sandbox/seeds.ts';
import type { DeploymentConfig } from '../../../../sandbox/state/kinds.ts';
import { find, replace } from '../../../../sandbox/state/store.ts';
import {
  rolloutOptions,
  startSandboxedCluster,
  workloadIn,
  type SandboxedCluster,
} from '../../../support/sandboxed-cluster.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let lab: SandboxedCluster;
let rollouts: Rollouts;

beforeAll(async () => {
  lab = await startSandboxedCluster();
  ({ rollouts } = lab.quietClusterAs('alice'));
});
afterAll(() => lab.stop());

function configOf(name: string): DeploymentConfig {
  const config = find(lab.sandbox.state, 'deploymentconfigs', 'prod', name);
  if (config === undefined) throw new Error(`no ${name}`);
  return config;
}

/** A version 1 that works, and a version 2 with the same image that came without any tag and does not. */
async function breakWithoutTag(name: string) {
  const digest = lab.push('prod', name, 'prod', `${name} old`);
  seedDeploymentConfig(lab.sandbox, { project: 'prod', name, tag: `${name}:prod`, timeoutSeconds: 60 });
  await lab.sandbox.settled();
  const next = lab.push('dev', name, 'new', `${name} new`);
  const plan = await rollouts.plan(
    workloadIn('deploymentconfig', name),
    [lab.targetOf(name, next)],
    signal(),
  );
  expect(plan).toMatchObject({ method: 'trigger', revisionBefore: '1' });
  const config = structuredClone(configOf(name));
  config.spec.template.metadata.labels = { ...config.spec.template.metadata.labels, 'lab/fail': 'true' };
  config.metadata.generation = (config.metadata.generation ?? 1) + 1;
  replace(lab.sandbox.state, 'deploymentconfigs', config);
  await lab.sandbox.settled();
  return { digest, plan };
}

const triggersOf = (name: string) =>
  (configOf(name).spec.triggers ?? []).flatMap(({ imageChangeParams }) =>
    imageChangeParams === undefined ? [] : [imageChangeParams],
  );

describe('the way back of a DeploymentConfig whose trigger stays silent', () => {
  it('leaves its trigger on, as its tag points to what it goes back to', async () => {
    const { digest, plan } = await breakWithoutTag('silent');
    expect(configOf('silent').status.latestVersion).toBe(2);
    const way = await rollouts.planRollback(plan, signal());

    const result = await way.go(rolloutOptions(), signal());

    expect(result).toMatchObject({ status: 'complete', revision: '3' });
    expect(triggersOf('silent')).toMatchObject([
      { automatic: true, lastTriggeredImage: expect.stringContaining(digest) as string },
    ]);
    await lab.sandbox.settled();
    // no version more than the one of the roll back
    expect(configOf('silent').status.latestVersion).toBe(3);
    const moved = lab.push('prod', 'silent', 'prod', 'silent newer');
    await lab.sandbox.settled();
    expect(configOf('silent').spec.template.spec.containers[0]?.image).toContain(moved);
  });

  it('does not switch a trigger on that somebody has switched off', async () => {
    const { digest, plan } = await breakWithoutTag('elsewhere');
    const way = await rollouts.planRollback(plan, signal());
    const config = structuredClone(configOf('elsewhere'));
    for (const trigger of config.spec.triggers ?? []) {
      if (trigger.imageChangeParams !== undefined) trigger.imageChangeParams.automatic = false;
    }
    replace(lab.sandbox.state, 'deploymentconfigs', config);
    lab.push('prod', 'elsewhere', 'prod', 'elsewhere newer');

    await way.go(rolloutOptions(), signal());

    expect(triggersOf('elsewhere').map(({ automatic }) => automatic)).not.toContain(true);
    expect(configOf('elsewhere').spec.template.spec.containers[0]?.image).toContain(digest);
  });
});

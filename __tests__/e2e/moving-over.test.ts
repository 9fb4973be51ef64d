import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import { issueServiceAccountToken } from '../../sandbox/access/tokens.ts';
import { seedProject, seedRole, seedServiceAccount, seedSharedProject } from '../../sandbox/seeds.ts';
import { blocksOf } from '../repository/documents.ts';
import { startKubectl, type Kubectl } from '../support/kubectl.ts';
import { describeWith } from '../support/peers.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { setup } from '../support/run-doctor.ts';
import { runAction } from '../support/runner.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

/** What a recipe has the user do: the accounts that setup makes, and the workflow. */
function recipe(name: string): {
  readonly accounts: readonly (readonly string[])[];
  readonly workflow: string;
} {
  const blocks = blocksOf(`docs/recipes/${name}.md`);
  const accounts = blocks.flatMap(({ text }) =>
    [...text.matchAll(/^openshift-promote setup (.*) \| oc apply -f -$/gm)].map(([, flags = '']) =>
      flags.split(' '),
    ),
  );
  const workflow = blocks.find(({ language }) => language === 'yaml')?.text;
  if (workflow === undefined) throw new Error(`recipe ${name} has no workflow`);
  return { accounts, workflow };
}

describeWith(['kubectl'], 'moving over from what pipelines do today', () => {
  let playground: Playground;
  let kubectl: Kubectl;
  let folder: string;

  beforeAll(async () => {
    playground = await startPlayground();
    kubectl = startKubectl();
    folder = mkdtempSync(path.join(os.tmpdir(), 'moving-over-'));
    const { source, destination } = playground;
    writeFileSync(path.join(folder, 'ca.pem'), `${source.cluster.ca}\n${destination.cluster.ca}`);
    for (const { cluster } of [source, destination]) seedSharedProject(cluster);
  });
  afterAll(async () => {
    for (const { cluster } of [playground.source, playground.destination])
      expect(cluster.unknownRequests.filter((request) => !request.includes('openapi'))).toEqual([]);
    await playground.stop();
    kubectl.close();
    rmSync(folder, { recursive: true });
  });

  const follow = (
    workflow: string,
    values: Pick<Parameters<typeof runWorkflow>[1], 'vars' | 'secrets'>,
  ): Promise<WorkflowResult> =>
    runWorkflow(workflow, {
      ...values,
      inputs: {},
      // recipes are for clusters that a runner trusts
      environment: { NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') },
    });
  /** `oc create token` */
  const tokenOf = (cluster: SandboxCluster, project: string, name: string): string =>
    issueServiceAccountToken(cluster.state, project, name);

  describe('one cluster with two projects and oc tag', () => {
    const { accounts, workflow } = recipe('one-cluster');

    it('promotes with the account that setup makes, and the rollout that the trigger starts is the one waited for', async () => {
      const { cluster } = playground.destination;
      seedProject(cluster, 'dev');
      seedRole(cluster, 'dev', 'edit', 'system:serviceaccount:dev:pipeline');
      const developer = seedServiceAccount(cluster, 'dev', 'pipeline');
      // a build of the team left the release there
      const built = await runAction({
        ...playgroundInputs(playground),
        'destination-token': developer,
        'destination-image': 'dev/app:1.4.2',
      });
      expect(built.status, built.log).toBe(0);
      for (const flags of accounts) await kubectl.apply(cluster, await setup(...flags, '--account=tagger'));
      const before = streamTagDigest(cluster, 'prod', 'app', 'live');

      const { jobs, log } = await follow(workflow, {
        vars: { API: cluster.apiUrl },
        secrets: { PROMOTER_TOKEN: tokenOf(cluster, 'prod', 'tagger') },
      });

      expect(accounts).toHaveLength(1);
      expect(jobs['promote']?.succeeded, log).toBe(true);
      const after = streamTagDigest(cluster, 'prod', 'app', 'live');
      expect(after).toBe(built.outputs['digest']);
      expect(after).not.toBe(before);
      expect(log).toContain(`now in production ${after ?? ''}`);
      expect(log).toMatch(/dc\/api in prod is complete|deploymentconfig\/api in prod is complete/);
    });
  });

  describe('docker login, pull, tag and push with oc whoami -t', () => {
    const { accounts, workflow } = recipe('docker-push');

    it('promotes with two accounts of least rights, byte for byte', async () => {
      const { source, destination } = playground;
      const [puller = [], promoter = []] = accounts;
      await kubectl.apply(source.cluster, await setup(...puller, '--account=copier'));
      await kubectl.apply(destination.cluster, await setup(...promoter, '--account=copier'));

      const { jobs, log } = await follow(workflow, {
        vars: { DEV_API: source.cluster.apiUrl, PROD_API: destination.cluster.apiUrl },
        secrets: {
          DEV_TOKEN: tokenOf(source.cluster, 'dev', 'copier'),
          PROD_TOKEN: tokenOf(destination.cluster, 'prod', 'copier'),
        },
      });

      expect(accounts).toHaveLength(2);
      expect(jobs['promote']?.succeeded, log).toBe(true);
      expect(streamTagDigest(destination.cluster, 'prod', 'app', '1.4.2')).toBe(
        streamTagDigest(source.cluster, 'dev', 'app', '1.4.2'),
      );
      expect(log).toContain('deployment/web in prod is complete');
    });
  });
});

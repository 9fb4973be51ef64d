import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seedClusterRole, seedGitOps, seedRole } from '../../sandbox/seeds.ts';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { startArgoCd, type ArgoCd } from '../support/argo-cd.ts';
import { describeWith } from '../support/peers.ts';
import { playgroundInputs } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';

const SERVICE = 'image-registry.openshift-image-registry.svc:5000';
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'shop' } },
    template: {
      metadata: { labels: { app: 'shop' } },
      spec: { containers: [{ name: 'app', image: 'app' }] },
    },
  },
};
const KUSTOMIZATION = `resources: [shop.yaml]\nimages:\n  - name: app\n    newName: ${SERVICE}/prod/app\n    newTag: 1.4.1\n`;

describeWith(['git', 'kubectl'], 'a rollout by Argo CD', () => {
  let playground: Playground;
  let folder: string;
  let checkout: string;
  let remote: string;
  let argo: ArgoCd | undefined;

  beforeEach(async () => {
    playground = await startPlayground();
    const { cluster } = playground.destination;
    seedGitOps(cluster);
    folder = mkdtempSync(path.join(tmpdir(), 'gitops-rollout-'));
    [remote, checkout] = [path.join(folder, 'remote.git'), path.join(folder, 'checkout')];
    git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
    git(folder, 'clone', '--quiet', remote, checkout);
    git(checkout, 'checkout', '--quiet', '-B', 'main');
    mkdirSync(path.join(checkout, 'deploy'));
    write('deploy/shop.yaml', JSON.stringify(DEPLOYMENT));
    write('deploy/kustomization.yaml', KUSTOMIZATION);
    git(checkout, 'add', '--all');
    git(checkout, 'commit', '--quiet', '-m', 'start');
    git(checkout, 'push', '--quiet', 'origin', 'main');
  });
  afterEach(async () => {
    await argo?.stop();
    argo = undefined;
    await playground.stop();
    rmSync(folder, { recursive: true });
  });

  const git = (where: string, ...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=dev', '-c', 'user.email=dev@example.com', '-C', where, ...args], {
      encoding: 'utf8',
    }).trimEnd();
  const write = (name: string, text: string): void => {
    writeFileSync(path.join(checkout, name), text);
  };
  const letRead = (): void => {
    const { cluster } = playground.destination;
    const rules = [{ apiGroups: ['argoproj.io'], resources: ['applications'], verbs: ['get'] }];
    seedClusterRole(cluster, 'application-reader', rules);
    seedRole(cluster, 'openshift-gitops', 'application-reader', 'system:serviceaccount:prod:promoter');
  };
  const start = async (syncPolicy: object): Promise<ArgoCd> => {
    argo = await startArgoCd(playground.destination.cluster, remote, syncPolicy);
    await argo.refresh(true);
    await playground.destination.cluster.settled();
    return argo;
  };
  const promote = (inputs: Record<string, string> = {}): Promise<StepResult> =>
    runAction({
      ...playgroundInputs(playground),
      gitops: path.join(checkout, 'deploy/kustomization.yaml'),
      'gitops-push': 'true',
      rollout: 'deployment/shop',
      timeout: '10m',
      ...inputs,
    });
  const podImages = (): readonly string[] =>
    [...playground.destination.cluster.state.objects.pods.values()]
      .filter(({ metadata }) => metadata.name.startsWith('shop-'))
      .map(({ spec }) => spec.containers[0]?.image ?? '');
  const patches = (): readonly string[] =>
    playground.destination.cluster
      .history()
      .filter(
        ({ method, url }) => method === 'PATCH' && url.includes('/deployments/') && !url.includes('argocd'),
      )
      .map(({ url }) => url);

  it('is waited for until its pods run exactly the promoted digest, and nothing is patched', async () => {
    letRead();
    await start({ automated: { selfHeal: true } });
    const record = path.join(folder, 'record.json');

    const run = await promote({ record });

    expect(run.status, run.log).toBe(0);
    const { digest = '', 'gitops-commit': commit = '' } = run.outputs;
    expect(run.outputs['rollout-status']).toBe('complete');
    expect(run.log).toContain('2 ready pods run the promoted image');
    expect(podImages()).toEqual([
      `${SERVICE}/prod/app:1.4.2@${digest}`,
      `${SERVICE}/prod/app:1.4.2@${digest}`,
    ]);
    expect(patches()).toEqual([]);
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({
      commit: { sha: commit, branch: 'main', repository: remote },
      images: [
        {
          rollouts: [
            {
              deliveredBy: {
                owner: 'Argo CD Application openshift-gitops/shop',
                state: 'Synced, Healthy',
                revision: commit,
              },
            },
          ],
        },
      ],
    });
    expect(run.summary).toContain('Argo CD Application openshift-gitops/shop');
    expect(run.summary).toContain(commit);
  });

  it('that is suspended ends at the timeout with the command that resumes it', async () => {
    letRead();
    await start({});

    const run = await promote({ timeout: '4s' });

    expect(run.status, run.log).toBe(7);
    expect(run.outputs['error-code']).toBe('ROLLOUT_TIMED_OUT');
    expect(run.log).toMatch(
      /warning.*waits for Argo CD Application openshift-gitops\/shop: its automated sync is off/,
    );
    expect(run.log).toMatch(
      /deployment\/shop in prod did not get the promoted image in 4 s, it names \S+\/prod\/app:1\.4\.1; waited for Argo CD Application openshift-gitops\/shop, which is \w+, Healthy: its automated sync is off, so somebody has to sync it/,
    );
    expect(run.log).toContain('argocd app sync openshift-gitops/shop');
    expect(run.log).toContain(`the image is in commit ${run.outputs['gitops-commit'] ?? ''} on branch main`);
  });

  it('that fails is explained by what Argo CD says', async () => {
    letRead();
    await start({ automated: {} });
    // breaks what the commit of the promotion is built on
    write('deploy/kustomization.yaml', KUSTOMIZATION.replace('shop.yaml', 'shop.yaml, missing.yaml'));
    git(checkout, 'commit', '--quiet', '--all', '-m', 'broken');
    git(checkout, 'push', '--quiet', 'origin', 'main');
    await argo?.refresh(false);

    const run = await promote({ timeout: '4s' });

    expect(run.status, run.log).toBe(7);
    expect(run.log).toContain('ComparisonError: Failed to load target state');
    expect(run.log).toContain('missing.yaml');
  });

  it('from another branch ends at the timeout with what it deploys from, without the password in its URL', async () => {
    letRead();
    await start({ automated: {} });

    const run = await promote({ timeout: '4s', 'gitops-branch': 'promote-app' });

    expect(run.status, run.log).toBe(7);
    expect(run.log).toContain('which is Synced, Healthy');
    expect(run.log).toContain(
      'it deploys from https://git.example.com/shop.git main deploy: is the commit there?',
    );
    expect(run.log).not.toContain('hunter2');
    expect(run.log).toContain('on branch promote-app');
  });

  it('that may not be looked at is waited for all the same', async () => {
    await start({ automated: {} });

    const run = await promote();

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain(
      'its Application shop cannot be read: the account may not get applications.argoproj.io in openshift-gitops',
    );
    expect(run.outputs['rollout-status']).toBe('complete');
  });

  it('brings a workload that does not exist before the promotion', async () => {
    letRead();
    argo = await startArgoCd(playground.destination.cluster, remote, { automated: {} });
    write('deploy/kustomization.yaml', KUSTOMIZATION.replace('shop.yaml', 'shop.yaml, next.yaml'));
    write('deploy/next.yaml', JSON.stringify(DEPLOYMENT).replaceAll('"shop"', '"next"'));
    git(checkout, 'add', '--all');
    git(checkout, 'commit', '--quiet', '--all', '-m', 'next');
    const publish = `git -C ${checkout} push --quiet origin main`;

    const run = await promote({
      rollout: 'deployment/next',
      gitops: '',
      'gitops-push': '',
      'gitops-application': 'openshift-gitops/shop',
      'before-rollout': `cd ${checkout} && sed -i "s/newTag.*/digest: $PROMOTE_DIGEST/" deploy/kustomization.yaml && git -c user.name=d -c user.email=d@e commit -qam release && ${publish}`,
    });

    expect(run.status, run.log).toBe(0);
    expect(run.outputs['rollout-status']).toBe('complete');
  });

  it('would undo any other rollout, which the check refuses', async () => {
    letRead();
    await start({ automated: { selfHeal: true } });

    const run = await promote({ gitops: '', 'gitops-push': '' });

    expect(run.status, run.log).toBe(7);
    expect(run.log).toContain(
      'deployment/shop in prod is deployed by Argo CD Application openshift-gitops/shop from https://git.example.com/shop.git main deploy (annotation argocd.argoproj.io/tracking-id), which undoes this rollout, because it reverts every change made in the cluster',
    );
    expect(run.log).toContain('set "gitops" to the files it deploys from');
    expect(podImages()).toEqual([`${SERVICE}/prod/app:1.4.1`, `${SERVICE}/prod/app:1.4.1`]);
    expect(patches()).toEqual([]);
  });

  it('that does not heal only gets a warning, and so does one that may not be looked at', async () => {
    await start({ automated: {} });

    const unreadable = await promote({ gitops: '', 'gitops-push': '' });
    expect(unreadable.status, unreadable.log).toBe(0);
    expect(unreadable.log).toMatch(
      /::warning.*which may undo this rollout: its Application shop cannot be read/,
    );

    letRead();
    const again = await promote({
      gitops: '',
      'gitops-push': '',
      'source-image': 'dev/app:1.4.1',
      'destination-image': 'prod/app:1.4.1',
    });
    expect(again.status, again.log).toBe(0);
    expect(again.log).toMatch(/::warning.*whose next sync undoes this rollout/);
  });
});

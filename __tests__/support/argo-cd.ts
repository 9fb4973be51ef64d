// A stand-in for Argo CD: it builds what a git repository holds with kustomize and applies it to a cluster of the sandbox, as an
// Application tells it to. Fields, names and messages as in Argo CD 3 (pkg/apis/application/v1alpha1/types.go, common/common.go).
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { loadAll } from 'js-yaml';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import { startKubectl } from './kubectl.ts';

const run = promisify(execFile);
const NAMESPACE = 'openshift-gitops';
const COLLECTION = `/apis/argoproj.io/v1alpha1/namespaces/${NAMESPACE}/applications`;
const EVERY_MS = 300;

export interface ArgoCd {
  /** Compares and, if asked, syncs once, as `argocd app sync` does. */
  refresh(sync: boolean): Promise<void>;
  stop(): Promise<void>;
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

interface Application extends Manifest {
  readonly spec: {
    readonly source: { readonly repoURL: string; readonly targetRevision: string; readonly path: string };
    readonly destination: { readonly namespace: string };
    readonly syncPolicy?: {
      readonly automated?: { readonly enabled?: boolean; readonly selfHeal?: boolean };
    };
  };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly operationState?: {
      readonly phase: string;
      readonly message: string;
      readonly syncResult?: { readonly revision: string };
    };
  };
}

/**
 * Creates the Application `shop` and watches its repository until it is stopped.
 * @param repository path of a git repository
 * @param syncPolicy of the Application; without `automated`, nothing is applied but by `refresh(true)`
 */
export async function startArgoCd(
  cluster: SandboxCluster,
  repository: string,
  syncPolicy: object,
  targetRevision = 'main',
): Promise<ArgoCd> {
  const kubectl = startKubectl();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'argo-cd-'));
  const clone = path.join(folder, 'clone');
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', ['-C', clone, ...args])).stdout.trim();
  await run('git', ['clone', '--quiet', repository, clone]);
  const application = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop', namespace: NAMESPACE },
    spec: {
      project: 'default',
      source: { repoURL: `https://reader:hunter2@git.example.com/shop.git`, targetRevision, path: 'deploy' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'prod' },
      syncPolicy,
    },
  };
  let files = 0;
  const file = (value: unknown): string => {
    const name = path.join(folder, `${(files += 1)}.json`);
    writeFileSync(name, JSON.stringify(value));
    return name;
  };
  await kubectl.run(cluster, 'create', '--raw', COLLECTION, '-f', file(application));

  const read = (): Application => {
    const [found] = cluster.state.objects.applications.values();
    if (found === undefined) throw new Error('the Application is gone');
    const { apiVersion, kind } = application;
    return { apiVersion, kind, ...found } as unknown as Application;
  };
  const { deployments } = cluster.state.objects;
  const liveGenerations = (): string =>
    [...deployments.values()].map(({ metadata }) => `${metadata.name} ${metadata.generation ?? 0}`).join();

  const build = async ({ spec }: Application): Promise<readonly Manifest[]> => {
    const built = await run('kubectl', ['kustomize', path.join(clone, spec.source.path)]);
    return (loadAll(built.stdout) as readonly Manifest[]).map((object) => {
      const group = object.apiVersion.includes('/') ? object.apiVersion.split('/', 1)[0] : '';
      const id = `shop:${group ?? ''}/${object.kind}:${spec.destination.namespace}/${object.metadata.name}`;
      const annotations = { ...object.metadata.annotations, 'argocd.argoproj.io/tracking-id': id };
      return { ...object, metadata: { ...object.metadata, annotations } };
    });
  };

  const apply = async ({ spec }: Application, objects: readonly Manifest[]): Promise<void> => {
    const list = file({ apiVersion: 'v1', kind: 'List', items: objects });
    const how = ['apply', '--server-side', '--force-conflicts', '--field-manager=argocd-controller'];
    await kubectl.run(cluster, ...how, '-n', spec.destination.namespace, '-f', list);
  };

  let compared = '';
  let applied = '';
  const compare = async (isAsked: boolean): Promise<void> => {
    const found = read();
    await git('fetch', '--quiet', 'origin', found.spec.source.targetRevision);
    const revision = await git('rev-parse', 'FETCH_HEAD');
    const automated = found.spec.syncPolicy?.automated;
    const isAutomated = automated !== undefined && automated.enabled !== false;
    const last = found.status?.operationState;
    const isTried = last?.syncResult?.revision === revision;
    const mustHeal = automated?.selfHeal === true && liveGenerations() !== applied;
    const mustSync = isAsked || (isAutomated && (!isTried || mustHeal));
    if (!mustSync && compared === revision) return;
    compared = revision;
    await git('checkout', '--quiet', '--force', revision);
    const write = async (status: object): Promise<void> => {
      await kubectl.run(cluster, 'replace', '--raw', `${COLLECTION}/shop`, '-f', file({ ...found, status }));
    };
    let objects: readonly Manifest[];
    try {
      objects = await build(found);
    } catch (error) {
      const message = `Failed to load target state: failed to generate manifest for source 1 of 1: ${wordsOf(error)}`;
      const conditions = [{ type: 'ComparisonError', message }];
      await write({ ...found.status, sync: { status: 'Unknown', revision }, conditions });
      return;
    }
    if (!mustSync) {
      const isSynced = isTried && last.phase === 'Succeeded';
      await write({
        ...found.status,
        sync: { status: isSynced ? 'Synced' : 'OutOfSync', revision },
        conditions: [],
      });
      return;
    }
    const ended = (phase: string, message: string): object => ({
      sync: { status: phase === 'Succeeded' ? 'Synced' : 'OutOfSync', revision },
      health: { status: phase === 'Succeeded' ? 'Healthy' : 'Degraded' },
      conditions: [],
      operationState: { phase, message, syncResult: { revision } },
    });
    try {
      await apply(found, objects);
      applied = liveGenerations();
      await write(ended('Succeeded', 'successfully synced (all tasks run)'));
    } catch (error) {
      const message = `one or more objects failed to apply, reason: ${wordsOf(error)}`;
      await write(ended('Failed', message));
    }
  };

  // one comparison after the other
  let last = Promise.resolve();
  const refresh = (isAsked: boolean): Promise<void> => {
    last = last.then(() => compare(isAsked));
    return last;
  };
  const stopped = new AbortController();
  const loop = (async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await refresh(false);
      await sleep(EVERY_MS);
    }
  })();
  return {
    refresh,
    async stop() {
      stopped.abort();
      await loop;
      kubectl.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function wordsOf(error: unknown): string {
  const { stderr } = error as { readonly stderr?: string };
  return (stderr ?? String(error)).trim();
}

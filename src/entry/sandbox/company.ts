import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import { buildImage, type BuiltImage } from '../../../sandbox/images/image.ts';
import { buildLayer } from '../../../sandbox/images/layer.ts';
import { putSpecTag } from '../../../sandbox/imagestreams/tag-events.ts';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import { seedImage } from '../../../sandbox/seed-image.ts';
import {
  seedDeployment,
  seedDeploymentConfig,
  seedProject,
  seedRole,
  seedServiceAccount,
} from '../../../sandbox/seeds.ts';
import type { SandboxOptions } from '../../../sandbox/state/options.ts';
import { find, replace } from '../../../sandbox/state/store.ts';
import { isDigest, type Digest } from '../../core/image/digest.ts';
import { tagAnnotations, workloadAnnotations, type Trace } from '../../core/trace/trace.ts';

/** A small company: eight applications in three environments, some of which are not as they should be. */
export interface Company {
  readonly environments: Readonly<Record<EnvironmentName, CompanyEnvironment>>;
  /** path of the file that names environments and applications */
  readonly file: string;
  stop(): Promise<void>;
}

export interface CompanyEnvironment {
  readonly cluster: SandboxCluster;
  readonly project: string;
  /** token of an account that promotes */
  readonly token: string;
  /** name of the environment variable that the file names for the token */
  readonly variable: string;
  /** path of a PEM file */
  readonly caFile: string;
}

const NAMES = ['dev', 'test', 'prod'] as const;
type EnvironmentName = (typeof NAMES)[number];

/** Hours before the start, the version, and who promoted it; `by hand` leaves no trace. */
type Arrival = readonly [environment: EnvironmentName, hoursAgo: number, version: string, by: string];

const PEOPLE = { mara: 'mara', jonas: 'jonas', nobody: 'by hand' } as const;
const { mara, jonas, nobody } = PEOPLE;

/** What came where. Images are pushed to dev, and promoted from there. */
const HISTORY: Readonly<Record<string, readonly Arrival[]>> = {
  web: [
    ['dev', 700, '2.6.3', nobody],
    ['test', 690, '2.6.3', mara],
    ['prod', 640, '2.6.3', jonas],
    ['dev', 120, '2.7.0', nobody],
    ['test', 98, '2.7.0', mara],
    ['prod', 26, '2.7.0', jonas],
    ['dev', 4, '2.8.0', nobody],
  ],
  api: [
    ['dev', 500, '1.4.1', nobody],
    ['test', 480, '1.4.1', mara],
    ['prod', 400, '1.4.1', jonas],
    ['dev', 170, '1.4.2', nobody],
    ['test', 150, '1.4.2', mara],
    ['prod', 50, '1.4.2', jonas],
  ],
  worker: [
    ['dev', 300, '3.0.0', nobody],
    ['test', 290, '3.0.0', jonas],
    ['prod', 200, '3.0.0', jonas],
    ['dev', 30, '3.1.0', nobody],
    ['test', 5, '3.1.0', mara],
  ],
  billing: [
    ['dev', 900, '5.2.0', nobody],
    ['test', 880, '5.2.0', mara],
    ['prod', 860, '5.2.0', jonas],
    ['dev', 240, '5.3.0', nobody],
    ['test', 220, '5.3.0', mara],
    // tagged by hand, past everything
    ['prod', 8, '5.3.0', nobody],
  ],
  search: [
    ['dev', 400, '0.9.0', nobody],
    ['test', 380, '0.9.0', mara],
    // a hotfix that test never had
    ['prod', 20, '0.9.1', jonas],
  ],
  mail: [
    ['dev', 1000, '1.0.7', nobody],
    ['test', 990, '1.0.7', mara],
    ['prod', 960, '1.0.7', mara],
  ],
  reports: [
    ['dev', 60, '0.3.0', nobody],
    ['test', 40, '0.3.0', mara],
  ],
  gateway: [
    ['dev', 220, '4.4.0', nobody],
    ['test', 200, '4.4.0', jonas],
    ['prod', 180, '4.4.0', jonas],
    ['dev', 100, '4.5.0', nobody],
    ['test', 90, '4.5.0', jonas],
    ['prod', 70, '4.5.0', jonas],
  ],
};

const HOUR_MS = 3_600_000;
const NEVER = new AbortController().signal;
/** The account of pipelines. */
const ACCOUNT = 'promoter';

/** dev and test are projects of one cluster, prod has a cluster of its own. */
export async function startCompany(
  options: Pick<SandboxOptions, 'source' | 'destination' | 'log'> = {},
): Promise<Company> {
  const start = Date.now();
  let moment: number | undefined = start;
  // the past is played first
  const sandbox = await startSandbox({ ...options, now: () => new Date(moment ?? Date.now()) });
  const folder = await mkdtemp(join(tmpdir(), 'openshift-promote-'));
  const open = (name: EnvironmentName, cluster: SandboxCluster) => openEnvironment(name, cluster, folder);
  const environments = {
    dev: await open('dev', sandbox.source),
    test: await open('test', sandbox.source),
    prod: await open('prod', sandbox.destination),
  };
  const images = createImages(folder);
  const arrivals = Object.entries(HISTORY)
    .flatMap(([app, all]) => all.map((arrival) => ({ app, arrival })))
    .sort((one, other) => other.arrival[1] - one.arrival[1]);
  for (const { app, arrival } of arrivals) {
    moment = start - arrival[1] * HOUR_MS;
    await arrive(app, arrival, environments[arrival[0]], await images(app, arrival[2]));
  }
  moment = undefined;
  for (const app of Object.keys(HISTORY))
    for (const environment of Object.values(environments)) runApplication(app, environment);
  await Promise.all([sandbox.source.settled(), sandbox.destination.settled()]);
  await changeByHand('api', environments.prod, await images('api', '1.4.1'));
  const file = join(folder, 'environments.yaml');
  await writeFile(file, fileText(environments));
  return {
    environments,
    file,
    stop: async () => {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openEnvironment(
  name: EnvironmentName,
  cluster: SandboxCluster,
  folder: string,
): Promise<CompanyEnvironment> {
  const project = `shop-${name}`;
  seedProject(cluster, project);
  const token = seedServiceAccount(cluster, project, ACCOUNT);
  seedRole(cluster, project, 'edit', `system:serviceaccount:${project}:${ACCOUNT}`);
  const caFile = join(folder, `${name}-ca.pem`);
  await writeFile(caFile, cluster.ca);
  return { cluster, project, token, variable: `${name.toUpperCase()}_TOKEN`, caFile };
}

/** Each version of an application is one small image, the same everywhere. */
function createImages(folder: string): (app: string, version: string) => Promise<BuiltImage> {
  const known = new Map<string, Promise<BuiltImage>>();
  const build = async (app: string, version: string): Promise<BuiltImage> => {
    const content = Buffer.from(JSON.stringify({ app, version }));
    const files = [{ path: '/app/release.json', content }];
    const layer = await buildLayer(folder, `${app}-${version}`, files, 'fast', NEVER);
    return buildImage({
      platform: { os: 'linux', architecture: 'amd64' },
      layers: [layer],
      created: '2026-01-01T00:00:00Z',
      config: { User: '1001' },
      labels: { 'org.opencontainers.image.version': version },
    });
  };
  return (app, version) => {
    const image = known.get(`${app}:${version}`) ?? build(app, version);
    known.set(`${app}:${version}`, image);
    return image;
  };
}

async function arrive(
  app: string,
  [name, , version, by]: Arrival,
  { cluster, project }: CompanyEnvironment,
  image: BuiltImage,
): Promise<void> {
  await seedImage(cluster, project, app, version, image);
  await seedImage(cluster, project, app, 'live', image);
  const stream = find(cluster.state, 'imagestreams', project, app);
  if (stream === undefined || name === 'dev' || by === PEOPLE.nobody) return;
  const status = stream.status.tags?.find(({ tag }) => tag === 'live');
  const [item, before] = status?.items ?? [];
  const annotations = stream.spec.tags?.find((tag) => tag.name === 'live')?.annotations ?? {};
  const since = item?.created ?? '';
  const trace = traceOf(app, version, by, image.manifest.digest, since, before?.image, name);
  const next = structuredClone(stream);
  const entries = Object.entries({ ...annotations, ...tagAnnotations(trace, annotations) });
  putSpecTag(next, {
    name: 'live',
    annotations: Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null)),
    generation: item?.generation ?? 1,
    importPolicy: { importMode: 'Legacy' },
    referencePolicy: { type: 'Source' },
  });
  replace(cluster.state, 'imagestreams', next);
}

function traceOf(
  app: string,
  version: string,
  actor: string,
  digest: Digest,
  since: string,
  previous: string | undefined,
  name: EnvironmentName,
): Trace {
  const from = name === 'prod' ? 'test' : 'dev';
  return {
    ...{ digest, version, actor, since, time: since },
    source: `registry.${from}.example.com/shop-${from}/${app}@${digest}`,
    run: `https://ci.example.com/shop/${app}/${version}/${name}`,
    previous: isDigest(previous) ? previous : undefined,
  };
}

/** Most have an image trigger; gateway is a DeploymentConfig, and api follows no tag. */
function runApplication(app: string, { cluster, project }: CompanyEnvironment): void {
  const stream = find(cluster.state, 'imagestreams', project, app);
  if (stream === undefined) return;
  const seed = { project, name: app, replicas: 2 };
  if (app === 'gateway') seedDeploymentConfig(cluster, { ...seed, tag: 'gateway:live' });
  else if (app === 'api') seedDeployment(cluster, { ...seed, image: liveImage(app, project, cluster) });
  else seedDeployment(cluster, { ...seed, tag: `${app}:live` });
}

function liveImage(app: string, project: string, { state }: SandboxCluster): string {
  const stream = find(state, 'imagestreams', project, app);
  const digest = stream?.status.tags?.find(({ tag }) => tag === 'live')?.items?.[0]?.image ?? '';
  return `${state.internalRegistryHost}/${project}/${app}@${digest}`;
}

/** A Deployment that was promoted, and that somebody set back to an older image since. */
async function changeByHand(
  app: string,
  { cluster, project }: CompanyEnvironment,
  older: BuiltImage,
): Promise<void> {
  const { state } = cluster;
  const deployment = find(state, 'deployments', project, app);
  const stream = find(state, 'imagestreams', project, app);
  const [item] = stream?.status.tags?.find(({ tag }) => tag === 'live')?.items ?? [];
  if (deployment === undefined || !isDigest(item?.image)) return;
  const trace = traceOf(app, '1.4.2', jonas, item.image, item.created, undefined, 'prod');
  const left = workloadAnnotations([{ trace, tag: `${project}/${app}:live` }]);
  const next = structuredClone(deployment);
  const own = Object.entries(left).filter((entry): entry is [string, string] => entry[1] !== null);
  next.metadata.annotations = { ...next.metadata.annotations, ...Object.fromEntries(own) };
  for (const container of next.spec.template.spec.containers ?? [])
    container.image = `${state.internalRegistryHost}/${project}/${app}@${older.manifest.digest}`;
  next.metadata.generation = (next.metadata.generation ?? 1) + 1;
  replace(state, 'deployments', next);
  await cluster.settled();
}

/** What `openshift-promote board` and the input `environments` read. */
function fileText(environments: Company['environments']): string {
  const lines = NAMES.flatMap((name) => {
    const { cluster, project, variable } = environments[name];
    return [
      `  - name: ${name}`,
      `    server: ${cluster.apiUrl}`,
      `    registry: ${cluster.registryHost}`,
      `    ca: ${name}-ca.pem`,
      `    project: ${project}`,
      `    token: ${variable}`,
      ...(name === 'prod' ? ['    soak: 1h'] : []),
    ];
  });
  const applications = Object.keys(HISTORY).map((app) => `  - name: ${app}`);
  return ['version: 1', 'environments:', ...lines, 'applications:', ...applications, ''].join('\n');
}

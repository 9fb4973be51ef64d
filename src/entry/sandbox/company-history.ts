import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import { issueServiceAccountToken, issueUserToken } from '../../../sandbox/access/tokens.ts';
import { buildImage, type BuiltImage } from '../../../sandbox/images/image.ts';
import { buildLayer } from '../../../sandbox/images/layer.ts';
import { seedImage } from '../../../sandbox/seed-image.ts';
import { seedDeployment, seedDeploymentConfig } from '../../../sandbox/seeds.ts';
import { dispatch } from '../../../sandbox/server/dispatch.ts';
import { find } from '../../../sandbox/state/store.ts';
import { isDigest, type Digest } from '../../core/image/digest.ts';
import { tagAnnotations, workloadAnnotations, type Trace } from '../../core/trace/trace.ts';

export const ENVIRONMENT_NAMES = ['dev', 'test', 'prod'] as const;
export type EnvironmentName = (typeof ENVIRONMENT_NAMES)[number];

/** Where an environment is. */
export interface Place {
  readonly cluster: SandboxCluster;
  readonly project: string;
}

export type Places = Readonly<Record<EnvironmentName, Place>>;

/** The account of pipelines. */
export const PROMOTER = 'promoter';

/** An image under the tag `live`: hours before the start, its version, and who promoted it; without that, it was pushed. */
type Arrival = readonly [environment: EnvironmentName, hoursAgo: number, version: string, by?: string];

const [mara, jonas] = ['mara', 'jonas'];

/** What came where. Images are pushed to dev, and promoted from there. */
export const HISTORY: Readonly<Record<string, readonly Arrival[]>> = {
  web: [
    ['dev', 700, '2.6.3'],
    ['test', 690, '2.6.3', mara],
    ['prod', 640, '2.6.3', jonas],
    ['dev', 120, '2.7.0'],
    ['test', 98, '2.7.0', mara],
    ['prod', 26, '2.7.0', jonas],
    ['dev', 4, '2.8.0'],
  ],
  api: [
    ['dev', 500, '1.4.1'],
    ['test', 480, '1.4.1', mara],
    ['prod', 400, '1.4.1', jonas],
    ['dev', 170, '1.4.2'],
    ['test', 150, '1.4.2', mara],
    ['prod', 50, '1.4.2', jonas],
  ],
  worker: [
    ['dev', 300, '3.0.0'],
    ['test', 290, '3.0.0', jonas],
    ['prod', 200, '3.0.0', jonas],
    ['dev', 30, '3.1.0'],
    ['test', 5, '3.1.0', mara],
  ],
  billing: [
    ['dev', 900, '5.2.0'],
    ['test', 880, '5.2.0', mara],
    ['prod', 860, '5.2.0', jonas],
    ['dev', 240, '5.3.0'],
    ['test', 220, '5.3.0', mara],
    // by hand
    ['prod', 8, '5.3.0'],
  ],
  search: [
    ['dev', 400, '0.9.0'],
    ['test', 380, '0.9.0', mara],
    ['prod', 360, '0.9.0', jonas],
    // a hotfix that test never had
    ['dev', 21, '0.9.1'],
    ['prod', 20, '0.9.1', jonas],
  ],
  mail: [
    ['dev', 1000, '1.0.7'],
    ['test', 990, '1.0.7', mara],
    ['prod', 960, '1.0.7', mara],
  ],
  reports: [
    ['dev', 60, '0.3.0'],
    ['test', 40, '0.3.0', mara],
  ],
  gateway: [
    ['dev', 220, '4.4.0'],
    ['test', 200, '4.4.0', jonas],
    ['prod', 180, '4.4.0', jonas],
    ['dev', 100, '4.5.0'],
    ['test', 90, '4.5.0', jonas],
    ['prod', 70, '4.5.0', jonas],
  ],
};

const HOUR_MS = 3_600_000;
const NEVER = new AbortController().signal;
/** It follows no tag: promotions write its image. */
const WITHOUT_TRIGGER = 'api';
const DEPLOYMENT_CONFIG = 'gateway';

/**
 * Lets it all happen, oldest first: images arrive, controllers roll out, and promotions leave their traces.
 * @param setTime sets the clocks of the clusters to so many milliseconds before the start
 * @param folder for layers
 */
export async function playHistory(
  places: Places,
  setTime: (beforeMs: number) => void,
  folder: string,
): Promise<void> {
  const images = createImages(folder);
  const arrivals = Object.entries(HISTORY)
    .flatMap(([app, all]) => all.map((arrival) => ({ app, arrival })))
    .sort((one, other) => other.arrival[1] - one.arrival[1]);
  for (const { app, arrival } of arrivals) {
    const [name, hoursAgo, version, by] = arrival;
    const image = await images(app, version);
    setTime(hoursAgo * HOUR_MS);
    const place = places[name];
    await seedImage(place.cluster, place.project, app, version, image);
    await seedImage(place.cluster, place.project, app, 'live', image);
    rollOut(app, place, image.manifest.digest);
    place.cluster.advance();
    if (by !== undefined) leaveTraces(app, place, traceOf(app, arrival, by, image.manifest.digest, places));
    place.cluster.advance();
  }
  const older = await images(WITHOUT_TRIGGER, '1.4.1');
  setTime(3 * HOUR_MS);
  changeByHand(WITHOUT_TRIGGER, places.prod, older.manifest.digest);
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

/** What has an image trigger follows by itself. */
function rollOut(app: string, place: Place, digest: Digest): void {
  const { cluster, project } = place;
  // with its image from the start: a trigger has nothing to change then, and no revision is one of a placeholder
  const seed = { project, name: app, replicas: 2, image: imageOf(app, place, digest) };
  if (app === WITHOUT_TRIGGER) {
    const isThere = find(cluster.state, 'deployments', project, app) !== undefined;
    if (isThere) setImage(app, place, digest, asPromoter(place));
    else seedDeployment(cluster, seed);
    return;
  }
  const kind = app === DEPLOYMENT_CONFIG ? 'deploymentconfigs' : 'deployments';
  if (find(cluster.state, kind, project, app) !== undefined) return;
  if (kind === 'deploymentconfigs') seedDeploymentConfig(cluster, { ...seed, tag: `${app}:live` });
  else seedDeployment(cluster, { ...seed, tag: `${app}:live` });
}

function imageOf(app: string, { cluster, project }: Place, digest: Digest): string {
  return `${cluster.state.internalRegistryHost}/${project}/${app}@${digest}`;
}

function traceOf(
  app: string,
  [name, , version]: Arrival,
  actor: string,
  digest: Digest,
  places: Places,
): Trace {
  const { cluster, project } = places[name];
  const [item, before] = itemsOf(app, places[name]);
  const isTested =
    name === 'prod' && HISTORY[app]?.some(([where, , what]) => where === 'test' && what === version);
  const from = places[isTested === true ? 'test' : 'dev'];
  return {
    ...{ digest, version, actor, since: item?.created, time: cluster.state.now().toISOString() },
    source: `${from.cluster.registryHost}/${from.project}/${app}@${digest}`,
    run: `https://ci.example.com/${project}/${app}/${version}`,
    previous: isDigest(before?.image) ? before.image : undefined,
  };
}

function itemsOf(app: string, { cluster, project }: Place) {
  const stream = find(cluster.state, 'imagestreams', project, app);
  return stream?.status.tags?.find(({ tag }) => tag === 'live')?.items ?? [];
}

/** As a promotion does, with its account. */
function leaveTraces(app: string, place: Place, trace: Trace): void {
  const { cluster, project } = place;
  const stream = find(cluster.state, 'imagestreams', project, app);
  if (stream === undefined) throw new TypeError(`${project}/${app} does not exist`);
  const tags = stream.spec.tags ?? [];
  const before = tags.find(({ name }) => name === 'live')?.annotations ?? {};
  const own = Object.entries({ ...before, ...tagAnnotations(trace, before) });
  const annotations = Object.fromEntries(own.filter(([, value]) => value !== null));
  const others = tags.filter(({ name }) => name !== 'live');
  const write = asPromoter(place);
  write('PUT', `/apis/image.openshift.io/v1/namespaces/${project}/imagestreams/${app}`, {
    ...{ kind: 'ImageStream', apiVersion: 'image.openshift.io/v1', ...stream },
    spec: { ...stream.spec, tags: [...others, { name: 'live', annotations }] },
  });
  const promoted = workloadAnnotations([{ trace, tag: `${project}/${app}:live` }]);
  write('PATCH', workloadPath(app, project), { metadata: { annotations: promoted } });
}

function workloadPath(app: string, project: string): string {
  return app === DEPLOYMENT_CONFIG
    ? `/apis/apps.openshift.io/v1/namespaces/${project}/deploymentconfigs/${app}`
    : `/apis/apps/v1/namespaces/${project}/deployments/${app}`;
}

/** As `kubectl set image` does, with the rights of the project's administrator. */
function changeByHand(app: string, place: Place, digest: Digest): void {
  const { cluster } = place;
  setImage(app, place, digest, writer(cluster, issueUserToken(cluster.state, 'alice'), 'kubectl-set'));
  cluster.advance();
}

function setImage(app: string, place: Place, digest: Digest, write: Write): void {
  const containers = [{ name: 'web', image: imageOf(app, place, digest) }];
  const body = { spec: { template: { spec: { containers } } } };
  write('PATCH', workloadPath(app, place.project), body, 'application/strategic-merge-patch+json');
}

type Write = (method: 'PUT' | 'PATCH', path: string, body: object, contentType?: string) => void;

function asPromoter({ cluster, project }: Place): Write {
  return writer(cluster, issueServiceAccountToken(cluster.state, project, PROMOTER), 'openshift-promote');
}

/** Requests to the API of a cluster, without the network. */
function writer({ state }: SandboxCluster, token: string, manager: string): Write {
  return (method, path, body, contentType) => {
    const type = contentType ?? (method === 'PUT' ? 'application/json' : 'application/merge-patch+json');
    const request = {
      method,
      url: `${path}?fieldManager=${manager}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body: Buffer.from(JSON.stringify(body)),
    };
    const reply = dispatch(request, state);
    if (reply.kind !== 'json' || reply.status !== 200)
      throw new TypeError(`${method} ${path}: ${JSON.stringify(reply)}`);
  };
}

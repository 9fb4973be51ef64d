import type { Cluster } from '../../../core/ports/cluster.ts';
import type { NamedStream } from '../../../core/ports/streams.ts';
import { allOrFirstError, workers } from '../../run/concurrency.ts';
import { baseNames, isAlike } from './base-image.ts';
import { missingBytes, noteHoldings, reasonOf, wantedBytes, type Mounts } from './mounts.ts';

/** Readable by every account (openshift-api.md §2.1); clusters keep base images and builders there. */
const SHARED_PROJECT = 'openshift';

const MAX_PROJECTS = 4;
const MAX_VISIBLE_PROJECTS = 200;
const MAX_STREAMS_OF_PROJECT = 500;
// An answer takes as long as sending half a megabyte: streams far away are asked for much only.
const LIKELY_STREAMS = 24;
const OTHER_STREAMS = 12;
const MIN_OTHER_BYTES = 32 * 1024 * 1024;
const REQUESTS_AT_ONCE = 8;

/** The search in one cluster: what it may still ask, and what it has learned. */
interface Search {
  readonly mounts: Mounts;
  readonly cluster: Cluster;
  readonly asked: Set<string>;
  /** projects that are not asked any more */
  readonly denied: Set<string>;
}

/**
 * Asks the API of the destination which streams hold which blobs: first the streams that the images go to and those that look
 * like their base images, then others while much is missing. A bounded number of requests with bounded answers.
 */
export async function searchStreams(mounts: Mounts, signal: AbortSignal): Promise<void> {
  const targets = mounts.images.flatMap(({ stream }) => stream ?? []);
  const cluster = targets[0]?.cluster;
  if (cluster === undefined) return;
  const search: Search = { mounts, cluster, asked: new Set(), denied: new Set() };
  const projects = [...new Set(targets.map(({ project }) => project))];
  const listed = projects.slice(0, MAX_PROJECTS);
  const isWide = isMuchMissing(mounts);
  const bases = baseNames(mounts);
  const [near, visible] = await allOrFirstError(
    [
      (inner) => listAll(search, isWide ? [...listed, SHARED_PROJECT] : listed, inner),
      async (inner) => (isWide ? visibleProjects(search, inner) : []),
    ],
    signal,
  );
  const isTarget = ({ project, stream }: NamedStream): boolean =>
    targets.some((target) => target.project === project && target.stream === stream);
  const isLikely = (each: NamedStream): boolean => isBaseOf(each, bases);
  const likely = [...near.filter(isLikely), ...near.filter(isTarget)];
  await askStreams(search, likely, LIKELY_STREAMS, signal);
  // a stream that has half of what the images need was probably their base: the rest is new
  if (missingBytes(mounts) < wantedBytes(mounts) / 2) return;
  await askStreams(search, near, OTHER_STREAMS, signal);
  if (!isMuchMissing(mounts)) return;
  const others = visible.filter((project) => project !== SHARED_PROJECT && !projects.includes(project));
  const far = await listAll(search, nearestFirst(others, projects).slice(0, MAX_PROJECTS), signal);
  await askStreams(search, [...far.filter(isLikely), ...far], OTHER_STREAMS, signal);
}

/** Whether further requests are worth their time. */
function isMuchMissing(mounts: Mounts): boolean {
  return missingBytes(mounts) >= Math.max(MIN_OTHER_BYTES, wantedBytes(mounts) / 2);
}

function isBaseOf({ project, stream, origins }: NamedStream, bases: readonly string[]): boolean {
  return bases.length > 0 && [`${project}/${stream}`, ...origins].some((name) => isAlike(name, bases));
}

async function listAll(
  { cluster, mounts }: Search,
  projects: readonly string[],
  signal: AbortSignal,
): Promise<readonly NamedStream[]> {
  const lists = await allOrFirstError(
    [...new Set(projects)].map((project) => async (inner: AbortSignal) => {
      try {
        return await cluster.streams.listStreams(project, MAX_STREAMS_OF_PROJECT, inner);
      } catch (error) {
        mounts.ports.reporter.debug(`streams of ${project}: ${reasonOf(error, inner)}`);
        return [];
      }
    }),
    signal,
  );
  return lists.flat();
}

async function visibleProjects({ cluster, mounts }: Search, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await cluster.projects.list(MAX_VISIBLE_PROJECTS, signal);
  } catch (error) {
    mounts.ports.reporter.debug(`projects: ${reasonOf(error, signal)}`);
    return [];
  }
}

/** Projects of one application often differ in their ending only: `shop-prod`, `shop-base`. */
function nearestFirst(projects: readonly string[], to: readonly string[]): readonly string[] {
  const nearness = (project: string): number => Math.max(...to.map((each) => commonStart(each, project)));
  return [...projects].sort((one, other) => nearness(other) - nearness(one));
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

async function askStreams(
  { mounts, cluster, asked, denied }: Search,
  streams: readonly NamedStream[],
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  const fresh = new Map<string, NamedStream>(streams.map((each) => [`${each.project}/${each.stream}`, each]));
  for (const name of asked) fresh.delete(name);
  const tasks = [...fresh]
    .filter(([, { project }]) => !denied.has(project))
    .slice(0, limit)
    .map(([name, stream]) => async (inner: AbortSignal) => {
      asked.add(name);
      if (denied.has(stream.project)) return;
      try {
        noteHoldings(mounts, name, (await cluster.streams.listBlobs(stream, inner)) ?? []);
      } catch (error) {
        mounts.ports.reporter.debug(`blobs of ${name}: ${reasonOf(error, inner)}`);
        // who may list streams may not pull from them, and a server that fails will fail again
        denied.add(stream.project);
      }
    });
  await allOrFirstError(workers(REQUESTS_AT_ONCE, [tasks]), signal);
}

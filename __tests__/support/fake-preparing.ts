// What looks at a destination, prepares it and is applied to it, in memory.
import { fakeLocks } from './fake-locks.ts';
import { isSameObject, type ApplyRequest, type ObjectPlan } from '../../src/core/ports/apply.ts';
import type { ImageConfig } from '../../src/core/image/image-config.ts';
import { isDigest, type Digest } from '../../src/core/image/digest.ts';
import type { TagHistory } from '../../src/core/ports/streams.ts';
import type { Cluster } from '../../src/core/ports/cluster.ts';
import type { WorkloadName } from '../../src/core/ports/rollouts.ts';
import type { ProjectState } from '../../src/core/ports/projects.ts';

export interface PreparedState {
  /** those that are not simply there */
  readonly projects: Record<string, ProjectState>;
  /** what becomes of a request to apply something */
  objectsOf: (request: ApplyRequest) => readonly ObjectPlan[];
  imageConfig: ImageConfig | undefined;
}

export function nothingPrepared(): PreparedState {
  return { projects: {}, objectsOf: () => [], imageConfig: undefined };
}

export function fakePreparing(
  state: () => PreparedState,
  record: (change: string, then: () => void) => void,
): Pick<Cluster, 'gitops' | 'locks' | 'objects' | 'projects' | 'projectStates' | 'pullAccess' | 'traces'> {
  return {
    gitops: { look: async () => 'nothing of it can be read' },
    locks: fakeLocks(),
    projectStates: { read: async () => ({ streams: new Map(), workloads: [], unreadable: [] }) },
    traces: {
      traceTags: async () => new Map(),
      traceWorkload: async () => undefined,
      readTag: async () => undefined,
    },
    objects: {
      plan: async (request) => ({ objects: state().objectsOf(request), problems: [] }),
      apply: async (request, onApplied) => {
        for (const object of state().objectsOf(request)) {
          if (request.only?.some((one) => isSameObject(one, object)) === false) continue;
          record(`apply ${object.kind}/${object.name}`, () => undefined);
          onApplied({
            object,
            undo: async () => {
              record(`take back ${object.kind}/${object.name}`, () => undefined);
            },
          });
        }
      },
    },
    projects: {
      list: async () => Object.keys(state().projects),
      find: async (project) => state().projects[project] ?? 'active',
      whyNotRequest: async () => undefined,
      request: async ({ name }) => {
        record(`project ${name}`, () => undefined);
      },
    },
    pullAccess: {
      isGranted: async () => false,
      grant: async ({ project, forProject }) => {
        record(`let ${forProject} pull from ${project}`, () => undefined);
      },
      isLinked: async () => false,
      link: async ({ project, secret, serviceAccount }) => {
        record(`link ${secret} to ${project}/${serviceAccount}`, () => undefined);
      },
    },
  };
}

/** Streams by what their repositories hold: `prod/app`. */
export function fakeStreamLists(
  blobs: ReadonlyMap<string, ReadonlySet<string>>,
): Pick<Cluster['streams'], 'listStreams' | 'listBlobs'> {
  return {
    listStreams: async (project, limit) =>
      [...blobs.keys()]
        .filter((name) => name.startsWith(`${project}/`))
        .slice(0, limit)
        .map((name) => ({ project, stream: name.slice(project.length + 1), origins: [] })),
    listBlobs: async ({ project, stream }) => {
      const held = blobs.get(`${project}/${stream}`);
      return held === undefined ? undefined : [...held].filter(isDigest);
    },
  };
}

/** What an account hears that may look at nothing but its own work. */
export function nothingToSee(): Cluster['inspection'] {
  return {
    limits: async () => ({ quotas: [], ranges: [] }),
    streamUsage: async () => undefined,
    followers: async () => [],
    workload: async () => undefined,
    mayPull: async () => undefined,
    pullSecrets: async () => undefined,
  };
}

/** Tags that have never been another image. */
export function fakeHistories(tags: ReadonlyMap<string, Digest> = new Map()): readonly TagHistory[] {
  return [...tags].map(([tag, digest]) => ({ tag, events: [{ digest, image: digest, since: '' }] }));
}

/** Finds workloads of which none has a Route. */
export function fakeSearch(found: () => readonly WorkloadName[]): Cluster['workloads'] {
  return { find: async () => found(), listPinned: async () => [], findUrl: async () => undefined };
}

import type { Side } from '../core/text/errors.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { Objects } from '../core/ports/objects.ts';
import type { Transport } from '../http/exchange/exchange.ts';
import { askForRights } from './api/access.ts';
import { createApi, type Api } from './api/api.ts';
import type { ReadUrl } from './apply/sources.ts';
import type { RenewToken } from './api/bearer-token.ts';
import { readImageConfig } from './streams/image-config.ts';
import { identify } from './api/identity.ts';
import { deleteStreamTag, getStreamTag, putStreamTag } from './streams/image-stream-tags.ts';
import { createInspection } from './inspection/inspection.ts';
import { createProjects, requireProject } from './projects/projects.ts';
import { createPullAccess } from './projects/pull-access.ts';
import { findRegistryHost } from './streams/registry-host.ts';
import { createRollouts } from './rollouts.ts';
import { getStreamImage } from './streams/stream-images.ts';
import { createBuilds, createImports, createPullSecrets } from './strategies.ts';
import { createStreams } from './streams/streams.ts';

export interface ClusterOptions {
  readonly side: Side;
  /** URL of the API server */
  readonly server: string;
  readonly token: string | undefined;
  /** when the token ends, where it does not say so itself */
  readonly tokenExpiresAt?: Date | undefined;
  readonly renewToken?: RenewToken | undefined;
  readonly transport: Transport;
  /** undefined: nothing is read from elsewhere */
  readonly readUrl?: ReadUrl | undefined;
  readonly clock: Clock;
  /** told what the user may want to know although nothing failed */
  readonly log: (line: string) => void;
}

/** The endpoints of one OpenShift cluster, asked with one token. Asks nothing before it is used. */
export function createCluster(options: ClusterOptions): Cluster {
  const { side, token, clock, log } = options;
  const api = createApi(options);
  let username: string | undefined;
  return {
    side,
    server: api.server,
    rollouts: createRollouts({ api, clock, log }),
    workloads: {
      async find(project, target, signal) {
        const { findWorkloads } = await import(/* webpackMode: "eager" */ './inspection/workload-search.ts');
        return findWorkloads(api, project, target, signal);
      },
    },
    projects: createProjects(api, clock),
    pullAccess: createPullAccess(api),
    objects: lazyObjects(api, options.readUrl),
    imageConfigs: { read: (from, signal) => readImageConfig(api, from, signal) },
    inspection: createInspection(api),
    imports: createImports(api),
    builds: createBuilds({ api, clock, log }),
    pullSecrets: createPullSecrets(api),
    streams: createStreams(api),
    async readConfigMap(name, signal) {
      const { readConfigMap } = await import(/* webpackMode: "eager" */ './projects/config-maps.ts');
      return readConfigMap(api, name, signal);
    },
    async identify(signal) {
      const identity = await identify(api, token, signal);
      ({ username } = identity);
      return { ...identity, expiresAt: identity.expiresAt ?? options.tokenExpiresAt };
    },
    findRegistryHost: (project, signal) => findRegistryHost(api, project, signal),
    getStreamTag: (name, signal) => getStreamTag(api, name, signal),
    getStreamImage: (from, signal) => getStreamImage(api, from, signal),
    putStreamTag: (name, from, signal) => putStreamTag(api, name, from, signal),
    deleteStreamTag: (name, signal) => deleteStreamTag(api, name, signal),
    async missingRights(questions, signal) {
      const { problems, unknown } = await askForRights(api, questions, username, signal);
      if (unknown) log(`${side}: the token may not ask for its rights, they show as they are needed`);
      return problems;
    },
    requireProject: (project, signal) => requireProject(api, project, signal),
  };
}

/** Few promotions apply anything: what they need is loaded when they do. */
function lazyObjects(api: Api, readUrl: ReadUrl | undefined): Objects {
  let loaded: Objects | undefined;
  const load = async (): Promise<Objects> => {
    const { createObjects } = await import(/* webpackMode: "eager" */ './apply/objects.ts');
    return (loaded ??= createObjects(api, readUrl ?? noUrls));
  };
  return {
    plan: async (request, signal) => (await load()).plan(request, signal),
    apply: async (request, onApplied, signal) => (await load()).apply(request, onApplied, signal),
  };
}

function noUrls(url: string): Promise<never> {
  return Promise.reject(new TypeError(`nobody reads ${url}`));
}

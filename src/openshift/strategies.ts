import type { Builds } from '../core/ports/builds.ts';
import type { Imports } from '../core/ports/imports.ts';
import type { PullSecrets } from '../core/ports/pull-secrets.ts';
import type { Api } from './api/api.ts';
import type { ClusterContext } from './api/watch-objects.ts';

// What only the strategies `import` and `build` need is loaded when they are asked for.
const loadImports = () => import(/* webpackMode: "eager" */ './imports/imports.ts');
const loadPullSecrets = () => import(/* webpackMode: "eager" */ './imports/pull-secrets.ts');

/** Images that the cluster pulls by itself. */
export function createImports(api: Api): Imports {
  return {
    probe: async (request, signal) => (await loadImports()).probeImport(api, request, signal),
    run: async (request, signal) => (await loadImports()).runImport(api, request, signal),
    repositoryOf: async (project, stream, signal) => {
      const { internalRepository } = await import(
        /* webpackMode: "eager" */ './streams/internal-repository.ts'
      );
      return internalRepository(api, project, stream, signal);
    },
  };
}

/** Credentials that a project keeps for registries elsewhere. */
export function createPullSecrets(api: Api): PullSecrets {
  return {
    look: async (secret, signal) => (await loadPullSecrets()).lookAtPullSecret(api, secret, signal),
    write: async (secret, signal) => (await loadPullSecrets()).writePullSecret(api, secret, signal),
    listHosts: async (project, signal) => (await loadPullSecrets()).listPullHosts(api, project, signal),
    isNeeded: async (project, host, signal) =>
      (await loadPullSecrets()).isPulledFrom(api, project, host, signal),
  };
}

/** Images that the cluster builds. */
export function createBuilds(context: ClusterContext): Builds {
  return {
    run: async (request, onLine, signal) => {
      const { runBuild } = await import(/* webpackMode: "eager" */ './builds/builds.ts');
      return runBuild(context, request, onLine, signal);
    },
  };
}

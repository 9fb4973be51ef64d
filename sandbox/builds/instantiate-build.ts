import { json, withKind, type Handler } from '../exchange/exchange.ts';
import { forbidden } from '../exchange/status.ts';
import { asObject, asString, without, type Json, type JsonObject } from '../state/json.ts';
import type { Build, BuildConfig } from '../state/build-kinds.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { find, insert, replace } from '../state/store.ts';
import { newStatus } from './build-spec.ts';

const CONFIGS = { group: 'build.openshift.io', resource: 'buildconfigs' };

/** `oc start-build` (captures 18f, 52q, 52r); a config that is not there is forbidden (52o), the name in the body counts (52r2). */
export const instantiateBuild: Handler = (call, state) => {
  const name = asString(asObject(call.body['metadata'])['name']);
  const config = find(state, 'buildconfigs', call.namespace, name);
  if (config === undefined || name !== call.name) {
    const missing = `buildconfigs.build.openshift.io "${name}" not found`;
    throw forbidden(CONFIGS, call.name ?? '', missing);
  }
  const causes = call.body['triggeredBy'] ?? [{ message: 'Manually triggered' }];
  const build = startBuild(state, config, { causes, env: call.body['env'] });
  return json(201, withKind('Build', 'build.openshift.io/v1', build));
};

/** The next build of a config. */
export function startBuild(
  state: ClusterState,
  config: BuildConfig,
  { causes, env }: { readonly causes: Json; readonly env: Json | undefined },
): Build {
  const { namespace = '', name } = config.metadata;
  const number = config.status.lastVersion + 1;
  const generation = (config.metadata.generation ?? 0) + 1;
  replace(state, 'buildconfigs', {
    ...config,
    metadata: { ...config.metadata, generation },
    status: { lastVersion: number },
  });
  const spec: JsonObject = without(
    config.spec,
    'triggers',
    'runPolicy',
    'successfulBuildsHistoryLimit',
    'failedBuildsHistoryLimit',
  );
  return insert(state, 'builds', {
    metadata: {
      name: `${name}-${number}`,
      namespace,
      generation: 1,
      labels: {
        buildconfig: name,
        'openshift.io/build-config.name': name,
        'openshift.io/build.start-policy': asString(config.spec['runPolicy']),
      },
      annotations: { 'openshift.io/build-config.name': name, 'openshift.io/build.number': String(number) },
      ownerReferences: [
        {
          apiVersion: 'build.openshift.io/v1',
          kind: 'BuildConfig',
          name,
          uid: config.metadata.uid,
          controller: true,
        },
      ],
    },
    spec: { serviceAccount: 'builder', ...spec, strategy: withEnv(spec, env), triggeredBy: causes },
    status: { ...newStatus(state), config: { kind: 'BuildConfig', namespace, name } },
  });
}

const STRATEGY_FIELDS: Readonly<Record<string, string>> = {
  Docker: 'dockerStrategy',
  Source: 'sourceStrategy',
  Custom: 'customStrategy',
  JenkinsPipeline: 'jenkinsPipelineStrategy',
};

function withEnv(spec: JsonObject, env: Json | undefined): JsonObject {
  const strategy = asObject(spec['strategy']);
  if (env === undefined) return strategy;
  const field = STRATEGY_FIELDS[asString(strategy['type'])] ?? 'dockerStrategy';
  return { ...strategy, [field]: { ...asObject(strategy[field]), env } };
}

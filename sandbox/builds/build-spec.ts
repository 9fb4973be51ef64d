import { decide } from '../access/authorizer.ts';
import type { ApiCall } from '../exchange/exchange.ts';
import { readMetadata, updatedMetadata, type Metadata, type ResourceSpec } from '../api/resource-spec.ts';
import { forbidden, invalid } from '../exchange/status.ts';
import { isDeepStrictEqual } from 'node:util';
import { asObject, asString, without, type JsonObject } from '../state/json.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Build, BuildConfig } from '../state/build-kinds.ts';
import type { Condition } from '../state/kinds.ts';

const GROUP = 'build.openshift.io';

/** Builds, as they are written (captures 18g, 52a, 52g, 52n). */
export const BUILDS: ResourceSpec<'builds'> = {
  resource: 'builds',
  group: GROUP,
  version: 'v1',
  kind: 'Build',
  namespaced: true,
  bookmark: {
    metadata: {},
    spec: { strategy: {}, output: {}, resources: {}, postCommit: {}, nodeSelector: null },
    status: { phase: '', output: {} },
  },
  fields: { status: (object) => (object as Build).status.phase },
  build: (body, call, state) => {
    const metadata = readMetadata(body, call, 'Build', state);
    const spec = asObject(body['spec']);
    requireStrategy(spec, metadata.name, call, state);
    return { metadata: { ...metadata, generation: 1 }, spec: withDefaults(spec), status: newStatus(state) };
  },
  // nothing of the spec may change, and of the status only that it shall end (openshift-api.md §9.1)
  rebuild: (body, stored) => {
    const name = stored.metadata.name;
    // the controller adds the push secret while a client cancels an older version
    const comparable = (spec: JsonObject): JsonObject => ({
      ...spec,
      output: without(asObject(spec['output']), 'pushSecret'),
    });
    if (!isDeepStrictEqual(comparable(asObject(body['spec'])), comparable(stored.spec))) {
      const message =
        'Invalid value: "content of spec is not printed out, please refer to the "details"": spec is immutable';
      throw invalid(GROUP, 'Build', name, [{ reason: 'FieldValueInvalid', message, field: 'spec' }]);
    }
    const cancelled = asObject(body['status'])['cancelled'] === true || stored.status.cancelled === true;
    return {
      ...stored,
      metadata: updatedMetadata(body, stored),
      status: { ...stored.status, ...(cancelled ? { cancelled: true } : {}) },
    };
  },
};

/** Who may create builds still needs the right to their strategy (capture 18i). */
function requireStrategy(spec: JsonObject, name: string, call: ApiCall, state: ClusterState): void {
  const strategy = asString(asObject(spec['strategy'])['type']);
  const subresource = strategy.toLowerCase();
  const { namespace } = call;
  const what = { verb: 'create', group: GROUP, resource: 'builds', subresource, namespace, name };
  if (decide(state, call.identity, what).allowed) return;
  throw forbidden({ group: GROUP, resource: 'builds' }, name, `build strategy ${strategy} is not allowed`);
}

export function withDefaults(spec: JsonObject): JsonObject {
  const strategy = asObject(spec['strategy']);
  const filled = strategy['type'] === 'Docker' ? { dockerStrategy: {}, ...strategy } : strategy;
  return { output: {}, resources: {}, postCommit: {}, nodeSelector: null, ...spec, strategy: filled };
}

export function newStatus(state: ClusterState): Build['status'] {
  return { phase: 'New', output: {}, conditions: [conditionOf(state, 'New', 'True')] };
}

export function conditionOf(
  state: ClusterState,
  type: string,
  status: string,
  why: { readonly reason: string; readonly message: string } | undefined = undefined,
): Condition {
  const now = timestamp(state);
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, ...why };
}

/** Only what makes builds by request (captures 18a, 52p); triggers do nothing here. */
export const BUILD_CONFIGS: ResourceSpec<'buildconfigs'> = {
  resource: 'buildconfigs',
  group: GROUP,
  version: 'v1',
  kind: 'BuildConfig',
  namespaced: true,
  bookmark: {
    metadata: {},
    spec: {
      triggers: null,
      strategy: {},
      output: {},
      resources: {},
      postCommit: {},
      nodeSelector: null,
    },
    status: { lastVersion: 0 },
  },
  fields: {},
  build: (body, call, state) => {
    const metadata: Metadata = readMetadata(body, call, 'BuildConfig', state);
    return { metadata: { ...metadata, generation: 1 }, spec: configSpec(body), status: { lastVersion: 0 } };
  },
  rebuild: (body, stored): BuildConfig => ({
    ...stored,
    metadata: updatedMetadata(body, stored),
    spec: configSpec(body),
  }),
};

function configSpec(body: JsonObject): JsonObject {
  return {
    runPolicy: 'Serial',
    successfulBuildsHistoryLimit: 5,
    failedBuildsHistoryLimit: 5,
    ...withDefaults(asObject(body['spec'])),
  };
}

import { decide } from '../access/authorizer.ts';
import type { ApiCall } from '../exchange/exchange.ts';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { nextGeneration } from '../api/stored-objects.ts';
import { invalid } from '../exchange/status.ts';
import { asObject, asString, isObject, type JsonObject } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Route } from '../state/config-kinds.ts';

const GROUP = 'route.openshift.io';
const TERMINATIONS = ['edge', 'passthrough', 'reencrypt'];
const NO_HOST_RIGHT = 'you do not have permission to set the host field of the route';

/** Routes; there is no router, so their status stays empty (captures 44w, 51d–51m). */
export const ROUTES: ResourceSpec<'routes'> = {
  resource: 'routes',
  group: GROUP,
  version: 'v1',
  kind: 'Route',
  namespaced: true,
  bookmark: { metadata: {}, spec: { to: { kind: '', name: '', weight: null } }, status: {} },
  fields: {},
  build: (body, call, state) => {
    const metadata = {
      ...readMetadata(body, call, 'Route', state),
      ...(state.release.countsRoutes ? { generation: 1 } : {}),
    };
    refuseTermination(body, metadata.name);
    const asked = asString(asObject(body['spec'])['host']);
    if (asked !== '') {
      requireHostRight(state, call, metadata.name, `Forbidden: ${NO_HOST_RIGHT}`, 'FieldValueForbidden');
      return { metadata, spec: readSpec(body, asked), status: {} };
    }
    const annotations = { ...metadata.annotations, 'openshift.io/host.generated': 'true' };
    const host = `${metadata.name}-${call.namespace ?? ''}.${state.appsDomain}`;
    return { metadata: { ...metadata, annotations }, spec: readSpec(body, host), status: {} };
  },
  rebuild: (body, stored, call, state) => {
    refuseTermination(body, stored.metadata.name);
    const host = asString(asObject(body['spec'])['host']) || stored.spec.host;
    if (host !== stored.spec.host) {
      const message = `Invalid value: "${host}": ${NO_HOST_RIGHT}`;
      requireHostRight(state, call, stored.metadata.name, message, 'FieldValueInvalid');
    }
    const spec = readSpec(body, host);
    const generation = nextGeneration(stored, spec);
    return { metadata: { ...updatedMetadata(body, stored), ...generation }, spec, status: stored.status };
  },
};

function readSpec(body: JsonObject, host: string): Route['spec'] {
  const sent = asObject(body['spec']);
  const to = { kind: 'Service', weight: 100, ...asObject(sent['to']) };
  return { ...sent, host, to, wildcardPolicy: asString(sent['wildcardPolicy']) || 'None' };
}

function refuseTermination(body: JsonObject, name: string): void {
  const tls = asObject(body['spec'])['tls'];
  if (!isObject(tls)) return;
  const termination = asString(tls['termination']);
  if (TERMINATIONS.includes(termination)) return;
  const values = TERMINATIONS.map((value) => `"${value}"`).join(', ');
  throw invalid(GROUP, 'Route', name, [
    {
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: "${termination}": supported values: ${values}`,
      field: 'spec.tls.termination',
    },
  ]);
}

/** Captures 51g, 51h. */
function requireHostRight(
  state: ClusterState,
  { identity, namespace }: ApiCall,
  name: string,
  message: string,
  reason: string,
): void {
  const right = { verb: 'create', group: GROUP, resource: 'routes', subresource: 'custom-host', namespace };
  if (decide(state, identity, right).allowed) return;
  throw invalid(GROUP, 'Route', name, [{ reason, message, field: 'spec.host' }]);
}

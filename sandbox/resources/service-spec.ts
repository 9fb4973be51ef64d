import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { invalid, type Cause } from '../exchange/status.ts';
import { asObject, asString, isObject, type Json, type JsonObject } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Service } from '../state/config-kinds.ts';

/** Services with the defaults of the API server (captures 44o, 51a). */
export const SERVICES: ResourceSpec<'services'> = {
  resource: 'services',
  group: '',
  version: 'v1',
  kind: 'Service',
  namespaced: true,
  returnsDeleted: true,
  bookmark: { metadata: {}, spec: {}, status: { loadBalancer: {} } },
  fields: {},
  build: (body, call, state) => {
    const metadata = readMetadata(body, call, 'Service', state);
    return { metadata, spec: readSpec(body, metadata.name, anAddress(state)), status: { loadBalancer: {} } };
  },
  rebuild: (body, stored) => {
    const asked = asString(asObject(body['spec'])['clusterIP']);
    if (asked !== '' && asked !== stored.spec.clusterIP) {
      throw refuse(
        stored.metadata.name,
        `Invalid value: []string{"${asked}"}: may not change once set`,
        'spec.clusterIPs[0]',
      );
    }
    const spec = readSpec(body, stored.metadata.name, stored.spec.clusterIP);
    return { metadata: updatedMetadata(body, stored), spec, status: stored.status };
  },
};

function readSpec(body: JsonObject, name: string, clusterIP: string): Service['spec'] {
  const sent = asObject(body['spec']);
  const ports = (Array.isArray(sent['ports']) ? sent['ports'] : []).filter(isObject).map(withPortDefaults);
  if (ports.length === 0) throw refuse(name, 'Required value', 'spec.ports', 'FieldValueRequired');
  return {
    ...sent,
    ports,
    clusterIP,
    clusterIPs: [clusterIP],
    type: asString(sent['type']) || 'ClusterIP',
    sessionAffinity: asString(sent['sessionAffinity']) || 'None',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
  };
}

function withPortDefaults(port: JsonObject): Json {
  return { protocol: 'TCP', targetPort: port['port'] ?? null, ...port };
}

function anAddress(state: ClusterState): string {
  const part = (): number => Math.floor(state.chance() * 256);
  return `172.30.${part()}.${part()}`;
}

function refuse(name: string, message: string, field: string, reason = 'FieldValueInvalid'): Error {
  const cause: Required<Cause> = { reason, message, field };
  return invalid('', 'Service', name, [cause]);
}

import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { badRequest, invalid } from '../exchange/status.ts';
import { asObject, type JsonObject } from '../state/json.ts';
import { invalidValue, type Problem } from '../workloads/pod-problems.ts';

const KIND = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' } as const;
// metav1.MicroTime is read with exactly six decimals: Go's "2006-01-02T15:04:05.000000Z07:00"
const MICRO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d)$/;

const LEAST = [
  ['leaseDurationSeconds', 1, 'must be greater than 0'],
  ['leaseTransitions', 0, 'must be greater than or equal to 0'],
] as const;

/** Leases, checked as Kubernetes checks them (pkg/apis/coordination/validation). Nothing in the sandbox holds one. */
export const LEASES: ResourceSpec<'leases'> = {
  ...KIND,
  resource: 'leases',
  namespaced: true,
  fields: {},
  bookmark: { metadata: {}, spec: {} },
  build: (body, call, state) => {
    const metadata = readMetadata(body, call, KIND.kind, state);
    return { metadata, spec: readSpec(body, metadata.name) };
  },
  rebuild: (body, stored) => ({
    metadata: updatedMetadata(body, stored),
    spec: readSpec(body, stored.metadata.name),
  }),
};

function readSpec(body: JsonObject, name: string): JsonObject {
  const given = Object.entries(asObject(body['spec'])).filter(([, value]) => value !== null);
  const spec: JsonObject = Object.fromEntries(given);
  for (const field of ['acquireTime', 'renewTime']) {
    const value = spec[field];
    if (typeof value !== 'string' || MICRO_TIME.test(value)) continue;
    throw badRequest(
      `Lease in version "v1" cannot be handled as a Lease: parsing time "${value}" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "${value.slice(19)}" as ".000000"`,
    );
  }
  const problems = LEAST.flatMap(([field, least, message]): readonly Problem[] => {
    const value = spec[field];
    return typeof value === 'number' && value < least
      ? [invalidValue(`spec.${field}`, String(value), message)]
      : [];
  });
  if (problems.length > 0) throw invalid(KIND.group, KIND.kind, name, problems);
  return spec;
}

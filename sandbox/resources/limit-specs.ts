import { json, withKind, type Handler } from '../exchange/exchange.ts';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { reply, requireStored } from '../api/stored-objects.ts';
import { asObject, asString, asStringMap, isObject, type JsonObject } from '../state/json.ts';
import { applyPatch } from '../patches/patch.ts';
import type { LimitRange, ResourceQuota } from '../state/kinds.ts';
import { replace } from '../state/store.ts';

const core = { group: '', version: 'v1', namespaced: true, fields: {} } as const;

/** Captures 56a, 56k, 56o. */
export const LIMIT_RANGES: ResourceSpec<'limitranges'> = {
  ...core,
  resource: 'limitranges',
  kind: 'LimitRange',
  bookmark: { metadata: {}, spec: { limits: null } },
  build: (body, call, state) => ({
    metadata: readMetadata(body, call, 'LimitRange', state),
    spec: { limits: readLimits(body) },
  }),
  rebuild: (body, stored) => ({
    metadata: updatedMetadata(body, stored),
    spec: { limits: readLimits(body) },
  }),
};

/** A fresh quota has an empty status, which a controller fills (captures 56p, 56q). */
export const RESOURCE_QUOTAS: ResourceSpec<'resourcequotas'> = {
  ...core,
  resource: 'resourcequotas',
  kind: 'ResourceQuota',
  bookmark: { metadata: {}, spec: {}, status: {} },
  build: (body, call, state) => ({
    metadata: readMetadata(body, call, 'ResourceQuota', state),
    spec: readQuota(body),
    status: {},
  }),
  rebuild: (body, stored) => ({
    metadata: updatedMetadata(body, stored),
    spec: readQuota(body),
    status: stored.status,
  }),
};

function readLimits(body: JsonObject): LimitRange['spec']['limits'] {
  const limits = asObject(body['spec'])['limits'];
  return (Array.isArray(limits) ? limits : []).filter(isObject).map((limit) => ({
    ...limit,
    type: asString(limit['type']),
    ...(isObject(limit['max']) ? { max: asStringMap(limit['max']) ?? {} } : {}),
  }));
}

function readQuota(body: JsonObject): ResourceQuota['spec'] {
  return { hard: asStringMap(asObject(body['spec'])['hard']) ?? {} };
}

/** `resourcequotas/status`, which controllers write; the recorded one was changed by hand (capture 56s). */
export const QUOTA_STATUS_HANDLERS: Readonly<Record<string, Handler>> = {
  get: (call, state) => reply(RESOURCE_QUOTAS, 200, requireStored(RESOURCE_QUOTAS, call, state)),
  patch: (call, state) => {
    const stored = requireStored(RESOURCE_QUOTAS, call, state);
    const document = withKind(RESOURCE_QUOTAS.kind, 'v1', stored);
    const patched = applyPatch(document, call.headers['content-type'], call.rawBody, false);
    const status = asObject(patched['status']);
    const next = {
      ...stored,
      status: { hard: asStringMap(status['hard']) ?? {}, used: asStringMap(status['used']) ?? {} },
    };
    return reply(RESOURCE_QUOTAS, 200, call.dryRun ? next : replace(state, 'resourcequotas', next));
  },
};

/** Quotas over several projects: this cluster has none (openshift-api.md §3.11). */
export const listAppliedQuotas: Handler = () =>
  json(200, {
    kind: 'AppliedClusterResourceQuotaList',
    apiVersion: 'quota.openshift.io/v1',
    metadata: {},
    items: [],
  });

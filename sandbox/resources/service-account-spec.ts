import { issueServiceAccountToken, issueForeignToken } from '../access/tokens.ts';
import { json, type Handler } from '../exchange/exchange.ts';
import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { invalid, notFound } from '../exchange/status.ts';
import { asObject, asString, isObject, type JsonObject } from '../state/json.ts';
import { formatTime, timestamp } from '../state/cluster-state.ts';
import type { ServiceAccount } from '../state/kinds.ts';
import { find } from '../state/store.ts';

export const SERVICE_ACCOUNTS: ResourceSpec<'serviceaccounts'> = {
  resource: 'serviceaccounts',
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  namespaced: true,
  returnsDeleted: true,
  bookmark: { metadata: {} },
  fields: {},
  build: (body, call, state) => ({
    metadata: readMetadata(body, call, 'ServiceAccount', state),
    ...readLists(body),
  }),
  rebuild: (body, stored) => ({ metadata: updatedMetadata(body, stored), ...readLists(body) }),
};

function readLists(body: JsonObject): Pick<ServiceAccount, 'secrets' | 'imagePullSecrets'> {
  const names = (key: string): { name: string }[] =>
    (Array.isArray(body[key]) ? body[key] : [])
      .filter(isObject)
      .map((item) => ({ name: asString(item['name']) }));
  const secrets = names('secrets');
  const imagePullSecrets = names('imagePullSecrets');
  return {
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets }),
  };
}

const AUDIENCE = 'https://kubernetes.default.svc';
const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;
const MAX_SECONDS = 2 ** 32;

/** `serviceaccounts/NAME/token` (captures 45f–45n): a token for another audience is not accepted here. */
export const requestToken: Handler = (call, state) => {
  const name = call.name ?? '';
  const namespace = call.namespace ?? '';
  if (find(state, 'serviceaccounts', namespace, name) === undefined) throw notFound(SERVICE_ACCOUNTS, name);
  const spec = asObject(call.body['spec']);
  const asked = spec['expirationSeconds'];
  const seconds = typeof asked === 'number' ? asked : DEFAULT_SECONDS;
  refuseDuration(seconds);
  const given = Array.isArray(spec['audiences']) ? spec['audiences'].map(asString) : [];
  const audiences = given.length === 0 ? [AUDIENCE] : given;
  const issue = audiences.includes(AUDIENCE) ? issueServiceAccountToken : issueForeignToken;
  const token = issue(state, namespace, name, seconds);
  return json(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp(state) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: null },
    status: { token, expirationTimestamp: formatTime(new Date(state.now().getTime() + seconds * 1000)) },
  });
};

function refuseDuration(seconds: number): void {
  const problem =
    seconds < MIN_SECONDS
      ? 'may not specify a duration less than 10 minutes'
      : seconds > MAX_SECONDS
        ? 'may not specify a duration larger than 2^32 seconds'
        : undefined;
  if (problem === undefined) return;
  throw invalid('authentication.k8s.io', 'TokenRequest', '', [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${seconds}: ${problem}`,
      field: 'spec.expirationSeconds',
    },
  ]);
}

import type { ImagePolicyObject } from '../../core/ports/policies.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import type { NamedRequirement, NodePolicy, NodeRequirement, SignedIdentity } from '../model/node-policy.ts';
import { signersOf } from './root-of-trust.ts';

/**
 * What nodes are configured with by the policies of a cluster and of one project (config.openshift.io/v1). Policies for the same
 * scope are all required. A policy of the project is not in force for a scope that one of the cluster covers.
 */
export function nodePolicyOf(objects: readonly ImagePolicyObject[]): NodePolicy {
  const scopes = new Map<string, NamedRequirement[]>();
  const add = (
    { kind, name, scopes: own, policy }: ImagePolicyObject,
    isFree: (scope: string) => boolean,
  ): void => {
    const requirement = readRequirement(policy);
    for (const scope of own.filter(isFree))
      scopes.set(scope, [...(scopes.get(scope) ?? []), { policy: `${kind} ${name}`, requirement }]);
  };
  for (const object of objects) if (object.project === undefined) add(object, () => true);
  const taken = [...scopes.keys()];
  for (const object of objects)
    if (object.project !== undefined) add(object, (scope) => !taken.some((other) => covers(other, scope)));
  return { scopes, otherwise: [{ policy: 'the cluster', requirement: { kind: 'accept' } }] };
}

/** Whether a scope is another one or holds it: a name above it, or a wildcard for its host. */
function covers(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  if (outer.startsWith('*.')) return (inner.split(/[/:@]/, 1)[0] ?? '').endsWith(outer.slice(1));
  return inner.startsWith(outer) && /^[/:@]/.test(inner.slice(outer.length));
}

function readRequirement({ rootOfTrust, signedIdentity }: JsonObject): NodeRequirement {
  const identity = readIdentity(signedIdentity);
  if (identity === undefined)
    return { kind: 'unknown', why: 'its signedIdentity is of a kind that is not known' };
  if (!isJsonObject(rootOfTrust)) return { kind: 'unknown', why: 'it has no root of trust' };
  const { policyType } = rootOfTrust;
  const publicKey = objectIn(rootOfTrust, 'publicKey');
  const fulcio = objectIn(rootOfTrust, 'fulcioCAWithRekor');
  const subject = objectIn(fulcio, 'fulcioSubject');
  if (policyType !== 'PublicKey' && policyType !== 'FulcioCAWithRekor')
    return { kind: 'unknown', why: `its root of trust is of the kind ${String(policyType).slice(0, 40)}` };
  const trust = signersOf({
    keys: textsIn(publicKey, 'keyData'),
    rekorKeys: textsIn(policyType === 'PublicKey' ? publicKey : fulcio, 'rekorKeyData'),
    fulcio:
      policyType === 'PublicKey'
        ? undefined
        : {
            ca: textsIn(fulcio, 'fulcioCAData')[0],
            issuer: textsIn(subject, 'oidcIssuer')[0],
            email: textsIn(subject, 'signedEmail')[0],
          },
  });
  return 'why' in trust ? { kind: 'unknown', why: trust.why } : { kind: 'signed', ...trust, identity };
}

function readIdentity(value: unknown): SignedIdentity | undefined {
  if (!isJsonObject(value)) return { kind: 'matchRepoDigestOrExact' };
  const [repository] = textsIn(objectIn(value, 'exactRepository'), 'repository');
  const remap = objectIn(value, 'remapIdentity');
  const [prefix, signedPrefix] = [textsIn(remap, 'prefix')[0], textsIn(remap, 'signedPrefix')[0]];
  switch (value['matchPolicy']) {
    case 'MatchRepoDigestOrExact':
      return { kind: 'matchRepoDigestOrExact' };
    case 'MatchRepository':
      return { kind: 'matchRepository' };
    case 'ExactRepository':
      return repository === undefined ? undefined : { kind: 'exactRepository', repository };
    case 'RemapIdentity':
      return prefix === undefined || signedPrefix === undefined
        ? undefined
        : { kind: 'remapIdentity', prefix, signedPrefix };
    default:
      return undefined;
  }
}

function objectIn(object: JsonObject, field: string): JsonObject {
  const value = object[field];
  return isJsonObject(value) ? value : {};
}

function textsIn(object: JsonObject, field: string): readonly string[] {
  const value = object[field];
  return typeof value === 'string' && value !== '' ? [value] : [];
}

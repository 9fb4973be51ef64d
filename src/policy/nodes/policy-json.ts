import { isJsonObject, parseStrictJson, type JsonObject } from '../../core/text/strict-json.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { NamedRequirement, NodePolicy, NodeRequirement, SignedIdentity } from '../model/node-policy.ts';
import { signersOf } from './root-of-trust.ts';

/**
 * Reads what nodes require from a `policy.json` (containers-policy.json(5)), as far as it is about registries.
 * @throws PromoteError POLICY_INVALID
 */
export function readPolicyJson(name: string, bytes: Uint8Array): NodePolicy {
  const read = (): unknown => {
    try {
      return parseStrictJson(bytes, name);
    } catch (error) {
      throw invalid(name, error instanceof Error ? error.message : String(error));
    }
  };
  const value = read();
  if (!isJsonObject(value)) throw invalid(name, 'it is not a JSON object');
  const { default: otherwise, transports = {} } = value;
  if (!Array.isArray(otherwise)) throw invalid(name, 'it has no default');
  const docker = isJsonObject(transports) ? (transports['docker'] ?? {}) : undefined;
  if (!isJsonObject(docker)) throw invalid(name, 'transports.docker is not an object');
  const requirements = (list: unknown, place: string): readonly NamedRequirement[] => {
    if (!Array.isArray(list) || list.length === 0) throw invalid(name, `${place} has no requirements`);
    return list.map((each: unknown) => ({ policy: name, requirement: readRequirement(each, name, place) }));
  };
  const scopes = new Map(
    Object.entries(docker).map(([scope, list]) => [
      scope,
      requirements(list, `the scope ${JSON.stringify(scope)}`),
    ]),
  );
  return { scopes, otherwise: scopes.get('') ?? requirements(otherwise, 'the default') };
}

function readRequirement(value: unknown, name: string, place: string): NodeRequirement {
  const type = isJsonObject(value) ? value['type'] : undefined;
  if (!isJsonObject(value) || typeof type !== 'string')
    throw invalid(name, `${place} has a requirement without type`);
  switch (type) {
    case 'insecureAcceptAnything':
      return { kind: 'accept' };
    case 'reject':
      return { kind: 'reject' };
    case 'signedBy':
      return { kind: 'unknown', why: 'it asks for signatures of OpenPGP' };
    case 'sigstoreSigned':
      return readSigstore(value, name, place);
    default:
      throw invalid(
        name,
        `${place} has a requirement of the type ${JSON.stringify(type)}, which does not exist`,
      );
  }
}

function readSigstore(value: JsonObject, name: string, place: string): NodeRequirement {
  const identity = readIdentity(value['signedIdentity']);
  if (identity === undefined) throw invalid(name, `${place} has a signedIdentity that cannot be read`);
  const path = ['keyPath', 'keyPaths', 'rekorPublicKeyPath', 'rekorPublicKeyPaths'].find(
    (key) => key in value,
  );
  if (path !== undefined) return { kind: 'unknown', why: `its ${path} is a file of the nodes` };
  if ('pki' in value) return { kind: 'unknown', why: 'it asks for certificates of a PKI' };
  const fulcio = value['fulcio'];
  const trust = signersOf({
    keys: textsOf(value['keyData'], value['keyDatas']),
    rekorKeys: textsOf(value['rekorPublicKeyData'], value['rekorPublicKeyDatas']),
    fulcio: isJsonObject(fulcio)
      ? {
          ca: textOf(fulcio['caData']),
          issuer: textOf(fulcio['oidcIssuer']),
          email: textOf(fulcio['subjectEmail']),
        }
      : undefined,
  });
  return 'why' in trust ? { kind: 'unknown', why: trust.why } : { kind: 'signed', ...trust, identity };
}

function readIdentity(value: unknown): SignedIdentity | undefined {
  if (value === undefined) return { kind: 'matchRepoDigestOrExact' };
  if (!isJsonObject(value)) return undefined;
  const {
    type: kind,
    dockerReference: reference,
    dockerRepository: repository,
    prefix,
    signedPrefix,
  } = value;
  switch (kind) {
    case 'matchExact':
    case 'matchRepoDigestOrExact':
    case 'matchRepository':
      return { kind };
    case 'exactReference':
      return typeof reference === 'string' ? { kind, reference } : undefined;
    case 'exactRepository':
      return typeof repository === 'string' ? { kind, repository } : undefined;
    case 'remapIdentity':
      return typeof prefix === 'string' && typeof signedPrefix === 'string'
        ? { kind, prefix, signedPrefix }
        : undefined;
    default:
      return undefined;
  }
}

function textsOf(one: unknown, several: unknown): readonly string[] {
  return [one, ...(Array.isArray(several) ? (several as readonly unknown[]) : [])].flatMap(
    (each) => textOf(each) ?? [],
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function invalid(name: string, what: string): PromoteError {
  return new PromoteError({
    code: 'POLICY_INVALID',
    message: `${name}: ${what}`,
    hint: 'give a policy.json as containers-policy.json(5) describes it',
  });
}
